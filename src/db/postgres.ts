import { Kysely, sql } from 'kysely';
import type { Calendar } from '../accounts/calendar.ts';
import { AppError } from '../errors.ts';
import { ADMISSION_LOCK, createPostgresAdmit } from './admitPostgres.ts';
import type { DatabaseServer, Wall } from './databaseServer.ts';
import type { Engine, Queries } from './engine.ts';
import type { Ddl } from './migration.ts';
import { BUILD_WALL, createBinding, ownRowsOnly, WALL } from './postgresBinding.ts';
import { UNHURRIED } from './postgresDeadline.ts';
import { createPostgresDialect } from './postgresDialect.ts';
import { createPostgresDocuments } from './postgresDocuments.ts';
import { standbyRefused } from './postgresErrors.ts';
import { openPostgresPool, type PostgresPool, withClient } from './postgresPool.ts';
import { poolsTransactions } from './postgresPooler.ts';
import type { Schema } from './schema.ts';

const MIGRATION_LOCK = 7_310_001;

const DDL: Ddl = {
  integer: 'BIGINT',
  countedKey: 'BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  table: '',
  tableInKeyOrder: '',
  keepsDocuments: true,
  eachOf: (column, key) =>
    `LATERAL json_array_elements(CASE json_typeof(${column}::json -> '${key}') WHEN 'array' THEN ${column}::json -> '${key}' END)`,
  ownRowsOnly,
  appendOnly: (table) => [
    `CREATE FUNCTION refuse_change_of_${table}() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '${table} is append-only'; END $$`,
    `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse_change_of_${table}()`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_${table}()`,
  ],
};

/**
 * A PostgreSQL database; any number of servers share it, coordinated by its locks alone.
 * @throws AppError settings_invalid, unavailable
 */
export async function openPostgres(options: {
  readonly url: string;
  readonly calendar: Calendar;
  readonly busyTimeoutMs: number;
  readonly answerWithinMs?: number | undefined;
}): Promise<Engine> {
  const { url, busyTimeoutMs, answerWithinMs } = options;
  const pool = await openPostgresPool(url, { lockTimeoutMs: busyTimeoutMs, answerWithinMs });
  const queries = new Kysely<Schema>({ dialect: createPostgresDialect(pool) });
  const binding = createBinding();
  try {
    await assertUnicode(queries, pool.server);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    queries,
    boundTo: (workspaceId) =>
      new Kysely<Schema>({ dialect: createPostgresDialect(pool, { binding, workspaceId }) }),
    ddl: DDL,
    rowLocks: true,
    hasTable,
    async lockMigrations(transaction) {
      // A long migration of another server is waited for, and one of our own may take its time.
      await sql.raw(UNHURRIED).execute(transaction);
      await sql`SELECT pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(transaction);
    },
    async lockAdmissions(transaction) {
      await sql`SELECT pg_advisory_xact_lock(${sql.lit(ADMISSION_LOCK)})`.execute(transaction);
    },
    async lockLandings(transaction) {
      // The strongest that lets others read: whoever lands a file has locked its upload's row before it looks at the quota.
      await sql`LOCK TABLE uploads IN EXCLUSIVE MODE`.execute(transaction);
    },
    admit: createPostgresAdmit(pool, options.calendar),
    async scrub() {},
    documents: createPostgresDocuments(pool, binding),
    async buildWall(transaction) {
      await sql.raw(BUILD_WALL).execute(transaction);
    },
    examineServer: () => examineServer(pool),
    ping: () => assertWritable(queries, pool.server),
    async check() {
      await assertWritable(queries, pool.server);
      return [];
    },
    async snapshotTo() {
      throw new AppError(
        'input_invalid',
        'The database is PostgreSQL: back it up with pg_dump, or as its host does.',
      );
    },
    close: () => pool.end(),
  };
}

async function examineServer(pool: PostgresPool): Promise<DatabaseServer> {
  const { wall, isSynchronous } = await withClient(pool, async (client) => {
    const [wall] = (await client.query<Wall>({ text: WALL })).rows;
    const { rows } = await client.query<{ names: string }>({
      text: "SELECT current_setting('synchronous_standby_names') AS names",
    });
    return { wall, isSynchronous: rows[0]?.names !== '' };
  });
  if (wall === undefined) throw new Error('one row was asked for');
  return { wall, hosts: pool.hosts, isSynchronous, poolsTransactions: await poolsTransactions(pool) };
}

async function assertUnicode(queries: Queries, server: string): Promise<void> {
  const { rows } = await sql<{
    encoding: string;
  }>`SELECT current_setting('server_encoding') AS encoding`.execute(queries);
  const encoding = rows[0]?.encoding;
  if (encoding !== 'UTF8') {
    throw new AppError(
      'settings_invalid',
      `The database ${server} has the encoding ${encoding}, which cannot hold every file name: create it with UTF8.`,
    );
  }
}

async function assertWritable(queries: Queries, server: string): Promise<void> {
  const { rows } = await sql<{ standby: boolean }>`SELECT pg_is_in_recovery() AS standby`.execute(queries);
  if (rows[0]?.standby !== false) throw standbyRefused(server);
}

/** Read from the catalogue: `to_regclass` may answer from a cache older than the lock that was just waited for. */
async function hasTable(queries: Queries, name: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM pg_catalog.pg_tables
    WHERE schemaname = current_schema() AND tablename = ${name}`.execute(queries);
  return rows.length > 0;
}
