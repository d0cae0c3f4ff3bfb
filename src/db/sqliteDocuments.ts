import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DocumentLoad, DocumentStore, LoadRef } from '../ingestion/ports.ts';
import { createDocumentLoad } from './documentLoad.ts';
import { type DocumentColumns, KEY_COLUMNS, keyHashOf, keyParts, toStoredDocument } from './documentRow.ts';
import { type Held, openFiles } from './openFiles.ts';
import { type DocumentFile, LOAD_SPAN, openDocumentFile } from './sqliteDocumentFile.ts';
import { translateSqliteError } from './sqliteErrors.ts';
import { syncFolderOf } from './syncFolder.ts';

const WORKSPACE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const READER_WAIT_MS = 1_000;

/**
 * One SQLite file a workspace, `{directory}/{workspaceId}.sqlite`, apart from the control data: a load never holds up
 * a pre-sign. Whoever only reads opens files read-only and makes none.
 */
export function openSqliteDocuments(options: {
  readonly directory: string;
  readonly busyTimeoutMs: number;
}): DocumentStore {
  const { directory, busyTimeoutMs } = options;
  const writers = openFiles<DocumentFile>((file) => file.close());
  const readers = openFiles<DatabaseSync>(async (database) => database.close());

  function fileOf(workspaceId: string): string {
    if (!WORKSPACE_ID.test(workspaceId)) throw new Error('a workspace id has an impossible shape');
    return join(directory, `${workspaceId}.sqlite`);
  }

  /** Held open until `release`. */
  async function writer(workspaceId: string): Promise<Held<DocumentFile>> {
    const file = fileOf(workspaceId);
    return writers.hold(file, async () => {
      if ((await mkdir(directory, { recursive: true, mode: 0o700 })) !== undefined)
        await syncFolderOf(directory);
      return openDocumentFile(file, busyTimeoutMs);
    });
  }

  /** Undefined while the workspace has no file. */
  async function reading<T>(
    workspaceId: string,
    read: (database: DatabaseSync) => T,
  ): Promise<T | undefined> {
    const file = fileOf(workspaceId);
    if (!existsSync(file)) return undefined;
    try {
      const { one, release } = await readers.hold(
        file,
        async () => new DatabaseSync(file, { readOnly: true, timeout: READER_WAIT_MS }),
      );
      try {
        return read(one);
      } finally {
        release();
      }
    } catch (error) {
      throw translateSqliteError(error, file);
    }
  }

  return {
    async openLoad(load) {
      const { one, release } = await writer(load.workspaceId);
      try {
        return releasing(createDocumentLoad(await one.beginLoad(load)), release);
      } catch (error) {
        release();
        throw error;
      }
    },

    async read(load, page) {
      return (await reading(load.workspaceId, (database) => readPage(database, load, page))) ?? [];
    },

    async versions(workspaceId, keys) {
      const found = await reading(workspaceId, (database) => readVersions(database, workspaceId, keys));
      return found ?? keys.map(() => []);
    },

    async remove(load) {
      if (!existsSync(fileOf(load.workspaceId))) return;
      const { one, release } = await writer(load.workspaceId);
      await one.removeLoad(load).finally(release);
    },

    async erase(workspaceId, dead) {
      // Where an attempt may still run a file is made for it: the marks in it are what keeps it from writing.
      if (!existsSync(fileOf(workspaceId)) && dead.length === 0) return;
      const { one, release } = await writer(workspaceId);
      await one.erase(dead).finally(release);
    },

    async close() {
      await Promise.all([writers.close(), readers.close()]);
    },
  };
}

/**
 * A consistent copy of each workspace's documents, also while they are loaded: whatever was settled before is in it.
 * @param into an empty folder
 * @returns the names of the files in it
 */
export async function snapshotDocuments(directory: string, into: string): Promise<string[]> {
  const files = existsSync(directory) ? await readdir(directory) : [];
  const names = files.filter(
    (name) => WORKSPACE_ID.test(name.replace(/\.sqlite$/, '')) && name.endsWith('.sqlite'),
  );
  for (const name of names) {
    const copy = join(into, name);
    // Into a file that is there already, but empty: so it has the permissions that it shall have.
    await writeFile(copy, '', { flag: 'wx', mode: 0o600 });
    const database = new DatabaseSync(join(directory, name), { readOnly: true, timeout: READER_WAIT_MS });
    try {
      database.prepare('VACUUM INTO ?').run(copy);
    } catch (error) {
      throw translateSqliteError(error, join(directory, name));
    } finally {
      database.close();
    }
  }
  return names;
}

function readPage(
  database: DatabaseSync,
  { activityId, attempt }: LoadRef,
  page: { after: number; limit: number },
) {
  const load = database
    .prepare("SELECT load_id FROM loads WHERE activity_id = ? AND attempt = ? AND state = 'committed'")
    .get(activityId, attempt);
  if (load === undefined) return [];
  const base = Number(load['load_id']) * LOAD_SPAN;
  return database
    .prepare('SELECT * FROM documents WHERE id > ? AND id < ? ORDER BY id LIMIT ?')
    .all(base + page.after, base + LOAD_SPAN, page.limit)
    .map((row) => toStoredDocument(row as unknown as DocumentColumns, Number(row['id']) - base));
}

function readVersions(
  database: DatabaseSync,
  workspaceId: string,
  keys: Parameters<DocumentStore['versions']>[1],
): LoadRef[][] {
  const find = database.prepare(
    `SELECT l.activity_id, l.attempt FROM document_keys k
      JOIN documents d ON d.id = k.id
      JOIN loads l ON l.load_id = k.id >> 32 AND l.state = 'committed'
    WHERE k.key_hash = ? AND ${KEY_COLUMNS.map((column) => `d.${column} = ?`).join(' AND ')}
    ORDER BY k.id`,
  );
  return keys.map((key) =>
    find.all(keyHashOf(key), ...keyParts(key)).map((row) => ({
      workspaceId,
      activityId: String(row['activity_id']),
      attempt: Number(row['attempt']),
    })),
  );
}

/** Lets go of the file when the load has ended, one way or the other. */
function releasing(load: DocumentLoad, release: () => void): DocumentLoad {
  return {
    add: load.add,
    commit: () => load.commit().finally(release),
    abort: () => load.abort().finally(release),
  };
}
