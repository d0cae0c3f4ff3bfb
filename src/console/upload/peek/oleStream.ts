/** Compound files ([MS-CFB] 2.2 to 2.6), as far as the one stream of a workbook needs. */
const HEADER_BYTES = 512;
const HEADER_FAT_SECTORS = 109;
const LAST_SECTOR = 0xffff_fffa;
const DIRECTORY_ENTRY_BYTES = 128;
const MOST_DIRECTORY_SECTORS = 64;
/** Sectors: 128 MB of a stream at the usual 512 bytes. */
const MOST_SECTORS = 262_144;

/** A stream within a compound file, of which only what is asked for is read. */
export interface OleStream {
  /** Fewer bytes than asked for where the stream ends before. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** The workbook in an `.xls` file; null where it is not found, or is too small to stand apart. */
export async function openWorkbookStream(file: Blob): Promise<OleStream | null> {
  const header = await viewOf(file, 0, HEADER_BYTES);
  const sectorShift = header.getUint16(30, true);
  if (sectorShift !== 9 && sectorShift !== 12) return null;
  const sectors = new Sectors(file, header, 1 << sectorShift);
  const directory = await sectors.chain(header.getUint32(48, true), MOST_DIRECTORY_SECTORS);
  const entry = await findWorkbook(sectors, directory);
  if (entry === null || entry.size < header.getUint32(56, true)) return null;
  const chain = await sectors.chain(
    entry.start,
    Math.min(MOST_SECTORS, Math.ceil(entry.size / sectors.bytes)),
  );
  return {
    read: (offset, length) => sectors.read(chain, offset, Math.min(length, Math.max(0, entry.size - offset))),
  };
}

async function findWorkbook(
  sectors: Sectors,
  directory: readonly number[],
): Promise<{ start: number; size: number } | null> {
  const bytes = await sectors.read(directory, 0, directory.length * sectors.bytes);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + DIRECTORY_ENTRY_BYTES <= view.byteLength; at += DIRECTORY_ENTRY_BYTES) {
    const nameBytes = Math.min(view.getUint16(at + 64, true), 64);
    const name = new TextDecoder('utf-16le').decode(bytes.subarray(at, at + Math.max(0, nameBytes - 2)));
    if (view.getUint8(at + 66) !== 2 || name.toLowerCase() !== 'workbook') continue;
    return { start: view.getUint32(at + 116, true), size: view.getUint32(at + 120, true) };
  }
  return null;
}

class Sectors {
  readonly bytes: number;
  readonly #file: Blob;
  readonly #header: DataView;
  readonly #fat = new Map<number, DataView>();
  #extraFat: number[] | null = null;

  constructor(file: Blob, header: DataView, bytes: number) {
    this.#file = file;
    this.#header = header;
    this.bytes = bytes;
  }

  /** The sectors of a stream in their order, at most so many. */
  async chain(start: number, most: number): Promise<number[]> {
    const chain: number[] = [];
    for (let sector = start; sector < LAST_SECTOR && chain.length < most; sector = await this.#next(sector)) {
      chain.push(sector);
    }
    return chain;
  }

  async read(chain: readonly number[], offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Blob[] = [];
    const first = Math.floor(offset / this.bytes);
    const last = Math.min(chain.length, Math.ceil((offset + length) / this.bytes));
    for (let index = first; index < last; ) {
      const begin = chain[index] ?? 0;
      let run = 1;
      // Neighbours are read as one: thousands of slices of a file take a browser seconds.
      while (index + run < last && chain[index + run] === begin + run) run += 1;
      parts.push(this.#file.slice(this.#offsetOf(begin), this.#offsetOf(begin + run)));
      index += run;
    }
    const bytes = await new Blob(parts).arrayBuffer();
    const from = offset - first * this.bytes;
    return new Uint8Array(bytes.slice(from, from + length));
  }

  async #next(sector: number): Promise<number> {
    const perSector = this.bytes / 4;
    const index = Math.floor(sector / perSector);
    let fat = this.#fat.get(index);
    if (fat === undefined) {
      fat = await viewOf(this.#file, this.#offsetOf(await this.#fatSector(index)), this.bytes);
      this.#fat.set(index, fat);
    }
    return fat.getUint32((sector % perSector) * 4, true);
  }

  async #fatSector(index: number): Promise<number> {
    if (index < HEADER_FAT_SECTORS) return this.#header.getUint32(76 + index * 4, true);
    this.#extraFat ??= await this.#readExtraFat();
    return this.#extraFat[index - HEADER_FAT_SECTORS] ?? LAST_SECTOR;
  }

  async #readExtraFat(): Promise<number[]> {
    const sectors: number[] = [];
    let at = this.#header.getUint32(68, true);
    while (at < LAST_SECTOR && sectors.length < MOST_SECTORS) {
      const view = await viewOf(this.#file, this.#offsetOf(at), this.bytes);
      for (let place = 0; place < this.bytes - 4; place += 4) sectors.push(view.getUint32(place, true));
      at = view.getUint32(this.bytes - 4, true);
    }
    return sectors;
  }

  #offsetOf(sector: number): number {
    return (sector + 1) * this.bytes;
  }
}

/** @throws RangeError where the file ends before */
async function viewOf(file: Blob, offset: number, length: number): Promise<DataView> {
  const bytes = await file.slice(offset, offset + length).arrayBuffer();
  if (bytes.byteLength < length) throw new RangeError('The compound file breaks off.');
  return new DataView(bytes);
}
