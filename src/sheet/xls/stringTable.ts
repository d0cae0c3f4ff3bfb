import { MAX_SHARED_BYTES, MAX_SHARED_STRINGS } from '../limits.ts';
import type { BiffRecords } from './biffRecords.ts';
import { type Characters, ContinuedBytes } from './continuedBytes.ts';
import { beyondLimit, damaged } from './xlsFaults.ts';

const FIRST_BYTES = 65_536;
const FIRST_STRINGS = 4_096;
const SPACE = 0x20;
/** Behind the total, which nobody needs, the record says how many texts it has. */
const COUNT_AT = 4;

/**
 * The texts that cells share (SST), held as bytes and made into strings when they are asked for. What the record says of
 * their number counts for nothing: they are counted as they come.
 */
export class StringTable implements Characters {
  count = 0;
  /** Characters of the longest. */
  longest = 0;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #filled = 0;
  /** Twice where a text starts, and one more where its characters have two bytes. */
  #starts = new Uint32Array(FIRST_STRINGS);
  /** Of the text that is being taken. */
  #start = 0;
  #isWide = false;

  /** Reads the record at hand and those that continue it. @throws SheetFault */
  read(records: BiffRecords): void {
    const data = new ContinuedBytes(records, COUNT_AT);
    const declared = data.u16() + data.u16() * 65_536;
    for (let index = 0; index < declared && data.hasMore(); index++) {
      this.#start = this.#filled;
      this.#isWide = false;
      const length = data.u16();
      data.richText(length, this);
      this.longest = Math.max(this.longest, length);
      this.#note();
    }
  }

  take({ bytes, from, to, isWide }: Parameters<Characters['take']>[0]): void {
    if (isWide && !this.#isWide) this.#widen();
    this.#reserve((to - from) * (this.#isWide && !isWide ? 2 : 1));
    if (isWide === this.#isWide) {
      this.#filled += bytes.copy(this.#bytes, this.#filled, from, to);
      return;
    }
    for (let at = from; at < to; at++) {
      this.#bytes[this.#filled++] = bytes[at] as number;
      this.#bytes[this.#filled++] = 0;
    }
  }

  length(index: number): number {
    const start = this.#startOf(index);
    const bytes = this.#endOf(index) - (start >>> 1);
    return (start & 1) === 1 ? bytes / 2 : bytes;
  }

  text(index: number): string {
    const start = this.#startOf(index);
    return this.#bytes.toString((start & 1) === 1 ? 'utf16le' : 'latin1', start >>> 1, this.#endOf(index));
  }

  /** Whether it has nothing but blanks and controls. */
  isBlank(index: number): boolean {
    const start = this.#startOf(index);
    const step = (start & 1) + 1;
    const end = this.#endOf(index);
    for (let at = start >>> 1; at < end; at += step) {
      if ((this.#bytes[at] as number) > SPACE || (step === 2 && this.#bytes[at + 1] !== 0)) return false;
    }
    return true;
  }

  /** @throws SheetFault where there is no such text: the file may have changed since its cells were looked over */
  #startOf(index: number): number {
    if (index >= this.count) throw damaged('it lacks a text that a cell names');
    return this.#starts[index] as number;
  }

  #endOf(index: number): number {
    return index + 1 < this.count ? (this.#starts[index + 1] as number) >>> 1 : this.#filled;
  }

  #note(): void {
    if (this.count === MAX_SHARED_STRINGS)
      throw beyondLimit(`more than ${MAX_SHARED_STRINGS.toLocaleString('en')} different texts`);
    if (this.count === this.#starts.length) {
      const starts = new Uint32Array(this.count * 2);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    this.#starts[this.count++] = this.#start * 2 + (this.#isWide ? 1 : 0);
  }

  /** What was taken of the text so far had characters of one byte. */
  #widen(): void {
    const length = this.#filled - this.#start;
    this.#reserve(length);
    for (let index = length - 1; index >= 0; index--) {
      this.#bytes[this.#start + index * 2] = this.#bytes[this.#start + index] as number;
      this.#bytes[this.#start + index * 2 + 1] = 0;
    }
    this.#filled += length;
    this.#isWide = true;
  }

  #reserve(more: number): void {
    const needed = this.#filled + more;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_SHARED_BYTES) throw beyondLimit(`more than ${MAX_SHARED_BYTES} bytes of text`);
    const bytes = Buffer.allocUnsafe(Math.min(MAX_SHARED_BYTES, Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(bytes, 0, 0, this.#filled);
    this.#bytes = bytes;
  }
}
