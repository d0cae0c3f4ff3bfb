import { createCalendar } from '../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../src/db/open.ts';
import { administer } from '../src/installation.ts';
import { type Installation, startInstallation } from '../test/acceptance/installation.ts';
import { postgresChoices, startPostgres } from '../test/db/postgresServer.ts';
import { OWN_GSTINS } from './registers/parties.ts';

/** A server with its worker, both cores its own, over SQLite or PostgreSQL. */
export interface IngestServer extends Installation {
  /** Adds companies, each with one user and one token; the tokens. */
  addWorkspaces(count: number): Promise<string[]>;
}

export async function startIngestServer(kind: 'SQLite' | 'PostgreSQL'): Promise<IngestServer> {
  const [choice] = kind === 'PostgreSQL' ? await postgresChoices() : [];
  const postgres = choice === undefined ? undefined : await startPostgres(choice);
  const url = await postgres?.createDatabase();
  const installation = await startInstallation({
    env: {
      GST_INTAKE_LOG_LEVEL: 'warn',
      ...(url === undefined
        ? {}
        : {
            GST_INTAKE_DATABASE_URL: url,
            GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIBENCHBENCHBENCH1',
            GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'bench-bench-bench-bench-bench-bench-bench',
          }),
    },
  });
  const database = await openDatabase({
    ...(url === undefined ? { file: `${installation.dataDir}/control.sqlite` } : { url }),
    calendar: createCalendar('Asia/Kolkata'),
  });
  await administer(database.accounts).workspaceUpdate('default', { gstins: OWN_GSTINS });
  return {
    ...installation,
    addWorkspaces: (count) => addWorkspaces(database, count),
    async remove() {
      await database.close();
      await installation.remove();
      await postgres?.stop();
    },
  };
}

async function addWorkspaces(database: Database, count: number): Promise<string[]> {
  const accounts = administer(database.accounts);
  const tokens: string[] = [];
  for (let place = 0; place < count; place += 1) {
    const { workspaceId } = await accounts.workspaceCreate({ name: `company ${place}`, gstins: OWN_GSTINS });
    const { userId } = await accounts.userCreate({
      workspace: workspaceId,
      name: 'erp',
      permissions: ['invoice.create'],
    });
    tokens.push((await accounts.tokenCreate({ user: userId, expiresInSeconds: null })).token);
  }
  return tokens;
}
