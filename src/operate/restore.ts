import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import { AppError } from '../errors.ts';
import {
  type ArchiveSummary,
  DATABASE,
  DOCUMENTS,
  type FilesIn,
  FORMAT,
  FORMAT_VERSION,
  isArchiveFile,
  isDocumentsPath,
  isObjectPath,
  KEY,
  type ListRecordedObjects,
  MANIFEST,
  type Manifest,
  OBJECTS,
  type OnProgress,
  objectPath,
} from './archive.ts';
import { digestFile, syncDirectory } from './digest.ts';

/** SQLite's files of an unfinished transaction: it would replay them into whatever database stands beside them. */
const LEFT_BEHIND = ['-wal', '-shm', '-journal'].map((suffix) => DATABASE + suffix);

export interface RestoreInput {
  /** Made when absent; it must hold no database, nothing that SQLite left beside one, and no uploaded files. */
  readonly dataDir: string;
  readonly file: string;
  /** Letters and digits, used once. */
  readonly id: string;
  readonly listRecordedObjects: ListRecordedObjects;
  /** Where the settings say that uploaded files are: an archive without them needs a bucket, one with them has no use for it. */
  readonly expectsFiles: FilesIn;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Makes a data directory from an archive. Everything is unpacked beside the place where it goes and checked there; the database
 * is moved in last, so that a half restored directory is one without a database.
 * @throws AppError conflict when the directory is in use; input_invalid when the archive is not whole; the signal's reason
 */
export async function restore(input: RestoreInput): Promise<ArchiveSummary> {
  const { dataDir, file, signal } = input;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await assertUnused(dataDir);
  const directory = join(dataDir, `.restore-${input.id}`);
  await mkdir(directory, { mode: 0o700 });
  try {
    await unpack(file, directory, signal);
    const manifest = await readManifest(directory, file);
    assertFilesFit(input, manifest);
    const bytes = await verifyFiles(input, directory, manifest);
    const uploads = await verifyRecords(input, directory, manifest);
    signal.throwIfAborted();
    const withKeys = manifest.files.some(({ path }) => path === KEY);
    const hasDocuments = manifest.files.some(({ path }) => isDocumentsPath(path));
    await moveIn({ dataDir, directory, withKeys, hasObjects: uploads > 0, hasDocuments });
    return { file, uploads, bytes, withKeys, filesIn: manifest.filesIn ?? 'archive' };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function assertUnused(dataDir: string): Promise<void> {
  const names = await readdir(dataDir);
  if (names.includes(DATABASE)) {
    throw new AppError(
      'conflict',
      `${dataDir} has a database already, and restoring would replace it. Give an empty directory with --data-dir.`,
    );
  }
  const leftBehind = LEFT_BEHIND.filter((name) => names.includes(name));
  if (leftBehind.length > 0) {
    throw new AppError(
      'conflict',
      `${dataDir} still holds ${leftBehind.join(' and ')} of another database, which would be replayed into the ` +
        'restored one. Move them away together with the database that they belong to, or give an empty directory with --data-dir.',
    );
  }
  const documents = names.includes(DOCUMENTS) ? await readdir(join(dataDir, DOCUMENTS)) : [];
  if (documents.length > 0) {
    throw new AppError(
      'conflict',
      `${join(dataDir, DOCUMENTS)} holds documents without a database, perhaps of a restore that was cut off. ` +
        'Move it away first, or give an empty directory with --data-dir.',
    );
  }
  const objects = names.includes(OBJECTS) ? await readdir(join(dataDir, OBJECTS), { recursive: true }) : [];
  if (objects.some((path) => isArchiveFile(`${OBJECTS}/${path.replaceAll('\\', '/')}`))) {
    throw new AppError(
      'conflict',
      `${join(dataDir, OBJECTS)} holds uploaded files without a database, perhaps of a restore that was cut off. ` +
        'Move it away first, or give an empty directory with --data-dir.',
    );
  }
}

function assertFilesFit(
  { file, expectsFiles }: RestoreInput,
  { filesIn = 'archive', files }: Manifest,
): void {
  if (expectsFiles === filesIn || (filesIn === 'archive' && !files.some(({ path }) => isObjectPath(path))))
    return;
  throw new AppError(
    'input_invalid',
    filesIn === 'bucket'
      ? `${file} is of an installation whose uploaded files are in a bucket: set GST_INTAKE_S3_BUCKET and what belongs to it, then restore.`
      : `${file} holds uploaded files, and GST_INTAKE_S3_BUCKET is set: a server would look for them in the bucket. Unset it, then restore.`,
  );
}

async function unpack(file: string, directory: string, signal: AbortSignal): Promise<void> {
  await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('input_invalid', `${file} cannot be read (${error.code}).`);
  });
  const strangers: string[] = [];
  try {
    await extract({
      file,
      cwd: directory,
      strict: true,
      preserveOwner: false,
      processUmask: 0o077,
      filter(path, entry) {
        if (signal.aborted) return false;
        const isOurs = 'type' in entry && entry.type === 'File' && isArchiveFile(path);
        if (!isOurs) strangers.push(path);
        return isOurs;
      },
    });
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : 'it cannot be unpacked', error);
  }
  signal.throwIfAborted();
  const [stranger] = strangers;
  if (stranger !== undefined) {
    throw damaged(file, `it holds ${JSON.stringify(stranger.slice(0, 200))}, which no backup of ours does`);
  }
}

