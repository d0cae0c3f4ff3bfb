import type { ByteSource } from '../rows.ts';
import { cutOff } from './xlsFaults.ts';

/** A record's head: its type and the length of its data ([MS-XLS] 2.1.4). */
export const HEAD_BYTES = 4;
const LONGEST_RECORD = HEAD_BYTES + 0xffff;

/** The records of a stream one after the other, through a window of its bytes. */
export class BiffRecords {
  readonly bytes: Buffer;
  /** Of the record at hand: its data start at `at` in `bytes` until the next one is asked for. */
  type = -1;
  at = 0;
  length = 0;
  readonly #source: ByteSource;
  readonly #chunkBytes: number;
  /** Where the window starts in the stream, how much of it is filled, and where the next record starts in it. */
  #windowAt = 0;
  #filled = 0;
  #nextAt = 0;

  /** @param chunkBytes read at once: what is read does not depend on it */
  constructor(source: ByteSource, chunkBytes: number) {
    this.#source = source;
    this.#chunkBytes = chunkBytes;
    this.bytes = Buffer.allocUnsafe(LONGEST_RECORD + chunkBytes);
  }

  /** Where the next record starts in the stream. */
  get position(): number {
    return this.#windowAt + this.#nextAt;
  }

  seek(position: number): void {
    this.#windowAt = position;
    this.#filled = 0;
    this.#nextAt = 0;
  }

  /** Takes the next record. @throws SheetFault where the stream ends within it, or has none */
  next(): number {
    const bytes = this.bytes;
    if (this.#filled - this.#nextAt < HEAD_BYTES) this.#fill(HEAD_BYTES);
    const head = this.#nextAt;
    const type = (bytes[head] as number) | ((bytes[head + 1] as number) << 8);
    const length = (bytes[head + 2] as number) | ((bytes[head + 3] as number) << 8);
    if (this.#filled - head < HEAD_BYTES + length) this.#fill(HEAD_BYTES + length);
    this.type = type;
    this.length = length;
    this.at = this.#nextAt + HEAD_BYTES;
    this.#nextAt = this.at + length;
    return type;
  }

  /** Type of the next record, which is not taken; -1 at the end. What `at` tells may have moved afterwards. */
  peek(): number {
    if (this.#filled - this.#nextAt < HEAD_BYTES && this.position + HEAD_BYTES > this.#source.size) return -1;
    if (this.#filled - this.#nextAt < HEAD_BYTES) this.#fill(HEAD_BYTES);
    return (this.bytes[this.#nextAt] as number) | ((this.bytes[this.#nextAt + 1] as number) << 8);
  }

  /** Sees to it that so many bytes from the next record on are in the window. */
  #fill(needed: number): void {
    this.bytes.copyWithin(0, this.#nextAt, this.#filled);
    this.#filled -= this.#nextAt;
    this.#windowAt += this.#nextAt;
    this.#nextAt = 0;
    while (this.#filled < needed) {
      const end = Math.min(this.bytes.length, this.#filled + this.#chunkBytes);
      const count = this.#source.read(this.bytes.subarray(this.#filled, end), this.#windowAt + this.#filled);
      if (count === 0) throw cutOff();
      this.#filled += count;
    }
  }
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
