import { existsSync } from 'node:fs';
import type { LoadRef } from '../ingestion/ports.ts';
import type { LoadWriter } from './documentLoad.ts';
import { DOCUMENT_COLUMNS, documentValues } from './documentRow.ts';
import { openSqliteConnection, type SqliteConnection } from './sqliteConnection.ts';
import { scrub } from './sqliteScrub.ts';
import { syncFolderOf } from './syncFolder.ts';

/** Documents of a load have the ids from `load_id * 2^32 + 1` on: kept together and in their order. */
export const LOAD_SPAN = 2 ** 32;
/** Rows that one transaction deletes: readers and other loads of the workspace wait for it. */
const ROWS_PER_DELETION = 2_000;
const CACHE_KIB = 16 * 1024;
const CHECKPOINT_PAGES = 8_000;
const KEPT_LOG_BYTES = 4 * 1024 * 1024;

/** What the file is made of; `state`: `open`, `committed` or `removed`, which stays as a mark that the attempt is dead. */
const SCHEMA = `
  CREATE TABLE loads (
    load_id INTEGER NOT NULL PRIMARY KEY,
    activity_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (activity_id, attempt)
  ) STRICT;
  CREATE TABLE documents (
    id INTEGER NOT NULL PRIMARY KEY,
    register TEXT NOT NULL,
    key_hash INTEGER NOT NULL,
    own_gstin TEXT NOT NULL,
    number TEXT NOT NULL,
    financial_year INTEGER NOT NULL,
    type TEXT NOT NULL,
    is_amendment INTEGER NOT NULL,
    party TEXT NOT NULL,
    date TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    taxable INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL,
    is_cancelled INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE document_keys (
    key_hash INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (key_hash, id)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1`;

/** The documents of one workspace, open for writing. */
export interface DocumentFile {
  /** Empties what the attempt has left, if anything. @throws when the load was removed: its attempt is dead */
  beginLoad(load: LoadRef): Promise<LoadWriter>;
  removeLoad(load: LoadRef): Promise<void>;
  /** Removes everything but the marks that attempts are dead, those of `dead` among them. */
  erase(dead: readonly LoadRef[]): Promise<void>;
  close(): Promise<void>;
}

/** @throws AppError unavailable, disk_full */
export async function openDocumentFile(file: string, busyTimeoutMs: number): Promise<DocumentFile> {
  const isNew = !existsSync(file);
  const connection = await openSqliteConnection(file, busyTimeoutMs);
  try {
    connection.database.exec(
      `PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${KEPT_LOG_BYTES}`,
    );
    await connection.transaction(() => {
      const { user_version } = connection.database.prepare('PRAGMA user_version').get() ?? {};
      if (user_version === 0) connection.database.exec(SCHEMA);
    });
    if (isNew) await syncFolderOf(file);
  } catch (error) {
    connection.database.close();
    throw error;
  }
  return createFile(connection);
}

