import { type BiffRecords, u16 } from './biffRecords.ts';
import { CONTINUE } from './recordTypes.ts';
import { damaged } from './xlsFaults.ts';

/** Takes characters piece by piece: of one byte each (the lower half of UTF-16), or of two. */
export interface Characters {
  take(piece: {
    readonly bytes: Buffer;
    readonly from: number;
    readonly to: number;
    readonly isWide: boolean;
  }): void;
}

/** What a string's flags say ([MS-XLS] 2.5.293). */
const WIDE = 1;
const PHONETIC = 4;
const RICH = 8;

/** The data of a record and of the CONTINUE records behind it, as if it were one. */
export class ContinuedBytes {
  readonly #records: BiffRecords;
  #at: number;
  #end: number;

  /** Starts in the record at hand. @param skip bytes of it that were read already */
  constructor(records: BiffRecords, skip: number) {
    this.#records = records;
    this.#at = records.at + skip;
    this.#end = records.at + records.length;
  }

  /** Whether any data are left. */
  hasMore(): boolean {
    while (this.#at >= this.#end) {
      if (this.#records.peek() !== CONTINUE) return false;
      this.#records.next();
      this.#at = this.#records.at;
      this.#end = this.#at + this.#records.length;
    }
    return true;
  }

  u8(): number {
    this.#need();
    return this.#records.bytes[this.#at++] as number;
  }

  u16(): number {
    if (this.#end - this.#at < 2) return this.u8() | (this.u8() << 8);
    this.#at += 2;
    return u16(this.#records.bytes, this.#at - 2);
  }

  passOver(count: number): void {
    let left = count;
    while (left > 0) {
      this.#need();
      const step = Math.min(left, this.#end - this.#at);
      this.#at += step;
      left -= step;
    }
  }

  /** A text with its flag in front (XLUnicodeString). @param count characters, as the record says */
  plainText(count: number, into: Characters): void {
    this.#characters(count, (this.u8() & WIDE) !== 0, into);
  }

  /** Likewise, without the formatting and the pronunciation that may follow it (XLUnicodeRichExtendedString). */
  richText(count: number, into: Characters): void {
    const flags = this.u8();
    const runs = (flags & RICH) === 0 ? 0 : this.u16();
    const phoneticBytes = (flags & PHONETIC) === 0 ? 0 : this.u16() + this.u16() * 65_536;
    this.#characters(count, (flags & WIDE) !== 0, into);
    this.passOver(runs * 4 + phoneticBytes);
  }

  /** Where characters go on in a CONTINUE record, the flag that says how wide they are is said again. */
  #characters(count: number, startsWide: boolean, into: Characters): void {
    let isWide = startsWide;
    let left = count;
    while (left > 0) {
      if (this.#at >= this.#end) isWide = (this.u8() & WIDE) !== 0;
      const width = isWide ? 2 : 1;
      const here = Math.min(left, Math.floor((this.#end - this.#at) / width));
      if (here === 0 && this.#end > this.#at) throw damaged('a text is cut within a character');
      const to = this.#at + here * width;
      into.take({ bytes: this.#records.bytes, from: this.#at, to, isWide });
      this.#at = to;
      left -= here;
    }
  }

  #need(): void {
    if (this.#at >= this.#end && !this.hasMore()) throw damaged('a text ends before its end');
  }
}
