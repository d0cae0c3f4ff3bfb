import { isUtf8 } from 'node:buffer';
import { completeEnd } from '../text/encoding.ts';
import { damagedPart, doctypeForbidden, foreignEncoding } from './packageFaults.ts';
import { endOfProlog } from './xmlProlog.ts';

/** Enough to tell every byte order mark and the pattern of the first character from each other. */
const SIGNATURE_BYTES = 4;
/** Comments and processing instructions before the root element. */
const LONGEST_PROLOG = 65_536;

const NOTHING: Buffer = Buffer.alloc(0);

/** Turns the bytes of a part into UTF-8. */
interface Decoder {
  readonly isWide: boolean;
  /** @throws SheetFault for bytes that are no text in this encoding */
  add(piece: Buffer): Buffer;
  end(): void;
}

/**
 * The text of one XML part as UTF-8 without a mark, piece by piece as its bytes come. Nothing is given out before the root
 * element begins, so whoever reads it knows that there is no document type definition: XML has no place for one behind
 * (XML 1.0, 2.8), and readers that know the five named entities alone would have nothing from it either.
 */
export class PartText {
  readonly #name: string;
  #decoder: Decoder | null = null;
  /** What came before the root element began: bytes until the encoding is known, then text. */
  #held = NOTHING;
  #isInside = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** @returns text that may be empty. @throws SheetFault */
  add(piece: Buffer): Buffer {
    if (this.#isInside && this.#decoder !== null) return this.#decoder.add(piece);
    if (this.#decoder !== null) return this.#prolog(this.#decoder, this.#decoder.add(piece));
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    if (this.#held.length < SIGNATURE_BYTES) return NOTHING;
    const { decoder, markBytes } = decoderOf(this.#name, this.#held);
    const text = decoder.add(this.#held.subarray(markBytes));
    this.#decoder = decoder;
    this.#held = NOTHING;
    return this.#prolog(decoder, text);
  }

  /** @throws SheetFault where the part ended too early */
  end(): void {
    if (!this.#isInside) throw damagedPart(this.#name, 'is empty');
    this.#decoder?.end();
  }

  #prolog(decoder: Decoder, text: Buffer): Buffer {
    const head = this.#held.length === 0 ? text : Buffer.concat([this.#held, text]);
    const start = head.toString('latin1', 0, LONGEST_PROLOG);
    const state = endOfProlog(start);
    if (state === 'doctype') throw doctypeForbidden(this.#name);
    if (state === 'damaged' || (state === 'open' && head.length > LONGEST_PROLOG)) {
      throw damagedPart(this.#name, 'does not begin as XML does');
    }
    if (state === 'open') {
      this.#held = head;
      return NOTHING;
    }
    refuseDeclared(this.#name, start, decoder.isWide);
    this.#held = NOTHING;
    this.#isInside = true;
    return head;
  }
}

/** By the first bytes alone (XML 1.0, appendix F.1). */
function decoderOf(name: string, start: Buffer): { decoder: Decoder; markBytes: number } {
  const hex = start.toString('hex', 0, SIGNATURE_BYTES);
  if (['fffe0000', '0000feff', '3c000000', '0000003c'].includes(hex)) throw foreignEncoding(name, 'UTF-32');
  if (hex === '4c6fa794') throw foreignEncoding(name, 'EBCDIC');
  if (hex.startsWith('efbbbf')) return { decoder: new Utf8(name), markBytes: 3 };
  if (hex.startsWith('fffe')) return { decoder: new Utf16(name, 'utf-16le'), markBytes: 2 };
  if (hex.startsWith('feff')) return { decoder: new Utf16(name, 'utf-16be'), markBytes: 2 };
  if (hex.startsWith('3c00')) return { decoder: new Utf16(name, 'utf-16le'), markBytes: 0 };
  if (hex.startsWith('003c')) return { decoder: new Utf16(name, 'utf-16be'), markBytes: 0 };
  return { decoder: new Utf8(name), markBytes: 0 };
}

const DECLARED = /^\s*<\?xml(?:\s[^>]*?)?\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/;
const NARROW = /^(?:utf-?8|(?:us-)?ascii)$/i;
const WIDE = /^utf-?16(?:le|be)?$/i;

/** What the part says of itself must be what it is, or another reader would read it otherwise. */
function refuseDeclared(name: string, start: string, isWide: boolean): void {
  const [, double, single] = DECLARED.exec(start) ?? [];
  const declared = double ?? single;
  if (declared === undefined || (isWide ? WIDE : NARROW).test(declared)) return;
  throw foreignEncoding(name, declared);
}

class Utf8 implements Decoder {
  readonly isWide = false;
  readonly #name: string;
  /** The first bytes of a character whose last ones come with the next piece. */
  #cut = NOTHING;

  constructor(name: string) {
    this.#name = name;
  }

  add(piece: Buffer): Buffer {
    let from = 0;
    if (this.#cut.length > 0) {
      while (from < piece.length && from < 3 && ((piece[from] as number) & 0xc0) === 0x80) from += 1;
      const character = Buffer.concat([this.#cut, piece.subarray(0, from)]);
      if (from === piece.length && completeEnd(character, character.length) < character.length) {
        this.#cut = character;
        return piece;
      }
      if (!isUtf8(character)) throw this.#fault();
    }
    const end = Math.max(completeEnd(piece, piece.length), from);
    if (!isUtf8(piece.subarray(from, end))) throw this.#fault();
    this.#cut = end === piece.length ? NOTHING : Buffer.from(piece.subarray(end));
    return piece;
  }

  end(): void {
    if (this.#cut.length > 0) throw this.#fault();
  }

  #fault() {
    return damagedPart(this.#name, 'has bytes that are no text in UTF-8');
  }
}

class Utf16 implements Decoder {
  readonly isWide = true;
  readonly #name: string;
  readonly #decoder: TextDecoder;

  constructor(name: string, encoding: 'utf-16le' | 'utf-16be') {
    this.#name = name;
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  add(piece: Buffer): Buffer {
    return Buffer.from(this.#decode(piece, true));
  }

  end(): void {
    this.#decode(NOTHING, false);
  }

  #decode(piece: Buffer, stream: boolean): string {
    try {
      return this.#decoder.decode(piece, { stream });
    } catch {
      throw damagedPart(this.#name, 'has bytes that are no text in UTF-16');
    }
  }
}
