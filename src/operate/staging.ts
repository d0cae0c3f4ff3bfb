import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors.ts';
import {
  DATABASE,
  DOCUMENTS,
  type FilesIn,
  KEY,
  type ListRecordedObjects,
  OBJECTS,
  objectPath,
  type RecordedObject,
} from './archive.ts';

const STAGING = '.backup-';
/** A snapshot may name a file that a sweep removed before it was linked; the next snapshot no longer names it. */
const MAX_SNAPSHOTS = 3;
/** Left by a backup that was killed. */
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;

export interface StageInput {
  readonly dataDir: string;
  readonly id: string;
  readonly withKeys: boolean;
  readonly filesIn: FilesIn;
  readonly snapshotTo: (file: string) => Promise<void>;
  /** Copies the documents of each workspace into an empty folder; the names of the copies. */
  readonly snapshotDocuments: (into: string) => Promise<readonly string[]>;
  readonly listRecordedObjects: ListRecordedObjects;
  readonly signal: AbortSignal;
}

export interface Staged {
  readonly directory: string;
  readonly objects: readonly RecordedObject[];
  /** Paths within the directory. */
  readonly documents: readonly string[];
  readonly hasKey: boolean;
}

/**
 * A frozen picture of the installation in a folder beside its data, so that it costs no space: the database first,
 * then every file that this database names, and the documents, which were durable before the database knew of them.
 */
export async function stage(input: StageInput): Promise<Staged> {
  const directory = stagingDirectory(input);
  for (let attempt = 1; ; attempt += 1) {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { mode: 0o700 });
    const database = join(directory, DATABASE);
    await input.snapshotTo(database);
    const objects = input.filesIn === 'bucket' ? [] : await input.listRecordedObjects(database);
    const missing = await linkObjects(input, directory, objects);
    if (missing === undefined) {
      const documents = await stageDocuments(input, directory);
      return { directory, objects, documents, hasKey: await stageKey(input, directory) };
    }
    if (attempt === MAX_SNAPSHOTS) {
      throw new AppError(
        'conflict',
        `The file of upload ${missing.owner} is recorded but not in ${join(input.dataDir, OBJECTS)}. ` +
          'No backup was written. Look for it in an older backup, or ask for help with the upload id.',
      );
    }
  }
}

export function stagingDirectory({ dataDir, id }: Pick<StageInput, 'dataDir' | 'id'>): string {
  return join(dataDir, STAGING + id);
}

export async function removeStaleStaging(dataDir: string, now: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(STAGING)) continue;
    const { mtimeMs } = await stat(join(dataDir, name));
    if (now - mtimeMs > STALE_AFTER_MS) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

async function stageDocuments({ snapshotDocuments }: StageInput, directory: string): Promise<string[]> {
  await mkdir(join(directory, DOCUMENTS), { mode: 0o700 });
  const names = await snapshotDocuments(join(directory, DOCUMENTS));
  return names.map((name) => `${DOCUMENTS}/${name}`);
}

/** The first object that is not there, if any. */
async function linkObjects(
  { dataDir, signal }: StageInput,
  directory: string,
  objects: readonly RecordedObject[],
): Promise<RecordedObject | undefined> {
  for (const object of objects) {
    signal.throwIfAborted();
    const path = objectPath(object);
    await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
    if (!(await linkOrCopy(join(dataDir, path), join(directory, path)))) return object;
  }
  return undefined;
}

/** Copies where the disk knows no hard links or the files lie on another one. False when there is no such file. */
async function linkOrCopy(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error;
      return copyFile(from, to);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function stageKey({ dataDir, withKeys }: StageInput, directory: string): Promise<boolean> {
  return withKeys && (await linkOrCopy(join(dataDir, KEY), join(directory, KEY)));
}
