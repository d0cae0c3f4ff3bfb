import type { ByteSource } from '../rows.ts';
import { type DetectedEncoding, Utf8Watch } from './encoding.ts';

/** No byte of UTF-8: stands for what its encoding does not define, so that one check finds all of it. */
const UNDEFINED = 0xff;

/** A file's text as UTF-8, from its start on, whatever its encoding. */
export interface TextBytes {
  /** Bytes of the file read so far. */
  readonly position: number;
  /** UTF-8 that one `fill` writes at most. */
  readonly maxFill: number;
  /**
   * Writes the next piece of text. What the encoding does not define comes as the byte 0xFF.
   * @returns how many bytes were written; 0 only at the end of the file
   */
  fill(into: Buffer, at: number): number;
}

export function readText(
  source: ByteSource,
  { encoding, markBytes }: DetectedEncoding,
  chunkBytes: number,
): TextBytes {
  if (encoding === 'utf-8') return new Utf8Bytes(source, markBytes, chunkBytes);
  if (encoding === 'windows-1252') return new Windows1252Bytes(source, chunkBytes);
  return new Utf16Bytes(source, { bigEndian: encoding === 'utf-16be', markBytes, chunkBytes });
}

class Utf8Bytes implements TextBytes {
  position: number;
  readonly maxFill: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource, position: number, chunkBytes: number) {
    this.#source = source;
    this.position = position;
    this.maxFill = chunkBytes;
  }

  fill(into: Buffer, at: number): number {
    const count = this.#source.read(into.subarray(at, at + this.maxFill), this.position);
    this.position += count;
    return count;
  }
}

/** The 128 upper characters of Windows-1252 (WHATWG Encoding, index-windows-1252); five of them are undefined. */
export const UPPER_1252_CHARACTERS = Array.from({ length: 128 }, (_, index) => {
  const lower = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
  return lower[index] ?? String.fromCharCode(index + 0x80);
});

const UNDEFINED_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
const UPPER_1252 = UPPER_1252_CHARACTERS.map((character, index) =>
  UNDEFINED_1252.includes(index + 0x80) ? Buffer.of(UNDEFINED) : Buffer.from(character),
);

class Windows1252Bytes implements TextBytes {
  position = 0;
  readonly maxFill: number;
  readonly #source: ByteSource;
  readonly #raw: Buffer;
  readonly #watch = new Utf8Watch();

  constructor(source: ByteSource, chunkBytes: number) {
    this.#source = source;
    this.#raw = Buffer.allocUnsafe(chunkBytes);
    this.maxFill = 3 * chunkBytes;
  }

  fill(into: Buffer, at: number): number {
    const count = this.#source.read(this.#raw, this.position);
    this.position += count;
    let out = at;
    let afterHigh = true;
    for (let index = 0; index < count; index++) {
      const byte = this.#raw[index] as number;
      if (byte < 0x80 && !afterHigh) {
        into[out++] = byte;
        continue;
      }
      afterHigh = byte >= 0x80;
      // A UTF-8 character among Windows-1252 would be read as two or three wrong ones.
      if (this.#watch.endsCharacter(byte)) into[out++] = UNDEFINED;
      else if (byte < 0x80) into[out++] = byte;
      else for (const piece of UPPER_1252[byte - 0x80] ?? []) into[out++] = piece;
    }
    return out - at;
  }
}

class Utf16Bytes implements TextBytes {
  position: number;
  readonly maxFill: number;
  readonly #source: ByteSource;
  readonly #bigEndian: boolean;
  readonly #chunkBytes: number;
  readonly #raw: Buffer;
  /** Bytes at the start of `raw` that wait for the rest of their character. */
  #held = 0;

  constructor(
    source: ByteSource,
    options: { readonly bigEndian: boolean; readonly markBytes: number; readonly chunkBytes: number },
  ) {
    this.#source = source;
    this.#bigEndian = options.bigEndian;
    this.position = options.markBytes;
    this.#chunkBytes = options.chunkBytes;
    this.#raw = Buffer.allocUnsafe(options.chunkBytes + 4);
    this.maxFill = 2 * options.chunkBytes + 8;
  }

  fill(into: Buffer, at: number): number {
    for (;;) {
      const room = this.#raw.subarray(this.#held, this.#held + this.#chunkBytes);
      const count = this.#source.read(room, this.position);
      this.position += count;
      const isEnd = count === 0;
      const available = this.#held + count;
      const whole = isEnd ? available & ~1 : this.#wholeCharacters(available);
      let out = at + writeWellFormed(this.#decode(whole), into, at);
      if (isEnd && whole < available) into[out++] = UNDEFINED;
      this.#raw.copyWithin(0, whole, available);
      this.#held = isEnd ? 0 : available - whole;
      if (out > at || isEnd) return out - at;
    }
  }

  /** An odd byte and the first half of a surrogate pair wait for what follows. */
  #wholeCharacters(available: number): number {
    const even = available & ~1;
    const high = this.#raw[even - (this.#bigEndian ? 2 : 1)] ?? 0;
    return even > 0 && (high & 0xfc) === 0xd8 ? even - 2 : even;
  }

  #decode(bytes: number): string {
    const units = Buffer.from(this.#raw.subarray(0, bytes));
    return (this.#bigEndian ? units.swap16() : units).toString('utf16le');
  }
}

/** Halves of surrogate pairs that stand alone are no characters. */
function writeWellFormed(text: string, into: Buffer, at: number): number {
  if (text.isWellFormed()) return into.write(text, at, 'utf8');
  let out = at;
  for (const [index, piece] of text.split(/\p{Cs}/u).entries()) {
    if (index > 0) into[out++] = UNDEFINED;
    out += into.write(piece, out, 'utf8');
  }
  return out - at;
}
