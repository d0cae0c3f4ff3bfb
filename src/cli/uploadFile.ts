import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { AppError } from '../errors.ts';
import type { CommandIo } from './io.ts';

/** A file to send: opened, and closed by whoever opened it. */
export interface UploadFile {
  readonly handle: FileHandle;
  /** What the server is told. */
  readonly fileName: string;
}

/** `-` is standard input. @throws AppError input_invalid */
export async function openUploadFile(input: {
  readonly path: string;
  readonly name: string | undefined;
  readonly io: CommandIo;
  readonly signal: AbortSignal;
}): Promise<UploadFile> {
  const { path, name, io, signal } = input;
  if (path !== '-') return { handle: await openRegular(path), fileName: name ?? basename(path) };
  if (name === undefined) {
    throw new AppError(
      'input_invalid',
      'Standard input has no file name. Give one with --name, e.g. --name sales.csv.',
    );
  }
  return { handle: await spool(io, signal), fileName: name };
}

/** @throws AppError input_invalid when there is no file at this path */
export async function openRegular(path: string): Promise<FileHandle> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? 'error');
    throw new AppError('input_invalid', `${path} cannot be opened: ${reason}.`);
  });
  const facts = await handle.stat();
  if (facts.isFile()) return handle;
  await handle.close();
  throw new AppError(
    'input_invalid',
    `${path} is not a file. To send what another program prints, use - instead.`,
  );
}

/**
 * Keeps standard input in a file so that a further try can read it again. The file loses its name as soon as it is
 * open: however this process ends, nothing stays behind.
 */
async function spool(io: CommandIo, signal: AbortSignal): Promise<FileHandle> {
  const folder = await mkdtemp(join(io.temporaryDirectory, 'gst-intake-'));
  const handle = await open(join(folder, 'stdin'), 'wx+', 0o600).finally(() =>
    rm(folder, { recursive: true }),
  );
  try {
    for await (const chunk of addAbortSignal(signal, io.stdin)) await handle.writeFile(chunk);
    return handle;
  } catch (error) {
    await handle.close();
    signal.throwIfAborted();
    throw error;
  }
}
