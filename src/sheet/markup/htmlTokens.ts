import type { XmlWindow } from '../xml/xmlWindow.ts';

/** What stands at a place in HTML. */
export const OPEN = 0;
export const START = 1;
export const END = 2;
export const TEXT = 3;
/** The text has come to its end. */
export const DONE = 4;

const TAB = 0x09;
const CR = 0x0d;
const SPACE = 0x20;
const EXCLAMATION = 0x21;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LT = 0x3c;
const EQUALS = 0x3d;
const GT = 0x3e;
const QUESTION = 0x3f;
/** The bit that makes an ASCII letter small. */
const SMALL = 0x20;

const COMMENT = Buffer.from('<!--');
const COMMENT_END = Buffer.from('-->');
const END_TAG = Buffer.from('</');
const TABLE_TAGS: Readonly<Record<number, string>> = { 100: 'td', 104: 'th', 114: 'tr' };

/** What holds scripts, styles and other text that no reader of the page sees: passed over, whatever is in it. */
const UNSEEN = new Set(['script', 'style', 'title', 'xml', 'iframe', 'noframes', 'noembed']);

/** Where passing over ends: at a mark, or at a mark and the name of a tag. */
interface Passed {
  readonly mark: Buffer;
  readonly name: string | null;
}

/**
 * Reads HTML tag by tag, as browsers cut it into tags (WHATWG HTML, 13.2.5), out of a window and moves the window on.
 * Comments, declarations and what is `UNSEEN` are passed over however long they are.
 */
export class HtmlTokens {
  /** Of a tag, in small letters. */
  name = '';
  /** Text, or what stands in a tag behind its name. */
  start = 0;
  end = 0;
  readonly #window: XmlWindow;
  /** What is passed over until this comes. */
  #until: Passed | null = null;

  constructor(window: XmlWindow) {
    this.#window = window;
  }

  /** `OPEN` where the bytes end before the next token does. */
  read(): number {
    const window = this.#window;
    for (;;) {
      if (this.#until !== null && !this.#passOver()) return OPEN;
      const { at, bytes, filled } = window;
      if (at >= filled) return window.isEnd ? DONE : OPEN;
      if (bytes[at] !== LT) return this.#text(at, at);
      if (at + 1 >= filled) return OPEN;
      const byte = bytes[at + 1] as number;
      if (isLetter(byte)) return this.#tag(at + 1, START);
      if (byte === SLASH) {
        if (at + 2 >= filled) return OPEN;
        if (isLetter(bytes[at + 2] as number)) return this.#tag(at + 2, END);
      } else if (byte !== EXCLAMATION && byte !== QUESTION) return this.#text(at, at + 1);
      if (!this.#declaration(at)) return OPEN;
    }
  }

  get text(): string {
    return this.#window.bytes.toString('utf8', this.start, this.end);
  }

  #text(from: number, searchFrom: number): number {
    const { bytes, filled, isEnd } = this.#window;
    let at = searchFrom;
    while (bytes[at] !== LT) at++;
    if (at >= filled && !isEnd) return OPEN;
    this.start = from;
    this.end = Math.min(at, filled);
    this.#window.at = this.end;
    return TEXT;
  }

  #tag(from: number, kind: number): number {
    const { bytes, filled } = this.#window;
    let at = from;
    while (isNameByte(bytes[at] as number)) at++;
    const end = this.#tagEnd(at);
    if (end < 0 || end >= filled) return OPEN;
    this.name = this.#nameOf(from, at);
    this.start = at;
    this.end = end;
    this.#window.at = end + 1;
    if (kind === START && UNSEEN.has(this.name)) this.#until = { mark: END_TAG, name: this.name };
    return kind;
  }

  /** The `>` outside quotes; -1 where it has not come. */
  #tagEnd(from: number): number {
    const { bytes, filled } = this.#window;
    for (let at = from; at < filled; at++) {
      const byte = bytes[at] as number;
      if (byte === GT) return at;
      if (byte !== EQUALS) continue;
      at++;
      while (isSpace(bytes[at] as number)) at++;
      const quote = bytes[at] as number;
      if (quote !== QUOTE && quote !== APOSTROPHE) {
        at--;
        continue;
      }
      at++;
      while (at < filled && bytes[at] !== quote) at++;
    }
    return -1;
  }

  #nameOf(from: number, end: number): string {
    const { bytes } = this.#window;
    // Nearly all tags of a large file are these three: no string is made for each.
    if (end - from === 2 && ((bytes[from] as number) | SMALL) === 0x74) {
      const known = TABLE_TAGS[(bytes[from + 1] as number) | SMALL];
      if (known !== undefined) return known;
    }
    return bytes.toString('latin1', from, end).toLowerCase();
  }

  /** A comment, or what browsers take for one: `<!doctype …>`, `<![if …]>`, `<?xml …?>`. */
  #declaration(at: number): boolean {
    const { bytes, filled } = this.#window;
    const known = Math.min(filled - at, COMMENT.length);
    const isComment = bytes.compare(COMMENT, 0, known, at, at + known) === 0;
    if (isComment && known < COMMENT.length) return false;
    this.#window.at = at + 2;
    this.#until = { mark: isComment ? COMMENT_END : Buffer.of(GT), name: null };
    return true;
  }

  /** @returns whether what ends it has come */
  #passOver(): boolean {
    const window = this.#window;
    const { mark, name } = this.#until as Passed;
    const seen = window.bytes.subarray(0, window.filled);
    for (let from = window.at; ; ) {
      const found = seen.indexOf(mark, from);
      const end = found + mark.length + (name?.length ?? 0);
      if (found < 0 || end > window.filled) {
        const kept = found < 0 ? mark.length - 1 : window.filled - found;
        window.at = Math.max(window.at, window.filled - kept);
        return false;
      }
      if (name === null || seen.toString('latin1', found + mark.length, end).toLowerCase() === name) {
        window.at = name === null ? end : found;
        this.#until = null;
        return true;
      }
      from = found + mark.length;
    }
  }
}

function isLetter(byte: number): boolean {
  const small = byte | SMALL;
  return small >= 0x61 && small <= 0x7a;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CR);
}

function isNameByte(byte: number): boolean {
  return byte > SPACE && byte !== SLASH && byte !== GT && byte !== LT;
}
