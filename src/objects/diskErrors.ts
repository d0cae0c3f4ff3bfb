import { rmdir } from 'node:fs/promises';
import { AppError } from '../errors.ts';

export async function removeWhenEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  });
}

export function diskFull(cause?: unknown): AppError {
  return new AppError(
    'disk_full',
    'The disk that keeps uploads has no room for this file. Nothing of it was stored. ' +
      'Send it again after the operator has made room; the same URL works until it expires.',
    { cause },
  );
}

/** Turns the errors that mean "no room" into words; every other one passes through. */
export function inPlainWords(error: unknown): never {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(error);
  if (code === 'EROFS') {
    throw new AppError(
      'disk_full',
      'The disk that keeps uploads is read-only at the moment. Nothing of this file was stored. ' +
        'Send it again after the operator has mended it; the same URL works until it expires.',
      { cause: error },
    );
  }
  throw error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function absentAsUndefined(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

export function takenAsFine(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
