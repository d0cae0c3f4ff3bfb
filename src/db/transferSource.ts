import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import type { ColumnValue } from './copyText.ts';
import { DOCUMENT_COLUMNS } from './documentRow.ts';
import { MIGRATIONS } from './migrations.ts';
import type { RecordedObject } from './recordedObjects.ts';
import { DOCUMENTS_DIRECTORY } from './sqlite.ts';
import { LOAD_SPAN } from './sqliteDocumentFile.ts';
import { isBusy, translateSqliteError } from './sqliteErrors.ts';
import type { LoadRows, Row, StoredLoad, TableRows } from './transferTables.ts';

/** An installation on SQLite that nobody else uses until `close`. */
export interface TransferSource {
  table(name: TableRows['table']): TableRows;
  /** By owner and part. */
  objects(): Iterable<RecordedObject>;
  workspaceIds(): readonly string[];
  /** What counts, and what may not come back: loads that never ended are left behind. */
  loads(workspaceId: string): readonly (StoredLoad & { readonly documents: number })[];
  load(load: StoredLoad): LoadRows;
  close(): void;
}

/**
 * @param file the control database; documents lie beside it
 * @throws AppError not_found, conflict while a server or a worker has it open, settings_invalid at another version
 */
export function openTransferSource(file: string): TransferSource {
  if (!existsSync(file)) {
    throw new AppError(
      'not_found',
      `${file} is not there: name the data directory of an installation on SQLite.`,
    );
  }
  const database = openAlone(file);
  const documentFiles = new Map<string, DatabaseSync | undefined>();
  try {
    assertVersion(database, file);
  } catch (error) {
    database.close();
    throw error;
  }

  function documentsOf(workspaceId: string): DatabaseSync | undefined {
    const path = join(dirname(file), DOCUMENTS_DIRECTORY, `${workspaceId}.sqlite`);
    if (!documentFiles.has(workspaceId)) {
      for (const open of documentFiles.values()) open?.close();
      documentFiles.clear();
      documentFiles.set(workspaceId, existsSync(path) ? new DatabaseSync(path) : undefined);
    }
    return documentFiles.get(workspaceId);
  }

  return {
    table(name) {
      const columns = database
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(name)
        .map((row) => String(row['name']));
      return { table: name, columns, rows: rowsOf(database, `SELECT ${columns.join(', ')} FROM ${name}`) };
    },
    *objects() {
      const rows = database.prepare(
        `SELECT upload_id AS owner, current_put AS part, bytes, sha256 FROM uploads WHERE state IN ('landed', 'pinned')
        UNION ALL SELECT download_id, 'file', bytes, sha256 FROM downloads ORDER BY owner, part`,
      );
      for (const { owner, part, bytes, sha256 } of rows.iterate()) {
        yield { owner: String(owner), part: String(part), bytes: Number(bytes), sha256: String(sha256) };
      }
    },
    workspaceIds: () =>
      database
        .prepare('SELECT id FROM workspaces ORDER BY id')
        .all()
        .map(({ id }) => String(id)),
    loads(workspaceId) {
      const found = documentsOf(workspaceId)
        ?.prepare(
          `SELECT activity_id, attempt, state, (SELECT count(*) FROM documents
              WHERE id > load_id * ${LOAD_SPAN} AND id < (load_id + 1) * ${LOAD_SPAN} AND state = 'committed') AS documents
          FROM loads WHERE state <> 'open' ORDER BY load_id`,
        )
        .all();
      return (found ?? []).map((row) => ({
        workspaceId,
        activityId: String(row['activity_id']),
        attempt: Number(row['attempt']),
        state: String(row['state']),
        documents: Number(row['documents']),
      }));
    },
    load(load) {
      const documents = documentsOf(load.workspaceId);
      const found = documents
        ?.prepare("SELECT load_id FROM loads WHERE activity_id = ? AND attempt = ? AND state = 'committed'")
        .get(load.activityId, load.attempt);
      if (documents === undefined || found === undefined) return { load, documents: [], keys: [] };
      const base = Number(found['load_id']) * LOAD_SPAN;
      const span = `id > ${base} AND id < ${base + LOAD_SPAN}`;
      return {
        load,
        documents: rowsOf(
          documents,
          `SELECT id - ${base} AS sequence, ${DOCUMENT_COLUMNS.join(', ')} FROM documents WHERE ${span} ORDER BY id`,
        ),
        keys: rowsOf(documents, `SELECT key_hash, id - ${base} AS sequence FROM document_keys WHERE ${span}`),
      };
    },
    close() {
      for (const open of documentFiles.values()) open?.close();
      database.close();
    },
  };
}

/** The lock is held until the database is closed: neither a server nor a second transfer can open it meanwhile. */
function openAlone(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 1_000 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw translateSqliteError(error, file);
    throw new AppError(
      'conflict',
      `${file} is in use: stop the server and the workers of this installation, then transfer.`,
    );
  }
}

function assertVersion(database: DatabaseSync, file: string): void {
  const needed = MIGRATIONS.at(-1)?.number ?? 0;
  const found = Number(
    database.prepare('SELECT max(number) AS number FROM schema_migrations').get()?.['number'] ?? 0,
  );
  if (found === needed) return;
  throw new AppError(
    'settings_invalid',
    `${file} is at version ${found}, and this program transfers version ${needed}. Run gst-intake migrate on it first` +
      `${found > needed ? ', with the newer program that wrote it' : ''}.`,
  );
}

function* rowsOf(database: DatabaseSync, text: string): Iterable<Row> {
  const statement = database.prepare(text);
  const names = statement.columns().map(({ name }) => name);
  for (const row of statement.iterate()) yield names.map((name) => row[name] as ColumnValue);
}
