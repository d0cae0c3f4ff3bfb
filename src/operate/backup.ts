import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { create } from 'tar';
import { AppError } from '../errors.ts';
import {
  type ArchiveSummary,
  DATABASE,
  FORMAT,
  FORMAT_VERSION,
  KEY,
  MANIFEST,
  type Manifest,
  type ManifestFile,
  type OnProgress,
  objectPath,
} from './archive.ts';
import { digestFile, syncDirectory } from './digest.ts';
import { removeStaleStaging, type Staged, type StageInput, stage, stagingDirectory } from './staging.ts';

export interface BackupInput extends StageInput {
  /** The archive to write; it must not exist. */
  readonly file: string;
  readonly programVersion: string;
  readonly schemaVersion: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly onProgress: OnProgress;
}

/**
 * Writes an installation into one archive, also while servers write to it. The file is there whole (0600, durable) or not at
 * all, and the staging folder is gone in any case.
 * @throws AppError conflict when the file exists or an object is missing or damaged; the signal's reason
 */
export async function backup(input: BackupInput): Promise<ArchiveSummary> {
  const file = resolve(input.file);
  await assertAbsent(file);
  await removeStaleStaging(input.dataDir, input.now);
  try {
    const staged = await stage(input);
    const { manifest, bytes } = await describe(input, staged);
    const paths = [MANIFEST, ...manifest.files.map(({ path }) => path)];
    await writeArchive({ ...input, file, directory: staged.directory, paths, bytes });
    return { file, uploads: staged.objects.length, bytes, withKeys: staged.hasKey, filesIn: input.filesIn };
  } finally {
    await rm(stagingDirectory(input), { recursive: true, force: true });
  }
}

async function assertAbsent(file: string): Promise<void> {
  const taken = await stat(file).then(
    () => true,
    () => false,
  );
  if (taken) throw new AppError('conflict', `${file} exists already. Choose another name or remove it.`);
}

/** Reads every staged file, holds it against its record, and writes the manifest beside them. */
async function describe(
  input: BackupInput,
  { directory, objects, documents, hasKey }: Staged,
): Promise<{ manifest: Manifest; bytes: number }> {
  const recordedTotal = objects.reduce((sum, object) => sum + object.bytes, 0);
  const files: ManifestFile[] = [];
  let read = 0;

  async function add(path: string): Promise<ManifestFile> {
    const onBytes = (count: number) => {
      read += count;
      input.onProgress(Math.floor(read / 2), Math.max(recordedTotal, read));
    };
    const digest = await digestFile(join(directory, path), { sync: false, signal: input.signal, onBytes });
    const entry = { path, ...digest };
    files.push(entry);
    return entry;
  }

  await add(DATABASE);
  if (hasKey) await add(KEY);
  for (const path of documents) await add(path);
  for (const object of objects) {
    const { sha256, bytes } = await add(objectPath(object));
    if (sha256 !== object.sha256 || bytes !== object.bytes) {
      throw new AppError(
        'conflict',
        `The stored file of upload ${object.owner} is damaged: it is not what was received. No backup was written. ` +
          'Check the disk, and put the file back from an older backup.',
      );
    }
  }
  const manifest: Manifest = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    programVersion: input.programVersion,
    schemaVersion: input.schemaVersion,
    createdAt: new Date(input.now).toISOString(),
    filesIn: input.filesIn,
    files,
  };
  await writeFile(join(directory, MANIFEST), `${JSON.stringify(manifest)}\n`, { mode: 0o600 });
  return { manifest, bytes: read };
}

async function writeArchive(input: {
  readonly file: string;
  readonly directory: string;
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { file, directory, paths, bytes, onProgress, signal } = input;
  const partial = `${file}.partial`;
  const handle = await openPartial(partial);
  let written = 0;
  try {
    const pack = create({ cwd: directory, portable: true, noDirRecurse: true, strict: true }, [...paths]);
    for await (const chunk of pack) {
      signal.throwIfAborted();
      await handle.writeFile(chunk);
      written = Math.min(bytes, written + chunk.length);
      onProgress(Math.floor((bytes + written) / 2), bytes);
    }
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw error;
  }
}

function openPartial(partial: string) {
  return open(partial, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') {
      throw new AppError(
        'conflict',
        `${partial} exists: another backup is being written there, or one was killed. Remove it if none is running.`,
      );
    }
    throw new AppError('input_invalid', `${partial} cannot be written (${error.code}).`, { cause: error });
  });
}
