import type { Scratch } from './scratch.ts';

const FIRST_CAPACITY = 1_024;
/** Row numbers and entries both stay below it: a row and its entry fit together into one exact number. */
const ENTRIES = 2 ** 24;

/**
 * Texts by row, in the scratch file, with an index of 16 bytes a row in memory: noted in any order, read in the order of
 * the rows. Short texts that many rows share should go into `number` instead.
 */
export class FindingStore {
  readonly #scratch: Scratch;
  #keys = new Float64Array(FIRST_CAPACITY);
  /** The text's position, or minus the number. */
  #values = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  get size(): number {
    return this.#size;
  }

  noteText(row: number, text: string): void {
    this.#note(row, this.#scratch.append(text));
  }

  /** @param number above zero */
  noteNumber(row: number, number: number): void {
    this.#note(row, -number);
  }

  /** Each row with its text or number, rows rising; the texts of one row in the order in which they were noted. */
  *inRowOrder(): Generator<{ row: number; text: string } | { row: number; number: number }> {
    const keys = this.#keys.subarray(0, this.#size).sort();
    for (const key of keys) {
      const row = Math.floor(key / ENTRIES);
      const value = this.#values[key % ENTRIES] ?? 0;
      yield value < 0 ? { row, number: -value } : { row, text: this.#scratch.read(value) };
    }
  }

  #note(row: number, value: number): void {
    if (this.#size === this.#keys.length) {
      this.#keys = grown(this.#keys);
      this.#values = grown(this.#values);
    }
    this.#keys[this.#size] = row * ENTRIES + this.#size;
    this.#values[this.#size] = value;
    this.#size += 1;
  }
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
