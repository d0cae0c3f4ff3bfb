import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { givenSite, openSite, type Site } from './site.ts';

/** Where a suite runs that shall hold on each database: on a given site that is the site's own. */
export const DATABASES =
  givenSite() === undefined ? (['SQLite', 'PostgreSQL'] as const) : (['the site'] as const);

export interface DatabaseSettings {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The settings of a server on such a database, which is made, and its server started, where there is need. */
export async function startDatabase(
  kind: (typeof DATABASES)[number] | 'SQLite' | 'PostgreSQL',
): Promise<DatabaseSettings> {
  if (kind !== 'PostgreSQL') return { env: {}, stop: async () => undefined };
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('there is no PostgreSQL to test with');
  const postgres: PostgresServer = await startPostgres(choice);
  return {
    env: {
      GST_INTAKE_DATABASE_URL: await postgres.createDatabase(),
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIACCEPTANCE',
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'of the acceptance tests, 32 or more letters',
    },
    stop: postgres.stop,
  };
}

/** A site on such a database; `remove` ends both. */
export async function openSiteOn(kind: (typeof DATABASES)[number]): Promise<Site> {
  const { env, stop } = await startDatabase(kind);
  const site = await openSite({ env });
  return {
    ...site,
    async remove() {
      await site.remove();
      await stop();
    },
  };
}
