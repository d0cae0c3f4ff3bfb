import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './diskErrors.ts';
import type { PartMemory } from './partMemory.ts';
import type { S3Bytes } from './s3Calls.ts';
import { s3Outage } from './s3Errors.ts';
import { SCRATCH_PREFIX } from './s3Scratch.ts';

/** A file that comes slowly, or is small, holds no more memory than about twice its bytes; so much of it is not counted. */
const FIRST_BYTES = 64 * 1024;

export interface PartPlace {
  readonly partBytes: number;
  readonly memory: PartMemory;
  /** Where a part is gathered that memory has no room for. */
  readonly scratchDirectory: string;
}

export type GatheredPart = ReturnType<typeof gatherPart>;

/**
 * Gathers the bytes of one part, and their MD5 as they come: in memory that grows with them, and from where there is no more of it in a
 * file without a name. So nobody waits for the memory of others while they hold some, and a slow sender slows down nobody.
 */
export function gatherPart({ partBytes, memory, scratchDirectory }: PartPlace) {
  const md5 = createHash('md5');
  let room: Buffer<ArrayBuffer> | undefined;
  let isCounted = false;
  let file: FileHandle | undefined;
  let used = 0;

  function letGo(isFree: boolean): void {
    if (room !== undefined && isCounted) memory.giveBack(room, { isFree });
    room = undefined;
    isCounted = false;
  }

  /** Room for so many bytes, with what has come in it; undefined where there is none. */
  function grown(bytes: number): Buffer | undefined {
    if (room !== undefined && room.byteLength >= bytes) return room;
    const isFirst = bytes <= FIRST_BYTES;
    const size = Math.min(partBytes, Math.max(isFirst ? FIRST_BYTES : 0, (room?.byteLength ?? 0) * 2, bytes));
    const larger = isFirst ? Buffer.allocUnsafeSlow(size) : memory.take(size);
    if (larger === undefined) return undefined;
    room?.copy(larger, 0, 0, used);
    const outgrown = room;
    letGo(false);
    // Now, not when the collector comes to it: what is counted is then what is held.
    outgrown?.buffer.transfer(0);
    room = larger;
    isCounted = !isFirst;
    return room;
  }

  async function spill(): Promise<FileHandle> {
    if (file !== undefined) return file;
    file = await openNameless(scratchDirectory);
    if (room !== undefined) await writeAll(file, room.subarray(0, used), 0);
    letGo(true);
    return file;
  }

  async function toFile(part: Uint8Array): Promise<void> {
    try {
      await writeAll(await spill(), part, used);
    } catch (error) {
      throw s3Outage(
        'take',
        `no memory is left for parts, and the scratch directory takes none (${codeOf(error)})`,
      );
    }
  }

  async function readBack(from: FileHandle, buffer: Buffer): Promise<Uint8Array> {
    for (let at = 0; at < used; ) {
      const { bytesRead } = await from.read(buffer, at, used - at, at);
      if (bytesRead === 0) throw new Error('a part in the scratch directory is shorter than it was written');
      at += bytesRead;
    }
    return buffer.subarray(0, used);
  }

  async function drop(isFree = false): Promise<void> {
    letGo(isFree);
    await file?.close();
    file = undefined;
  }

  return {
    isFull: () => used === partBytes,
    isEmpty: () => used === 0,
    /** How many of the bytes it took. @throws AppError unavailable where neither memory nor the scratch directory has room */
    async add(bytes: Uint8Array): Promise<number> {
      const part = bytes.subarray(0, partBytes - used);
      const place = file === undefined ? grown(used + part.byteLength) : undefined;
      if (place === undefined) await toFile(part);
      else place.set(part, used);
      md5.update(part);
      used += part.byteLength;
      return part.byteLength;
    },
    /** Hands the whole over once, in memory, and lets go of it. @throws what `send` throws; the reason of `cut` */
    async send<T>(cut: AbortSignal, send: (part: S3Bytes) => Promise<T>): Promise<T> {
      const digest = md5.digest();
      const gathered = file;
      let isSent = false;
      try {
        const result =
          gathered === undefined
            ? await send({ bytes: room?.subarray(0, used) ?? Buffer.alloc(0), md5: digest })
            : await memory.inTurn(cut, async (buffer) =>
                send({ bytes: await readBack(gathered, buffer), md5: digest }),
              );
        isSent = true;
        return result;
      } finally {
        await drop(isSent);
      }
    },
    /** Lets go of what has come. */
    drop: () => drop(),
  };
}

async function openNameless(directory: string): Promise<FileHandle> {
  const path = join(directory, `${SCRATCH_PREFIX}${process.pid}-${randomBytes(8).toString('hex')}`);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(path, flags, 0o600);
  await unlink(path);
  return handle;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.byteLength - at, position + at);
    at += bytesWritten;
  }
}
