import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { ObjectWriter } from '../uploads/ports.ts';
import { absentAsUndefined, inPlainWords, removeWhenEmpty } from './diskErrors.ts';

/** Bytes that may wait while one write is under way: enough to keep the disk busy, small beside the RSS goal. */
const QUEUE_BYTES = 4 * 1024 * 1024;
/** Chunks that may wait: a body of one-byte chunks must not grow a long list. */
const QUEUE_CHUNKS = 512;
/** The room on the disk is looked at again after this many bytes. */
const ROOM_CHECK_BYTES = 64 * 1024 * 1024;

/** Where one object lives, and the directories whose entries lead to it. */
export interface Place {
  readonly shard: string;
  readonly directory: string;
  readonly file: string;
}

/**
 * Writes one file while the caller goes on hashing: at most one write is under way, what comes meanwhile waits in a
 * bounded queue and leaves in one `writev`. A failed write or fsync is never tried again on the same file: the
 * kernel may have dropped the dirty pages, and a second fsync would lie.
 */
export function openDiskWriter(file: {
  readonly handle: FileHandle;
  readonly place: Place;
  assertRoom(): Promise<void>;
  written(bytes: number): void;
  settled(): void;
}): ObjectWriter {
  const { handle, place } = file;
  let queue: Uint8Array[] = [];
  let queuedBytes = 0;
  let uncheckedBytes = 0;
  let flushing: Promise<void> | undefined;
  let failure: unknown;
  let closed = false;

  /** Ends with `flushing` cleared in the same turn in which the queue was seen empty: no chunk can fall between. */
  async function flush(): Promise<void> {
    try {
      while (queue.length > 0) {
        const [chunks, bytes] = [queue, queuedBytes];
        [queue, queuedBytes] = [[], 0];
        await writeWhole(handle, chunks);
        await account(bytes);
      }
    } catch (error) {
      failure = error;
    } finally {
      flushing = undefined;
    }
  }

  async function account(bytes: number): Promise<void> {
    file.written(bytes);
    uncheckedBytes += bytes;
    if (uncheckedBytes < ROOM_CHECK_BYTES) return;
    uncheckedBytes = 0;
    await file.assertRoom();
  }

  function assertSound(): void {
    if (failure !== undefined) inPlainWords(failure);
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    file.settled();
    await handle.close();
  }

  async function drop(): Promise<void> {
    await close().catch(() => undefined);
    await unlink(place.file).catch(absentAsUndefined);
    await removeWhenEmpty(place.directory);
  }

  return {
    async write(chunk) {
      assertSound();
      queue.push(chunk);
      queuedBytes += chunk.byteLength;
      flushing ??= flush();
      if (queuedBytes >= QUEUE_BYTES || queue.length >= QUEUE_CHUNKS) {
        await flushing;
        assertSound();
      }
    },
    async commit() {
      try {
        await flushing;
        assertSound();
        await handle.datasync();
        await close();
        await syncDirectory(place.directory);
        // Not only when we made the owner's directory: another PUT may have made it a moment ago, unsynced.
        await syncDirectory(place.shard);
      } catch (error) {
        await drop().catch(() => undefined);
        inPlainWords(error);
      }
    },
    async abort() {
      queue = [];
      queuedBytes = 0;
      await flushing;
      await drop();
    },
  };
}

/** `writev` may write less than it was given, for example when the disk is nearly full. */
async function writeWhole(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let rest = chunks;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    if (bytesWritten === 0 && rest.some((chunk) => chunk.byteLength > 0))
      throw new Error('the disk took no bytes');
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const chunk of chunks) {
    if (skip >= chunk.byteLength) skip -= chunk.byteLength;
    else {
      rest.push(chunk.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync().finally(() => handle.close());
}
