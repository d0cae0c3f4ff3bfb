import { createHash } from 'node:crypto';
import { read } from 'node:fs';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';
import type { OpenObject } from '../uploads/ports.ts';

const CHUNK_BYTES = 1024 * 1024;
const readAt = promisify(read);

/**
 * Holds a file against what was recorded when it landed: a disk that forgets, or a bucket that others may write, shall end
 * in an error and not in a verdict about other bytes.
 * @param pinned `sha256` in hex; null where nobody has hashed the bytes
 * @throws AppError unavailable; the signal's reason
 */
export async function assertPinnedBytes(
  { fd, bytes }: OpenObject,
  pinned: { readonly bytes: number; readonly sha256: string | null },
  signal: AbortSignal,
): Promise<void> {
  if (bytes !== pinned.bytes) throw isAnother(`it has ${bytes} bytes instead of ${pinned.bytes}`);
  if (pinned.sha256 === null) return;
  const sha256 = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes));
  for (let at = 0; at < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await readAt(fd, chunk, 0, Math.min(chunk.length, bytes - at), at);
    if (bytesRead === 0) throw isAnother(`it ends after ${at} bytes`);
    sha256.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  if (sha256.digest('hex') !== pinned.sha256) throw isAnother('its SHA-256 is another one');
}

function isAnother(how: string): AppError {
  return new AppError('unavailable', `the stored file is not the one that was uploaded: ${how}.`);
}
