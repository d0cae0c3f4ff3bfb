import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { OpenObject } from '../uploads/ports.ts';
import { codeOf } from './diskErrors.ts';
import { s3Outage } from './s3Errors.ts';
import type { S3Reading } from './s3Reader.ts';

/** Of files whose process was killed between making and unlinking them. */
export const SCRATCH_PREFIX = 'fetch-';

/**
 * Fetches an object into a file of `directory` that has no name any more when the first byte comes, so that nothing stays
 * whatever happens. @throws AppError unavailable; disk_full when the directory's disk has no room for it
 */
export async function fetchToScratch(reading: S3Reading, directory: string): Promise<OpenObject> {
  let written: FileHandle | undefined;
  let handle: FileHandle | undefined;
  try {
    const path = join(directory, `${SCRATCH_PREFIX}${process.pid}-${randomBytes(8).toString('hex')}`);
    written = await open(path, 'wx', 0o600);
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).finally(() => unlink(path));
    let bytes = 0;
    for await (const chunk of reading.stream) {
      await written.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    if (bytes !== reading.bytes) throw s3Outage('hand out', 'S3 GetObject: fewer bytes came than announced');
    const { fd } = handle;
    const close = handle.close.bind(handle);
    return { fd, bytes, close };
  } catch (error) {
    reading.stream.destroy();
    await handle?.close();
    throw inPlainWords(error, reading.bytes);
  } finally {
    await written?.close();
  }
}

function inPlainWords(error: unknown, bytes: number): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EROFS'].includes(codeOf(error))) return error;
  return new AppError(
    'disk_full',
    `The disk of the data directory has no room to fetch a file of ${bytes} bytes from the bucket: a worker needs ` +
      'room there for each file that it judges.',
    { cause: error },
  );
}
