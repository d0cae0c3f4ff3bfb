import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createCalendar } from '../src/accounts/calendar.ts';
import { administer } from '../src/compose/installation.ts';
import { type Database, openDatabase } from '../src/db/open.ts';
import { type Installation, startInstallation } from '../test/acceptance/installation.ts';
import { postgresChoices, startPostgres } from '../test/db/postgresServer.ts';
import type { ActivityPlace } from './activityTimes.ts';
import { OWN_GSTINS } from './registers/parties.ts';

const BIN = fileURLToPath(new URL('../bin/gst-intake.js', import.meta.url));
const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

export type StoreKind = 'SQLite' | 'PostgreSQL';

/** A server with its worker, both cores its own, over SQLite or PostgreSQL. */
export interface IngestServer extends Installation {
  readonly activities: ActivityPlace;
  /** Adds companies, each with one user and one token; the tokens. */
  addWorkspaces(count: number): Promise<string[]>;
}

/** @param workers worker processes, of which the server supervises one; more than one needs PostgreSQL */
export async function startIngestServer(kind: StoreKind, workers = 1): Promise<IngestServer> {
  const [choice] = kind === 'PostgreSQL' ? await postgresChoices() : [];
  const postgres = choice === undefined ? undefined : await startPostgres(choice);
  const url = await postgres?.createDatabase();
  const env = {
    GST_INTAKE_LOG_LEVEL: 'warn',
    ...(url === undefined
      ? {}
      : {
          GST_INTAKE_DATABASE_URL: url,
          GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIBENCHBENCHBENCH1',
          GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'bench-bench-bench-bench-bench-bench-bench',
        }),
  };
  const installation = await startInstallation({ env });
  const endWorkers = Array.from({ length: workers - 1 }, () => startWorker(installation.dataDir, env));
  const database = await openDatabase({
    ...(url === undefined ? { file: `${installation.dataDir}/control.sqlite` } : { url }),
    calendar: createCalendar('Asia/Kolkata'),
  });
  await administer(database.accounts).workspaceUpdate('default', { gstins: OWN_GSTINS });
  return {
    ...installation,
    activities: url === undefined ? { dataDir: installation.dataDir } : { databaseUrl: url },
    addWorkspaces: (count) => addWorkspaces(database, count),
    async remove() {
      await database.close();
      await Promise.all(endWorkers.map((end) => end()));
      await installation.remove();
      await postgres?.stop();
    },
  };
}

/** One more worker process of the same installation; returns how to end it. */
function startWorker(dataDir: string, env: Readonly<Record<string, string>>): () => Promise<void> {
  const child = spawn(NODE, ['--max-semi-space-size=8', BIN, 'worker', '--data-dir', dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  return async () => {
    child.kill('SIGTERM');
    await ended;
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
