import type { ByteSource } from '../rows.ts';
import { chainOf, END_OF_CHAIN, type Sectors } from './chain.ts';
import { type OleEntry, readDirectory } from './oleDirectory.ts';
import { cutOff, damaged } from './xlsFaults.ts';

const HEADER_BYTES = 512;
/** Smaller streams lie in the mini stream, in sectors of 64 bytes ([MS-CFB] 2.2). */
const MINI_CUTOFF = 4096;
const MINI_SECTOR_SHIFT = 6;
const HEADER_DIFAT_AT = 76;
const HEADER_DIFAT_ENTRIES = 109;
const FREE_SECTOR = 0xffffffff;
/** A directory of 65,536 entries; a workbook has a dozen. */
const MAX_DIRECTORY_BYTES = 8_388_608;

/** A compound file ([MS-CFB]): what lies in its root storage, and the bytes of its streams. */
export class OleFile {
  readonly root: OleEntry;
  readonly entries: readonly OleEntry[];
  readonly #sectors: Sectors;
  readonly #header: Buffer;
  #mini: Sectors | null = null;

  /** @throws SheetFault */
  constructor(source: ByteSource) {
    this.#header = Buffer.alloc(HEADER_BYTES);
    if (source.read(this.#header, 0) < HEADER_BYTES) throw cutOff();
    const shift = this.#header.readUInt16LE(30);
    const isKnown = (shift === 9 || shift === 12) && this.#header.readUInt16LE(32) === MINI_SECTOR_SHIFT;
    if (!isKnown || this.#header.readUInt16LE(28) !== 0xfffe) throw damaged('its header makes no sense');
    const sectorBytes = 1 << shift;
    const count = Math.max(0, Math.ceil(source.size / sectorBytes) - 1);
    this.#sectors = { base: source, sectorBytes, firstAt: sectorBytes, next: new Uint32Array(count) };
    this.#readFat();
    const directory = chainOf(this.#sectors, this.#header.readUInt32LE(48), null);
    if (directory.size > MAX_DIRECTORY_BYTES) throw damaged('its directory has no end');
    const { root, entries } = readDirectory(bytesOf(directory), shift === 9);
    this.root = root;
    this.entries = entries;
  }

  /** The bytes of a stream. @throws SheetFault */
  open({ start, size }: OleEntry): ByteSource {
    if (size === 0) return { size: 0, read: () => 0 };
    if (size >= MINI_CUTOFF) return chainOf(this.#sectors, start, size);
    this.#mini ??= this.#miniSectors();
    return chainOf(this.#mini, start, size);
  }

  /** The table of successors, sector by sector as the header and its continuation (DIFAT) name them. */
  #readFat(): void {
    const { base, sectorBytes, next } = this.#sectors;
    next.fill(FREE_SECTOR);
    const perSector = sectorBytes / 4;
    const sector = Buffer.alloc(sectorBytes);
    let at = 0;
    for (const number of this.#fatSectors(Math.ceil(next.length / perSector))) {
      if (number >= next.length) throw cutOff();
      const words = base.read(sector, (number + 1) * sectorBytes) >> 2;
      const count = Math.min(words, next.length - at);
      for (let index = 0; index < count; index++) next[at + index] = sector.readUInt32LE(index * 4);
      at += perSector;
    }
  }

  /** At most as many as the file's size asks for, whatever the header says: no circle goes on for ever. */
  *#fatSectors(needed: number): Generator<number> {
    let given = 0;
    for (let index = 0; index < HEADER_DIFAT_ENTRIES && given < needed; index++) {
      const number = this.#header.readUInt32LE(HEADER_DIFAT_AT + index * 4);
      if (number === FREE_SECTOR) continue;
      yield number;
      given++;
    }
    const { base, sectorBytes, next } = this.#sectors;
    const table = Buffer.alloc(sectorBytes);
    let following = this.#header.readUInt32LE(68);
    for (let tables = 0; given < needed && tables < needed; tables++) {
      if (following === END_OF_CHAIN || following === FREE_SECTOR) return;
      if (following >= next.length) throw cutOff();
      if (base.read(table, (following + 1) * sectorBytes) < sectorBytes) throw cutOff();
      for (let at = 0; at < sectorBytes - 4 && given < needed; at += 4) {
        const number = table.readUInt32LE(at);
        if (number === FREE_SECTOR) continue;
        yield number;
        given++;
      }
      following = table.readUInt32LE(sectorBytes - 4);
    }
  }

  #miniSectors(): Sectors {
    const base = chainOf(this.#sectors, this.root.start, this.root.size);
    const next = new Uint32Array(Math.ceil(base.size / 64)).fill(FREE_SECTOR);
    const table = chainOf(this.#sectors, this.#header.readUInt32LE(60), null);
    const bytes = Buffer.alloc(Math.min(table.size, next.length * 4));
    table.read(bytes, 0);
    for (let at = 0; at + 4 <= bytes.length; at += 4) next[at / 4] = bytes.readUInt32LE(at);
    return { base, sectorBytes: 64, firstAt: 0, next };
  }
}

function bytesOf(source: ByteSource): Buffer {
  const bytes = Buffer.alloc(source.size);
  source.read(bytes, 0);
  return bytes;
}
