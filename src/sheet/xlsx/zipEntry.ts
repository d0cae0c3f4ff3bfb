import type { DuplexOptions } from 'node:stream';
import { crc32, createInflateRaw, type InflateRaw, type ZlibOptions } from 'node:zlib';
import { MAX_INFLATE_RATIO, MAX_PART_BYTES, RATIO_FREE_BYTES } from '../limits.ts';
import type { ByteSource } from '../rows.ts';
import { damagedPart, inflatesTooFar, tooLarge, unknownMethod } from './packageFaults.ts';
import type { ZipEntry } from './zipDirectory.ts';

/** Told each piece and how many bytes of the archive it took so far; false ends the reading early. */
export type Take = (piece: Buffer, bytesDone: number) => boolean | Promise<boolean>;

const STORED = 0;
const DEFLATED = 8;

/** Read of the archive at once, and inflated at once. */
const READ_BYTES = 262_144;
const PIECE_BYTES = 131_072;
/** Inflated on the thread pool while whoever takes them is at work on the one before. */
const PIECES_AHEAD = 2;

const INFLATE_OPTIONS: ZlibOptions & DuplexOptions = {
  chunkSize: PIECE_BYTES,
  // Counted in pieces: as bytes, those that wait would be joined by copying.
  readableObjectMode: true,
  readableHighWaterMark: PIECES_AHEAD,
  writableHighWaterMark: 2 * READ_BYTES,
};

/**
 * Reads an entry from its start: memory is flat, whatever its size. Its checksum is held against what came when all of it
 * was taken.
 *
 * @throws SheetFault
 */
export async function readEntry(source: ByteSource, entry: ZipEntry, take: Take): Promise<void> {
  const meter = new Meter(entry);
  if (entry.method === STORED) await readStored(source, entry, { meter, take });
  else if (entry.method === DEFLATED) await readDeflated(source, entry, { meter, take });
  else throw unknownMethod(entry.name, entry.method);
}

interface Reading {
  readonly meter: Meter;
  readonly take: Take;
}

/** Counts what really comes. */
class Meter {
  readonly #entry: ZipEntry;
  #bytes = 0;
  #crc = 0;

  constructor(entry: ZipEntry) {
    this.#entry = entry;
  }

  count(piece: Buffer, bytesDone: number): void {
    const { name } = this.#entry;
    this.#bytes += piece.length;
    if (this.#bytes > MAX_PART_BYTES) throw tooLarge(name, 'is larger than 4 GiB unpacked');
    if (this.#bytes > RATIO_FREE_BYTES && this.#bytes > MAX_INFLATE_RATIO * bytesDone) {
      throw inflatesTooFar(name, MAX_INFLATE_RATIO);
    }
    this.#crc = crc32(piece, this.#crc);
  }

  end(bytesDone: number): void {
    const { name, crc, dataBytes } = this.#entry;
    if (bytesDone !== dataBytes) throw damagedPart(name, 'ends before its bytes do');
    if (this.#crc !== crc) throw damagedPart(name, 'is not what was stored (its checksum differs)');
  }
}

async function readStored(source: ByteSource, entry: ZipEntry, { meter, take }: Reading): Promise<void> {
  let done = 0;
  while (done < entry.dataBytes) {
    const piece = readPiece(source, entry, { done, most: PIECE_BYTES });
    done += piece.length;
    meter.count(piece, done);
    const answer = take(piece, done);
    if ((typeof answer === 'boolean' ? answer : await answer) === false) return;
  }
  meter.end(done);
}

async function readDeflated(source: ByteSource, entry: ZipEntry, { meter, take }: Reading): Promise<void> {
  const stream = createInflateRaw(INFLATE_OPTIONS);
  try {
    feed(source, entry, stream);
    for await (const piece of stream) {
      meter.count(piece, stream.bytesWritten);
      const answer = take(piece, stream.bytesWritten);
      if ((typeof answer === 'boolean' ? answer : await answer) === false) return;
    }
    meter.end(stream.bytesWritten);
  } catch (error) {
    throw isInflateError(error) ? damagedPart(entry.name, 'cannot be unpacked') : error;
  } finally {
    stream.destroy();
  }
}

/** Writes the entry's bytes into the stream as it takes them; what goes wrong ends the stream. */
function feed(source: ByteSource, entry: ZipEntry, stream: InflateRaw): void {
  let done = 0;
  const write = () => {
    try {
      while (done < entry.dataBytes && !stream.destroyed) {
        const piece = readPiece(source, entry, { done, most: READ_BYTES });
        done += piece.length;
        if (!stream.write(piece) && done < entry.dataBytes) {
          stream.once('drain', write);
          return;
        }
      }
      stream.end();
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
  write();
}

function readPiece(
  source: ByteSource,
  { name, dataOffset, dataBytes }: ZipEntry,
  { done, most }: { readonly done: number; readonly most: number },
): Buffer {
  const piece = Buffer.allocUnsafe(Math.min(most, dataBytes - done));
  if (source.read(piece, dataOffset + done) < piece.length) throw damagedPart(name, 'is cut off');
  return piece;
}

/** zlib's own codes: data that are no deflate stream (`Z_DATA_ERROR`), or end too early (`Z_BUF_ERROR`). */
function isInflateError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
