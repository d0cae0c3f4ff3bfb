import { DatabaseSync } from 'node:sqlite';

/** One file that the database says is there: the current PUT of a landed or pinned upload, or what is handed out. */
export interface RecordedObject {
  readonly owner: string;
  readonly part: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Reads them from a SQLite database, which it opens read-only. */
export async function listRecordedObjects(databaseFile: string): Promise<RecordedObject[]> {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  try {
    return database
      .prepare(
        `SELECT upload_id AS owner, current_put AS part, bytes, sha256 FROM uploads WHERE state IN ('landed', 'pinned')
        UNION ALL SELECT download_id, 'file', bytes, sha256 FROM downloads`,
      )
      .all()
      .map(({ owner, part, bytes, sha256 }) => ({
        owner: String(owner),
        part: String(part),
        bytes: Number(bytes),
        sha256: String(sha256),
      }));
  } finally {
    database.close();
  }
}

/** Which of `owners` are neither an upload nor a download of this SQLite database. */
export async function findOwnerless(databaseFile: string, owners: ReadonlySet<string>): Promise<string[]> {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  const left = new Set(owners);
  try {
    const rows = database.prepare(
      'SELECT upload_id AS owner FROM uploads UNION ALL SELECT download_id FROM downloads',
    );
    for (const { owner } of rows.iterate()) left.delete(String(owner));
    return [...left];
  } finally {
    database.close();
  }
}
