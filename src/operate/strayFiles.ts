import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OBJECTS, objectPath, type RecordedObject } from './archive.ts';
import { type Check, type Finding, fine, mend } from './doctor.ts';

const STRAY = 'stray files';
const MISSING = 'missing files';
const OWNER = /^[0-9a-f]{32}$/;
const NAMED = 3;

export interface StoredFiles {
  readonly dataDir: string;
  /** What the database says is there. */
  readonly listRecordedObjects: () => Promise<readonly RecordedObject[]>;
  /** Which of these owners have no row at all. */
  readonly findOwnerless: (owners: ReadonlySet<string>) => Promise<string[]>;
}

/** Compares the files on the disk with the rows of the database, both ways. */
export function checkStoredFiles(stored: StoredFiles): Check {
  return {
    name: STRAY,
    run: async () => [await strayFinding(stored), await missingFinding(stored)],
  };
}

async function strayFinding({ dataDir, findOwnerless }: StoredFiles): Promise<Finding> {
  // Folders first: a row is older than its folder.
  const folders = await ownerFolders(join(dataDir, OBJECTS));
  const strays: string[] = [];
  for (const owner of await findOwnerless(new Set(folders.keys()))) {
    const folder = folders.get(owner) ?? '';
    if ((await namesIn(folder)).length > 0) strays.push(folder);
  }
  if (strays.length === 0) return fine(STRAY, 'every uploaded file belongs to an upload');
  return mend(STRAY, 'warning', {
    found: `${strays.length} folders belong to no upload of this database: ${firstOf(strays)}`,
    remedy:
      'Nothing removes them. If a database was lost or swapped, bring the right one back; otherwise move them away.',
  });
}

async function missingFinding(stored: StoredFiles): Promise<Finding> {
  const gone: RecordedObject[] = [];
  for (const object of await stored.listRecordedObjects())
    if (await isMissing(stored.dataDir, object)) gone.push(object);
  if (gone.length > 0) {
    // A PUT may have replaced the file while it was looked for: what is recorded now decides.
    const now = new Set((await stored.listRecordedObjects()).map(objectPath));
    const missing = gone.filter((object) => now.has(objectPath(object))).map(({ owner }) => owner);
    if (missing.length > 0) {
      return mend(MISSING, 'error', {
        found: `${missing.length} uploads landed, but their files are gone: ${firstOf(missing)}`,
        remedy: 'Bring objects/ back from a backup, or ask the senders to upload these files again.',
      });
    }
  }
  return fine(MISSING, 'every upload that landed has its file');
}

/** Paths of the folders by the owner that they are named after. */
async function ownerFolders(objects: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const shard of await namesIn(objects))
    for (const owner of await namesIn(join(objects, shard)))
      if (OWNER.test(owner)) folders.set(owner, join(objects, shard, owner));
  return folders;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function isMissing(dataDir: string, object: RecordedObject): Promise<boolean> {
  try {
    await stat(join(dataDir, objectPath(object)));
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

function firstOf(names: readonly string[]): string {
  return names.length > NAMED ? `${names.slice(0, NAMED).join(', ')}, …` : names.join(', ');
}
