import { closeSync, fsyncSync, openSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { Calendar } from '../accounts/calendar.ts';
import { AppError } from '../errors.ts';
import { createSqliteAdmit } from './admitSqlite.ts';
import type { Engine, Queries } from './engine.ts';
import type { Ddl } from './migration.ts';
import type { Schema } from './schema.ts';
import { openSqliteConnection, type SqliteConnection } from './sqliteConnection.ts';
import { createSqliteDialect } from './sqliteDialect.ts';
import { openSqliteDocuments } from './sqliteDocuments.ts';
import { scrub } from './sqliteScrub.ts';

/** Beside the database file: the documents of each workspace in a file of its own. */
export const DOCUMENTS_DIRECTORY = 'documents';

const ROOM_TO_BE_READY_BYTES = 1024 * 1024;

const DDL: Ddl = {
  integer: 'INTEGER',
  countedKey: 'INTEGER NOT NULL PRIMARY KEY',
  table: ' STRICT',
  tableInKeyOrder: ' STRICT, WITHOUT ROWID',
  keepsDocuments: false,
  eachOf: (column, key) => `json_each(${column}, '$.${key}')`,
  ownRowsOnly: () => [],
  appendOnly: (table) => {
    const refusal = `BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`;
    return [
      `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} ${refusal}`,
      `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} ${refusal}`,
      // REPLACE deletes without passing the trigger for deletions.
      `CREATE TRIGGER ${table}_no_replace BEFORE INSERT ON ${table}
        WHEN NEW.id IN (SELECT id FROM ${table}) ${refusal}`,
    ];
  },
};

/**
 * One SQLite file in WAL mode, every commit durable, one connection that its users share in turn; judged documents in
 * files of their own beside it.
 * @throws AppError settings_invalid, unavailable, disk_full
 */
export async function openSqlite(options: {
  readonly file: string;
  readonly calendar: Calendar;
  readonly busyTimeoutMs: number;
}): Promise<Engine> {
  const connection = await openSqliteConnection(options.file, options.busyTimeoutMs);
  const documents = openSqliteDocuments({
    directory: join(dirname(options.file), DOCUMENTS_DIRECTORY),
    busyTimeoutMs: options.busyTimeoutMs,
  });
  const queries = new Kysely<Schema>({ dialect: createSqliteDialect(connection) });
  return {
    queries,
    boundTo: () => queries,
    ddl: DDL,
    rowLocks: false,
    hasTable,
    async lockMigrations() {},
    async lockAdmissions() {},
    async lockLandings() {},
    admit: createSqliteAdmit(connection, options.calendar),
    documents,
    async buildWall() {},
    examineServer: async () => null,
    scrub: () => scrub(connection),
    ping: () => ping(connection, options.file),
    async check() {
      const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(queries);
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    },
    snapshotTo: (file) => snapshotTo(connection, file),
    async close() {
      await documents.close();
      await close(connection);
    },
  };
}

/** Writes and syncs like any record, so that a failing or read-only disk shows: a change of nothing still goes to the log. */
async function ping(connection: SqliteConnection, file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  // One record may still fit into the log when no pre-sign does.
  if (bavail * bsize < ROOM_TO_BE_READY_BYTES) {
    throw new AppError('disk_full', `The disk of the database file ${file} is full. Free some space on it.`);
  }
  await connection.transaction(() =>
    connection.database.exec('UPDATE schema_migrations SET name = name WHERE number = 1'),
  );
}

async function hasTable(queries: Queries, name: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${name}`.execute(
    queries,
  );
  return rows.length > 0;
}

async function snapshotTo(connection: SqliteConnection, file: string): Promise<void> {
  const copy = createNew(file);
  try {
    const endTurn = await connection.takeTurn();
    try {
      // Into a file that is there already, but empty: so it keeps its permissions.
      await connection.patiently(() => connection.database.prepare('VACUUM INTO ?').run(file));
    } finally {
      endTurn();
    }
    fsyncSync(copy);
  } finally {
    closeSync(copy);
  }
}

function createNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new AppError('conflict', `${file} exists already: choose another name.`);
    }
    throw error;
  }
}

/** Waits for whoever is at work; SQLite then folds its log into the file. */
async function close({ takeTurn, database }: SqliteConnection): Promise<void> {
  const endTurn = await takeTurn();
  if (database.isOpen) database.close();
  endTurn();
}
