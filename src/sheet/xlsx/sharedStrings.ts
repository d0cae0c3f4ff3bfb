import { MAX_CELL_CHARACTERS } from '../limits.ts';
import { isAscii, unescapeText } from '../xml/xmlText.ts';

const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 << BLOCK_BITS;
const FIRST_STRINGS = 1_024;
/** Texts that were asked for last stay decoded, so that what stands in every row is decoded once. */
const CACHE_SLOTS = 65_536;
/** In characters: the slots together stay below 32 MiB. */
const LONGEST_CACHED = 256;
const SPACE = 0x20;
const ABOVE_SPACE = /[!-\uffff]/;
/** The longest loop that is as fast as a call into the runtime. */
const SHORT_COPY = 64;

/** The texts that cells refer to by number: their UTF-8 in a row, decoded when they are asked for. */
export class SharedStrings {
  count = 0;
  bytes = 0;
  readonly #blocks: Buffer[] = [];
  /** Per text where it starts in the blocks, and behind the last one where the next will. */
  #starts = new Uint32Array(FIRST_STRINGS);
  /** Texts longer than a cell may be, which are not kept. */
  readonly #tooLong = new Set<number>();
  readonly #cached = new Int32Array(CACHE_SLOTS).fill(-1);
  readonly #cache: string[] = new Array<string>(CACHE_SLOTS).fill('');

  /** How many there are that may be used without a further look: none where some of them are too long. */
  get plainCount(): number {
    return this.#tooLong.size > 0 ? 0 : this.count;
  }

  isTooLong(index: number): boolean {
    return this.#tooLong.has(index);
  }

  isEmpty(index: number): boolean {
    return this.#starts[index] === this.#starts[index + 1];
  }

  /** Nothing, or blanks alone. */
  isBlank(index: number): boolean {
    if (this.isEmpty(index)) return true;
    const start = this.#starts[index] as number;
    const first = this.#blocks[start >>> BLOCK_BITS]?.[start & (BLOCK_BYTES - 1)] as number;
    return first <= SPACE && !ABOVE_SPACE.test(this.text(index));
  }

  text(index: number): string {
    const slot = index & (CACHE_SLOTS - 1);
    if (this.#cached[slot] === index) return this.#cache[slot] as string;
    const text = unescapeText(this.#decode(this.#starts[index] as number, this.#starts[index + 1] as number));
    if (text.length > LONGEST_CACHED) return text;
    this.#cached[slot] = index;
    this.#cache[slot] = text;
    return text;
  }

  /** Adds to the text that is being put together. */
  append(from: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      const place = this.bytes & (BLOCK_BYTES - 1);
      const block = this.#block();
      const count = Math.min(end - at, BLOCK_BYTES - place);
      if (count > SHORT_COPY) block.set(from.subarray(at, at + count), place);
      else for (let done = 0; done < count; done++) block[place + done] = from[at + done] as number;
      this.bytes += count;
      at += count;
    }
  }

  /** Ends the text; the next one begins. */
  endText(): void {
    const start = this.#starts[this.count] as number;
    if (this.bytes - start > MAX_CELL_CHARACTERS && this.#isOver(start)) {
      this.#tooLong.add(this.count);
      this.bytes = start;
    }
    this.count++;
    if (this.count === this.#starts.length) {
      const wider = new Uint32Array(this.count * 2);
      wider.set(this.#starts);
      this.#starts = wider;
    }
    this.#starts[this.count] = this.bytes;
  }

  #isOver(start: number): boolean {
    return unescapeText(this.#decode(start, this.bytes)).length > MAX_CELL_CHARACTERS;
  }

  #block(): Buffer {
    const number = this.bytes >>> BLOCK_BITS;
    const block = this.#blocks[number] ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#blocks[number] = block;
    return block;
  }

  #decode(start: number, end: number): string {
    if (start === end) return '';
    const first = start >>> BLOCK_BITS;
    const last = (end - 1) >>> BLOCK_BITS;
    const offset = start & (BLOCK_BYTES - 1);
    const block = this.#blocks[first] as Buffer;
    if (first === last) {
      const behind = offset + end - start;
      return block.toString(isAscii(block, offset, behind) ? 'latin1' : 'utf8', offset, behind);
    }
    const rest = end - last * BLOCK_BYTES;
    const between = this.#blocks.slice(first + 1, last);
    const pieces = [block.subarray(offset), ...between, (this.#blocks[last] as Buffer).subarray(0, rest)];
    return Buffer.concat(pieces).toString('utf8');
  }
}
