import { MAX_SMALL_PART_BYTES } from '../limits.ts';
import type { ByteSource } from '../rows.ts';
import { tooLarge } from './packageFaults.ts';
import type { Part } from './parts.ts';
import { PartText } from './partText.ts';
import { foldName, readDirectory, type ZipEntry } from './zipDirectory.ts';
import { readEntry, type Take } from './zipEntry.ts';

/** The parts of an Office Open XML package by their names, in any letter case (ECMA-376 Part 2). */
export class Package {
  readonly entries: readonly ZipEntry[];
  readonly #source: ByteSource;
  readonly #byName: ReadonlyMap<string, ZipEntry>;

  /** @throws SheetFault where it is no whole ZIP archive */
  constructor(source: ByteSource) {
    this.#source = source;
    this.entries = readDirectory(source);
    this.#byName = new Map(this.entries.map((entry) => [foldName(entry.name), entry]));
  }

  has(name: string): boolean {
    return this.#byName.has(foldName(name));
  }

  part(name: string): Part | null {
    const entry = this.#byName.get(foldName(name));
    if (entry === undefined) return null;
    return { name: entry.name, read: (take) => this.#readText(entry, take) };
  }

  /** The whole text of a small part; null where there is none of this name. @throws SheetFault */
  async text(name: string): Promise<string | null> {
    const part = this.part(name);
    if (part === null) return null;
    const pieces: Buffer[] = [];
    let bytes = 0;
    await part.read((piece) => {
      bytes += piece.length;
      if (bytes > MAX_SMALL_PART_BYTES) throw tooLarge(part.name, 'is larger than 16 MiB unpacked');
      pieces.push(piece);
      return true;
    });
    return Buffer.concat(pieces).toString('utf8');
  }

  /** At most so many bytes from the start of an entry, whatever it holds. @throws SheetFault */
  async start(name: string, most: number): Promise<Buffer> {
    const entry = this.#byName.get(foldName(name));
    const pieces: Buffer[] = [];
    let bytes = 0;
    if (entry !== undefined) {
      await readEntry(this.#source, entry, (piece) => {
        pieces.push(piece);
        bytes += piece.length;
        return bytes < most;
      });
    }
    return Buffer.concat(pieces).subarray(0, most);
  }

  async #readText(entry: ZipEntry, take: Take): Promise<void> {
    const text = new PartText(entry.name);
    let isWanted = true;
    await readEntry(this.#source, entry, (piece, bytesDone) => {
      const decoded = text.add(piece);
      if (decoded.length === 0) return true;
      const answer = take(decoded, bytesDone);
      if (typeof answer !== 'boolean') return answer.then((goesOn) => (isWanted = goesOn));
      isWanted = answer;
      return answer;
    });
    if (isWanted) text.end();
  }
}
