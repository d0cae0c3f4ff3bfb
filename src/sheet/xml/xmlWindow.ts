import { completeEnd, firstInvalid } from '../text/encoding.ts';

const FIRST_BYTES = 131_072;
/** Behind the bytes that are filled: searches for one of these stop there, and nothing that is looked for goes on with NUL. */
const STOP = Buffer.from('<">\0\0\0\0\0');
const STOP_BYTES = 64;

/** The bytes of an XML part that are not done with yet: pieces go in behind, and what was understood goes out in front. */
export class XmlWindow {
  bytes: Buffer = Buffer.alloc(FIRST_BYTES + STOP_BYTES);
  /** The same bytes, for words. */
  view = viewOf(this.bytes);
  /** What comes next, and where the bytes end that are there and well-formed UTF-8. */
  at = 0;
  filled = 0;
  /** Nothing more will come, and all of it is text. */
  isEnd = false;
  /** The next byte is no text: not UTF-8, or a NUL. */
  isBad = false;
  #checked = 0;
  #tryAt = 0;

  /** Bytes that wait for what follows them. */
  get pending(): number {
    return this.filled - this.at;
  }

  /** Whether so much came since the last `waitForMore` that another look at the same bytes pays. */
  get isReady(): boolean {
    return this.isEnd || this.isBad || this.filled >= this.#tryAt;
  }

  add(piece: Uint8Array): void {
    if (this.isBad) return;
    this.#makeRoom(piece.length);
    this.bytes.set(piece, this.filled);
    this.filled += piece.length;
    this.#check(completeEnd(this.bytes, this.filled));
    this.#setStop();
  }

  end(): void {
    this.#check(this.filled);
    this.isEnd = !this.isBad;
  }

  /** What is pending is not whole. Twice as much of it is looked at next, so that small pieces cost no more than large ones. */
  waitForMore(): void {
    this.#tryAt = this.filled + this.pending;
  }

  #makeRoom(count: number): void {
    if (this.at > 0 && this.filled + count + STOP_BYTES > this.bytes.length) {
      this.bytes.copyWithin(0, this.at, this.filled);
      this.filled -= this.at;
      this.#checked -= this.at;
      this.#tryAt -= this.at;
      this.at = 0;
    }
    const needed = this.filled + count + STOP_BYTES;
    if (needed <= this.bytes.length) return;
    const wider = Buffer.alloc(Math.max(needed, this.bytes.length * 2));
    wider.set(this.bytes.subarray(0, this.filled));
    this.bytes = wider;
    this.view = viewOf(wider);
  }

  #check(end: number): void {
    if (end <= this.#checked || this.isBad) return;
    const nul = this.bytes.subarray(this.#checked, end).indexOf(0);
    const nulAt = nul < 0 ? Infinity : this.#checked + nul;
    const badAt = Math.min(nulAt, firstInvalid(this.bytes, this.#checked, end));
    this.#checked = end;
    if (badAt === Infinity) return;
    this.isBad = true;
    this.filled = badAt;
    this.#setStop();
  }

  #setStop(): void {
    this.bytes.set(STOP, this.filled);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
