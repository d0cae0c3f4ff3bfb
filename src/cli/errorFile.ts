import { link, lstat, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { assertKindIsWritten, type FileFormat } from './errorFileFormat.ts';

/** How every error file begins: the mark of UTF-8, then our own two columns. */
const BEGINNING = Buffer.from('\uFEFF"No. of Errors","Error Message"', 'utf8');
/** What stands near the beginning of every error workbook as we write it, and of none that a spreadsheet program saved. */
const WORKBOOK_MARK = Buffer.from('<dc:title>gst-intake error workbook</dc:title>', 'utf8');
const WORKBOOK_SIGNATURE = 'PK\u0003\u0004';
const LOOKED_AT_BYTES = 1_024;

/** Where an error file goes: exactly there, or beside the file that was sent, under a name that is free. */
export type ErrorTarget =
  | { readonly path: string }
  | { readonly beside: string; readonly format: FileFormat };

/**
 * An error file of an earlier run may be replaced, nothing else, and least of all the file that is being sent.
 * @throws AppError input_invalid
 */
export async function assertMayBeWritten(path: string, sent?: string): Promise<void> {
  assertKindIsWritten(path);
  if (sent !== undefined && resolve(path) === resolve(sent)) {
    throw new AppError(
      'input_invalid',
      `${path} is the file that is being sent. Choose another name for the error file.`,
    );
  }
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new AppError('input_invalid', `There is no folder ${dirname(path)} for the error file.`);
  }
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const isOurs = found.isFile() && (found.size === 0 || (await beginsLikeOurs(path)));
  if (isOurs) return;
  throw new AppError(
    'input_invalid',
    `${path} is there already and is not replaced: it has been saved by another program, or is something else. Choose another name, or move it away.`,
  );
}

/** Said where no error file came and one of an earlier run stands under its name; undefined where none stands there. */
export async function earlierRunInWords(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.size === 0 ? undefined : `${path} is of an earlier run.`;
}

async function beginsLikeOurs(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
    const start = buffer.subarray(0, bytesRead);
    if (start.subarray(0, BEGINNING.length).equals(BEGINNING)) return true;
    return start.toString('latin1', 0, 4) === WORKBOOK_SIGNATURE && start.includes(WORKBOOK_MARK);
  } finally {
    await handle.close();
  }
}

/** An error file on its way: whole under its name at the end, or not there at all. */
export interface ErrorFileWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** @returns the path it got; null where nothing was written */
  finish(): Promise<string | null>;
  /** Leaves nothing behind; harmless after `finish`. */
  discard(): Promise<void>;
}

export function createErrorFileWriter(target: ErrorTarget): ErrorFileWriter {
  const folder = dirname('path' in target ? target.path : target.beside);
  let staging: string | undefined;
  let handle: Awaited<ReturnType<typeof open>> | undefined;

  async function begin(): Promise<NonNullable<typeof handle>> {
    staging = await mkdtemp(join(folder, '.gst-intake-'));
    handle = await open(join(staging, 'errors.csv'), 'wx');
    return handle;
  }
  async function discard(): Promise<void> {
    await handle?.close();
    handle = undefined;
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
    staging = undefined;
  }
  return {
    async write(chunk) {
      await (handle ?? (await begin())).writeFile(chunk);
    },
    async finish() {
      if (handle === undefined || staging === undefined) return null;
      await handle.sync();
      const path = await settle(join(staging, 'errors.csv'), target);
      await discard();
      return path;
    },
    discard,
  };
}

/** Writes what a stream brings. @returns the path */
export async function saveErrorFile(
  stream: ReadableStream<Uint8Array>,
  target: ErrorTarget,
): Promise<string | null> {
  const writer = createErrorFileWriter(target);
  try {
    for await (const chunk of stream) await writer.write(chunk);
    return await writer.finish();
  } finally {
    await writer.discard();
  }
}

async function settle(staged: string, target: ErrorTarget): Promise<string> {
  if ('path' in target) {
    await rename(staged, target.path);
    return target.path;
  }
  for (let count = 1; ; count += 1) {
    const path = nameBeside(target, count);
    const isTaken = await link(staged, path).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return true;
        throw error;
      },
    );
    if (!isTaken) return path;
  }
}

/** A path that leads to nothing now: for words, not for writing. */
export async function freePathOf(target: ErrorTarget): Promise<string> {
  if ('path' in target) return target.path;
  for (let count = 1; ; count += 1) {
    const path = nameBeside(target, count);
    if ((await lstat(path).catch(() => undefined)) === undefined) return path;
  }
}

/** `sales.csv` → `sales.errors.csv`, `sales.errors-2.csv`, …, also for a `sales.errors.csv` that was corrected and sent. */
function nameBeside(
  { beside: sent, format }: Exclude<ErrorTarget, { readonly path: string }>,
  count: number,
): string {
  const stem = sent.slice(0, sent.length - extname(sent).length).replace(/\.errors(-\d+)?$/, '');
  return `${stem}.errors${count === 1 ? '' : `-${count}`}.${format}`;
}
