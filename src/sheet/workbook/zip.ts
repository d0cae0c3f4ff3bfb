import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const FILE = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const VERSION = 20;
const VERSION_64 = 45;
const STORED = 0;
const DEFLATED = 8;
/** Sizes follow the bytes, and names are UTF-8. */
const STREAMED = 0x0808;
const NAMED = 0x0800;
/** 1 January 1980, midnight: the same sheets make the same bytes. */
const DATE = 0x0021;
const MOST_32 = 0xffff_ffff;
const EXTRA_64 = 0x0001;
const CHUNK = 131_072;
/** Empty, and the last one of a stream of deflated blocks. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

const deflate = promisify(deflateRaw);

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Writes a ZIP archive forwards, holding one piece at a time (APPNOTE 6.3.10). Each piece is deflated by itself on another
 * thread while the next one is made. No single part may reach 4 GiB; the archive may.
 */
export class ZipWriter {
  readonly #entries: Entry[] = [];
  #offset: number;

  /** @param offset bytes that stand before it in the file */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  /** A part as it is: for one whose bytes shall be seen from outside. */
  stored(name: string, text: string): Buffer {
    const bytes = Buffer.from(text);
    const entry = {
      ...{ name: Buffer.from(name), method: STORED, flags: NAMED, crc: crc32(bytes) },
      ...{ packedBytes: bytes.length, bytes: bytes.length, offset: this.#offset },
    };
    return this.#pass(Buffer.concat([this.#begin(entry), bytes]), entry);
  }

  /** @param pieces of the part's text; large ones, since each is packed without a look at the others */
  async *deflated(name: string, pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
    const head = { name: Buffer.from(name), method: DEFLATED, flags: STREAMED, offset: this.#offset };
    let [crc, bytes, packedBytes] = [0, 0, 0];
    let packing: Promise<Buffer> | undefined;
    const packed = (piece: Buffer) => {
      packedBytes += piece.length;
      return this.#pass(piece);
    };
    yield this.#pass(this.#begin({ ...head, crc, bytes, packedBytes }));
    for await (const piece of pieces) {
      const plain = Buffer.from(piece);
      crc = crc32(plain, crc);
      bytes += plain.length;
      const next = pack(plain);
      if (packing !== undefined) yield packed(await packing);
      packing = next;
    }
    if (packing !== undefined) yield packed(await packing);
    yield packed(LAST_BLOCK);
    if (bytes > MOST_32 || packedBytes > MOST_32) throw new Error(`the part ${name} reached 4 GiB`);
    const entry = { ...head, crc, bytes, packedBytes };
    yield this.#pass(descriptor(entry), entry);
  }

  /** The directory, which ends the archive. */
  end(): Buffer {
    const start = this.#offset;
    const directory = Buffer.concat(this.#entries.map(directoryEntry));
    const isLong = start + directory.length > MOST_32;
    return this.#pass(
      Buffer.concat([
        directory,
        isLong ? this.#end64(start, directory.length) : Buffer.alloc(0),
        this.#end(start, directory.length),
      ]),
    );
  }

  #begin(entry: Entry): Buffer {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(FILE, 0);
    head.writeUInt16LE(VERSION, 4);
    writeFacts(head, 6, entry);
    head.writeUInt16LE(entry.name.length, 26);
    return Buffer.concat([head, entry.name]);
  }

  #end(start: number, bytes: number): Buffer {
    const end = Buffer.alloc(22);
    end.writeUInt32LE(DIRECTORY_END, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(bytes, 12);
    end.writeUInt32LE(Math.min(start, MOST_32), 16);
    return end;
  }

  #end64(start: number, bytes: number): Buffer {
    const end = Buffer.alloc(76);
    end.writeUInt32LE(DIRECTORY_END_64, 0);
    end.writeBigUInt64LE(44n, 4);
    end.writeUInt16LE(VERSION_64, 12);
    end.writeUInt16LE(VERSION_64, 14);
    end.writeBigUInt64LE(BigInt(this.#entries.length), 24);
    end.writeBigUInt64LE(BigInt(this.#entries.length), 32);
    end.writeBigUInt64LE(BigInt(bytes), 40);
    end.writeBigUInt64LE(BigInt(start), 48);
    end.writeUInt32LE(LOCATOR_64, 56);
    end.writeBigUInt64LE(BigInt(start + bytes), 64);
    end.writeUInt32LE(1, 72);
    return end;
  }

  #pass(bytes: Buffer, done?: Entry): Buffer {
    this.#offset += bytes.length;
    if (done !== undefined) this.#entries.push(done);
    return bytes;
  }
}

/** Ends on a whole byte, so that pieces can be put one behind the other. */
function pack(bytes: Buffer): Promise<Buffer> {
  const packing = deflate(bytes, {
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: CHUNK,
  });
  // Whoever stopped reading waits for it no more.
  packing.catch(() => undefined);
  return packing;
}

/** Flags to the sizes, which local headers and the directory have in common. */
function writeFacts(into: Buffer, at: number, { flags, method, crc, packedBytes, bytes }: Entry): void {
  into.writeUInt16LE(flags, at);
  into.writeUInt16LE(method, at + 2);
  into.writeUInt16LE(DATE, at + 6);
  into.writeUInt32LE(crc, at + 8);
  into.writeUInt32LE(packedBytes, at + 12);
  into.writeUInt32LE(bytes, at + 16);
}

function descriptor({ crc, packedBytes, bytes }: Entry): Buffer {
  const after = Buffer.alloc(16);
  after.writeUInt32LE(DESCRIPTOR, 0);
  after.writeUInt32LE(crc, 4);
  after.writeUInt32LE(packedBytes, 8);
  after.writeUInt32LE(bytes, 12);
  return after;
}

function directoryEntry(entry: Entry): Buffer {
  const isFar = entry.offset > MOST_32;
  const head = Buffer.alloc(46);
  head.writeUInt32LE(DIRECTORY_ENTRY, 0);
  head.writeUInt16LE(VERSION_64, 4);
  head.writeUInt16LE(isFar ? VERSION_64 : VERSION, 6);
  writeFacts(head, 8, entry);
  head.writeUInt16LE(entry.name.length, 28);
  head.writeUInt16LE(isFar ? 12 : 0, 30);
  head.writeUInt32LE(Math.min(entry.offset, MOST_32), 42);
  if (!isFar) return Buffer.concat([head, entry.name]);
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(EXTRA_64, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(entry.offset), 4);
  return Buffer.concat([head, entry.name, extra]);
}