async function readManifest(directory: string, file: string): Promise<Manifest> {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(await readFile(join(directory, MANIFEST), 'utf8'));
  } catch (error) {
    throw damaged(file, `it has no readable ${MANIFEST}`, error);
  }
  if (manifest.format !== FORMAT || !Array.isArray(manifest.files))
    throw damaged(file, 'it is no backup of ours');
  if (manifest.formatVersion !== FORMAT_VERSION) {
    throw damaged(
      file,
      `it was written by version ${manifest.programVersion}; restore it with that or a newer one`,
    );
  }
  return manifest as Manifest;
}

/** Every file of the manifest is there with its digest, and no other. Their total size. */
async function verifyFiles(input: RestoreInput, directory: string, { files }: Manifest): Promise<number> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    input.onProgress(done, total);
  };
  for (const { path, bytes, sha256 } of files) {
    if (!isArchiveFile(path)) throw damaged(input.file, 'its list of files names impossible ones');
    const found = await digestFile(join(directory, path), {
      sync: true,
      signal: input.signal,
      onBytes,
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw damaged(input.file, `${path} is missing`);
      throw error;
    });
    if (found.sha256 !== sha256 || found.bytes !== bytes) throw damaged(input.file, `${path} was altered`);
  }
  const listed = new Set([MANIFEST, ...files.map(({ path }) => path)]);
  if (!listed.has(DATABASE)) throw damaged(input.file, `${DATABASE} is missing`);
  const present = await readdir(directory, { recursive: true, withFileTypes: true });
  const extra = present.filter((entry) => entry.isFile()).length - listed.size;
  if (extra !== 0) throw damaged(input.file, 'it holds files that its list does not name');
  return total;
}

/** Every upload that the database calls landed has its bytes. How many. */
async function verifyRecords(input: RestoreInput, directory: string, manifest: Manifest): Promise<number> {
  const { files } = manifest;
  const digests = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const isElsewhere = manifest.filesIn === 'bucket';
  const objects = isElsewhere ? [] : await input.listRecordedObjects(join(directory, DATABASE));
  for (const object of objects) {
    if (digests.get(objectPath(object)) !== object.sha256) {
      throw damaged(
        input.file,
        `the file of upload ${object.owner} is missing or not the one that was received`,
      );
    }
  }
  if (objects.length !== files.filter(({ path }) => isObjectPath(path)).length) {
    throw damaged(input.file, 'it holds uploaded files that its database does not know');
  }
  return objects.length;
}

async function moveIn(input: {
  readonly dataDir: string;
  readonly directory: string;
  readonly withKeys: boolean;
  readonly hasObjects: boolean;
  readonly hasDocuments: boolean;
}): Promise<void> {
  const { dataDir, directory, withKeys, hasObjects, hasDocuments } = input;
  const from = (name: string) => join(directory, name);
  const to = (name: string) => join(dataDir, name);
  if (hasObjects) {
    const made = await readdir(from(OBJECTS), { recursive: true, withFileTypes: true });
    for (const entry of made)
      if (entry.isDirectory()) await syncDirectory(join(entry.parentPath, entry.name));
    await syncDirectory(from(OBJECTS));
    // Only empty folders can be left here: assertUnused looked.
    await rm(to(OBJECTS), { recursive: true, force: true });
    await rename(from(OBJECTS), to(OBJECTS));
  }
  if (hasDocuments) {
    await syncDirectory(from(DOCUMENTS));
    await rm(to(DOCUMENTS), { recursive: true, force: true });
    await rename(from(DOCUMENTS), to(DOCUMENTS));
  }
  if (withKeys) await rename(from(KEY), to(KEY));
  await syncDirectory(dataDir);
  await rename(from(DATABASE), to(DATABASE));
  await syncDirectory(dataDir);
  await syncDirectory(dirname(dataDir));
}

function damaged(file: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'input_invalid',
    `${file} cannot be restored: ${why}. Nothing was restored. Try another backup.`,
    cause === undefined ? {} : { cause },
  );
}
