import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { UploadSource } from '../client/index.ts';
import { AppError } from '../errors.ts';

/** Small enough that a slow line still takes one within the time limit. */
const CHUNK_BYTES = 128 * 1024;

/** An open file as a source whose every pass must give the same bytes. */
export interface FileSource extends UploadSource {
  readonly size: number;
  /** Hex digest of the last whole pass. */
  sha256(): string;
}

/**
 * The last chunk of a pass is held back until the file is seen unchanged, so that a server never takes a mixture for
 * the whole file. @param shownName for error messages
 */
export async function openFileSource(handle: FileHandle, shownName: string): Promise<FileSource> {
  const before = await handle.stat({ bigint: true });
  const size = Number(before.size);
  let digest: string | undefined;

  function changed(): AppError {
    return new AppError(
      'conflict',
      `${shownName} was changed while it was being sent. Nothing of it was taken; send it again when it is finished.`,
    );
  }

  async function assertUnchanged(passDigest: string): Promise<void> {
    const now = await handle.stat({ bigint: true });
    if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw changed();
    if (digest !== undefined && digest !== passDigest) throw changed();
  }

  function open(): ReadableStream<Uint8Array> {
    const hash = createHash('sha256');
    let position = 0;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (position === size) {
            if (size === 0) digest = hash.digest('hex');
            return controller.close();
          }
          const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size - position));
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
          if (bytesRead === 0) throw changed();
          position += bytesRead;
          const bytes = chunk.subarray(0, bytesRead);
          hash.update(bytes);
          if (position === size) {
            const passDigest = hash.digest('hex');
            await assertUnchanged(passDigest);
            digest = passDigest;
          }
          controller.enqueue(bytes);
        },
      },
      { highWaterMark: 0 },
    );
  }

  return {
    size,
    open,
    sha256() {
      if (digest === undefined) throw new Error('no whole pass was read yet');
      return digest;
    },
  };
}
