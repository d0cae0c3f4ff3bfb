/** Texts of BIFF8 ([MS-XLS] 2.5.293, 2.5.294), whose characters may go on in the next record. */
const WIDE = 0x01;
const HAS_EXTRA = 0x04;
const IS_RICH = 0x08;

/** Reads through the bodies of records that continue each other. */
export class BiffTexts {
  readonly #bodies: readonly Uint8Array[];
  #body = 0;
  #at = 0;

  constructor(bodies: readonly Uint8Array[], start: number) {
    this.#bodies = bodies;
    this.#at = start;
  }

  /** The next text with a length of 16 bits; undefined where the bodies end before. */
  next(): string | undefined {
    this.#enterBody();
    if (this.#left() < 3) return undefined;
    const count = this.#number(2);
    const flags = this.#number(1);
    const runs = flags & IS_RICH ? this.#number(2) : 0;
    const extra = flags & HAS_EXTRA ? this.#number(4) : 0;
    const text = this.#characters(count, (flags & WIDE) !== 0);
    return text !== undefined && this.#skip(runs * 4 + extra) ? text : undefined;
  }

  #characters(count: number, isWide: boolean): string | undefined {
    let text = '';
    let wide = isWide;
    let left = count;
    while (left > 0) {
      if (this.#left() === 0) {
        if (!this.#enterBody()) return undefined;
        wide = (this.#number(1) & WIDE) !== 0;
      }
      const width = wide ? 2 : 1;
      const here = Math.min(left, Math.floor(this.#left() / width));
      if (here === 0) return undefined;
      const bytes = this.#bytes().subarray(this.#at, this.#at + here * width);
      text += wide ? new TextDecoder('utf-16le').decode(bytes) : String.fromCharCode(...bytes);
      this.#at += here * width;
      left -= here;
    }
    return text;
  }

  #skip(bytes: number): boolean {
    let left = bytes;
    while (left > 0) {
      if (this.#left() === 0 && !this.#enterBody()) return false;
      const here = Math.min(left, this.#left());
      this.#at += here;
      left -= here;
    }
    return true;
  }

  #number(width: 1 | 2 | 4): number {
    const bytes = this.#bytes();
    let value = 0;
    for (let place = width - 1; place >= 0; place--) value = value * 256 + (bytes[this.#at + place] ?? 0);
    this.#at += width;
    return value;
  }

  /** Goes on to the next body where this one is used up. */
  #enterBody(): boolean {
    while (this.#left() <= 0 && this.#body < this.#bodies.length - 1) {
      this.#body += 1;
      this.#at = 0;
    }
    return this.#left() > 0;
  }

  #bytes(): Uint8Array {
    return this.#bodies[this.#body] ?? new Uint8Array();
  }

  #left(): number {
    return this.#bytes().length - this.#at;
  }
}
