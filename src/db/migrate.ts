import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './migrations.ts';

/**
 * Brings the schema to this program's version, one transaction a migration, each under the lock: a second server
 * waits and finds nothing left to do; one killed midway leaves whole migrations behind and the next goes on.
 * @returns the version found and the version reached
 * @throws AppError settings_invalid when the database is newer than this program; unavailable
 */
export async function migrate(
  engine: Engine,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<{ from: number; to: number }> {
  const from = await schemaVersion(engine, engine.queries);
  let to = from;
  for (const migration of migrations) {
    if (migration.number > to) to = await runUnlessRun(engine, migration);
  }
  await assertNotNewer(engine, migrations);
  // At each start, for the operator may have given us the right to it since the last one.
  await transact(engine.queries, async (transaction) => {
    await engine.lockMigrations(transaction);
    await engine.buildWall(transaction);
  });
  return { from, to };
}

/** @throws AppError settings_invalid when a newer program has migrated the database */
export async function assertNotNewer(
  engine: Engine,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const known = migrations.at(-1)?.number ?? 0;
  const found = await schemaVersion(engine, engine.queries);
  if (found > known) {
    throw new AppError(
      'settings_invalid',
      `The database was brought to version ${found} by a newer gst-intake; this one knows version ${known}. ` +
        'Run the newer gst-intake, or restore a backup made before the update.',
    );
  }
}

/** 0 before the first migration. */
export async function schemaVersion(engine: Engine, queries: Queries): Promise<number> {
  if (!(await engine.hasTable(queries, 'schema_migrations'))) return 0;
  const last = await queries
    .selectFrom('schema_migrations')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.number ?? 0;
}

/** The version after it: higher than the migration's own where another server was faster. */
function runUnlessRun(engine: Engine, { number, name, statements }: Migration): Promise<number> {
  return transact(engine.queries, async (transaction) => {
    await engine.lockMigrations(transaction);
    const found = await schemaVersion(engine, transaction);
    if (found >= number) return found;
    await sql
      .raw(
        `CREATE TABLE IF NOT EXISTS schema_migrations (
          number ${engine.ddl.integer} NOT NULL PRIMARY KEY,
          name TEXT NOT NULL
        )${engine.ddl.table}`,
      )
      .execute(transaction);
    for (const statement of statements(engine.ddl)) await sql.raw(statement).execute(transaction);
    await transaction.insertInto('schema_migrations').values({ number, name }).execute();
    return number;
  });
}
