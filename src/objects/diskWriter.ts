import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { ObjectWriter } from '../uploads/ports.ts';
import { absentAsUndefined, inPlainWords, removeWhenEmpty } from './diskErrors.ts';

/** One write to the disk: large enough to keep it busy, small beside the memory of a server. */
const BLOCK_BYTES = 512 * 1024;
/** Blocks kept for the next write; what a burst of uploads needs beyond them is given back. */
const IDLE_BLOCKS = 8;
/** The room on the disk is looked at again after this many bytes. */
const ROOM_CHECK_BYTES = 64 * 1024 * 1024;

/** Where one object lives, and the directories whose entries lead to it. */
export interface Place {
  readonly shard: string;
  readonly directory: string;
  readonly file: string;
}

/** Memory that the writers of one store share, so that an upload that waits for its sender holds none of it. */
export interface BlockPool {
  take(): Buffer;
  giveBack(block: Buffer): void;
}

export function createBlockPool(): BlockPool {
  const idle: Buffer[] = [];
  return {
    take: () => idle.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES),
    giveBack(block) {
      if (idle.length < IDLE_BLOCKS) idle.push(block);
    },
  };
}

/**
 * Writes one file while the caller goes on hashing: one block is on its way to the disk while the next one fills. The
 * chunks are copied, so that the many small buffers of a network stream die young instead of piling up behind a slow
 * disk. A failed write or fsync is never tried again on the same file: the kernel may have dropped the dirty pages,
 * and a second fsync would lie.
 */
export function openDiskWriter(file: {
  readonly handle: FileHandle;
  readonly place: Place;
  readonly blocks: BlockPool;
  assertRoom(): Promise<void>;
  written(bytes: number): void;
  settled(): void;
}): ObjectWriter {
  const { handle, place, blocks } = file;
  let filling: Buffer | undefined;
  let filledBytes = 0;
  let uncheckedBytes = 0;
  let flushing: Promise<void> | undefined;
  let failure: unknown;
  let closed = false;

  /** Ends with `flushing` cleared in the same turn in which nothing was left to write: no byte can fall between. */
  async function flush(): Promise<void> {
    try {
      while (filling !== undefined) {
        const [block, bytes] = [filling, filledBytes];
        [filling, filledBytes] = [undefined, 0];
        await writeWhole(handle, block.subarray(0, bytes)).finally(() => blocks.giveBack(block));
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
      for (let taken = 0; taken < chunk.byteLength; ) {
        filling ??= blocks.take();
        const part = chunk.subarray(taken, taken + BLOCK_BYTES - filledBytes);
        filling.set(part, filledBytes);
        filledBytes += part.byteLength;
        taken += part.byteLength;
        flushing ??= flush();
        if (filledBytes < BLOCK_BYTES) continue;
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
      filledBytes = 0;
      await flushing;
      await drop();
    },
  };
}

/** A write may take less than it was given, for example when the disk is nearly full. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, written);
    if (bytesWritten === 0) throw new Error('the disk took no bytes');
    written += bytesWritten;
  }
}

export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync().finally(() => handle.close());
}