function createFile(connection: SqliteConnection): DocumentFile {
  const { database } = connection;
  const insertDocument = database.prepare(
    `INSERT INTO documents (id, ${DOCUMENT_COLUMNS.join(', ')})
    VALUES (?${', ?'.repeat(DOCUMENT_COLUMNS.length)})`,
  );
  const insertKey = database.prepare('INSERT INTO document_keys (key_hash, id) VALUES (?, ?)');
  const setState = database.prepare('UPDATE loads SET state = ? WHERE load_id = ?');
  const stateOf = database.prepare('SELECT state FROM loads WHERE load_id = ?');
  const findLoad = database.prepare('SELECT load_id, state FROM loads WHERE activity_id = ? AND attempt = ?');
  const insertLoad = database.prepare('INSERT INTO loads (activity_id, attempt, state) VALUES (?, ?, ?)');

  /** Not on the disk yet when it resolves: `durably` is what makes all before it last. */
  const quickly = (work: () => void) => transaction('NORMAL', work);
  const durably = (work: () => void) => transaction('FULL', work);

  async function transaction(synchronous: 'NORMAL' | 'FULL', work: () => void): Promise<void> {
    const endTurn = await connection.takeTurn();
    try {
      database.exec(`PRAGMA synchronous = ${synchronous}`);
      await connection.begin();
      try {
        work();
        connection.commit();
      } catch (error) {
        connection.rollback();
        throw connection.translate(error);
      }
    } finally {
      endTurn();
    }
  }

  function find({ activityId, attempt }: LoadRef) {
    const row = findLoad.get(activityId, attempt);
    return row && { loadId: Number(row['load_id']), state: row['state'] };
  }

  function assertOpen(loadId: number): void {
    if (stateOf.get(loadId)?.['state'] !== 'open')
      throw new Error('the load was removed: its attempt is dead');
  }

  async function emptyLoad(loadId: number): Promise<void> {
    const base = loadId * LOAD_SPAN;
    const last = database.prepare('SELECT max(id) AS last FROM documents WHERE id > ? AND id < ?');
    for (;;) {
      const { last: end } = last.get(base, base + LOAD_SPAN) ?? {};
      if (typeof end !== 'number') return;
      await quickly(() => {
        const span = [Math.max(base, end - ROWS_PER_DELETION), end] as const;
        database
          .prepare(
            `DELETE FROM document_keys WHERE (key_hash, id) IN (
              SELECT key_hash, id FROM documents WHERE id > ? AND id <= ?)`,
          )
          .run(...span);
        database.prepare('DELETE FROM documents WHERE id > ? AND id <= ?').run(...span);
      });
    }
  }

  async function removeLoad(load: LoadRef): Promise<void> {
    await quickly(() => {
      const found = find(load);
      if (found === undefined) insertLoad.run(load.activityId, load.attempt, 'removed');
      else setState.run('removed', found.loadId);
    });
    const found = find(load);
    if (found !== undefined) await emptyLoad(found.loadId);
    database.exec('PRAGMA shrink_memory');
  }

  return {
    async beginLoad(load) {
      const left = find(load);
      if (left !== undefined) {
        if (left.state === 'removed') throw removed();
        await quickly(() => void setState.run('open', left.loadId));
        await emptyLoad(left.loadId);
      } else {
        await quickly(() => void insertLoad.run(load.activityId, load.attempt, 'open'));
      }
      const loadId = find(load)?.loadId ?? 0;
      const base = loadId * LOAD_SPAN;
      return {
        write: (documents) =>
          quickly(() => {
            assertOpen(loadId);
            for (const document of documents) {
              insertDocument.run(base + document.sequence, ...documentValues(document));
            }
          }),
        writeKeys: (keys) =>
          quickly(() => {
            for (const { keyHash, sequence } of keys) insertKey.run(keyHash, base + sequence);
          }),
        async commit() {
          await durably(() => {
            assertOpen(loadId);
            setState.run('committed', loadId);
          });
          database.exec('PRAGMA shrink_memory');
        },
        remove: () => removeLoad(load),
      };
    },

    removeLoad,

    async erase(dead) {
      const mark = database.prepare(
        `INSERT INTO loads (activity_id, attempt, state) VALUES (?, ?, 'removed')
        ON CONFLICT (activity_id, attempt) DO UPDATE SET state = 'removed'`,
      );
      await durably(() => {
        database.exec("UPDATE loads SET state = 'removed'");
        for (const { activityId, attempt } of dead) mark.run(activityId, attempt);
        database.exec('DELETE FROM document_keys; DELETE FROM documents');
      });
      await scrub(connection);
    },

    async close() {
      const endTurn = await connection.takeTurn();
      if (database.isOpen) database.close();
      endTurn();
    },
  };
}

function removed(): Error {
  return new Error('the load was removed: its attempt is dead');
}
