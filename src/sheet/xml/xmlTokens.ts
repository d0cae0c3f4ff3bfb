import type { XmlWindow } from './xmlWindow.ts';

/** What stands at a place in XML. */
export const OPEN = 0;
export const START = 1;
/** An element without content: `<c/>`. */
export const EMPTY = 2;
export const END = 3;
export const TEXT = 4;
export const CDATA = 5;
/** The part has come to its end. */
export const DONE = 6;
export const MALFORMED = 7;
export const DOCTYPE = 8;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EXCLAMATION = 0x21;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const LT = 0x3c;
const EQUALS = 0x3d;
const GT = 0x3e;
const QUESTION = 0x3f;

const COMMENT = Buffer.from('<!--');
const COMMENT_END = Buffer.from('-->');
const CDATA_START = Buffer.from('<![CDATA[');
const CDATA_END = Buffer.from(']]>');
const DOCTYPE_START = Buffer.from('<!DOCTYPE');
const INSTRUCTION_END = Buffer.from('?>');

/** More attributes than any element of a worksheet has; what is beyond is checked and not kept. */
const MAX_ATTRIBUTES = 64;
const MOST_DIGITS = 10;

/** Reads XML token by token out of a window, in any form that is allowed; comments and instructions are passed over. */
export class XmlTokens {
  /** Behind the token. */
  next = 0;
  /** Text, or the name of an element without its prefix. */
  start = 0;
  end = 0;
  readonly #window: XmlWindow;
  /** Per attribute: where its name and its value start and end. */
  readonly #attributes = new Int32Array(MAX_ATTRIBUTES * 4);
  #attributeCount = 0;

  constructor(window: XmlWindow) {
    this.#window = window;
  }

  /** Reads the token at a place. `OPEN` where the bytes end before it does. */
  read(from: number): number {
    const { bytes, filled, isEnd } = this.#window;
    for (let at = from; ; at = this.next) {
      if (at >= filled) return isEnd ? DONE : OPEN;
      if (bytes[at] !== LT) return this.#text(at);
      if (at + 1 >= filled) return OPEN;
      const byte = bytes[at + 1];
      if (byte === QUESTION) {
        if (!this.#passOver(at + 2, INSTRUCTION_END)) return OPEN;
      } else if (byte === EXCLAMATION) {
        const kind = this.#declaration(at);
        if (kind !== TEXT) return kind;
      } else return byte === SLASH ? this.#endTag(at) : this.#startTag(at);
    }
  }

  /** Whether the name of the element is this one. */
  isNamed(name: Uint8Array): boolean {
    return this.end - this.start === name.length && this.#isAt(this.start, name);
  }

  /** The raw text of the token. */
  get text(): string {
    return this.#window.bytes.toString('utf8', this.start, this.end);
  }

  /** The raw value of an attribute without prefix; undefined where the element has none of the name. */
  attribute(name: Uint8Array): string | undefined {
    const place = this.#placeOf(name);
    if (place < 0) return undefined;
    return this.#window.bytes.toString('utf8', this.#attributes[place + 2], this.#attributes[place + 3]);
  }

  /** The same for a whole number; -1 where it is none, or has more than ten digits. */
  wholeNumber(name: Uint8Array): number | undefined {
    const place = this.#placeOf(name);
    if (place < 0) return undefined;
    const start = this.#attributes[place + 2] as number;
    const end = this.#attributes[place + 3] as number;
    if (end === start || end - start > MOST_DIGITS) return -1;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (this.#window.bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  #placeOf(name: Uint8Array): number {
    const list = this.#attributes;
    for (let at = 0; at < this.#attributeCount * 4; at += 4) {
      const start = list[at] as number;
      if ((list[at + 1] as number) - start === name.length && this.#isAt(start, name)) return at;
    }
    return -1;
  }

  isBlankText(): boolean {
    const { bytes } = this.#window;
    for (let at = this.start; at < this.end; at++) if (!isSpace(bytes[at] as number)) return false;
    return true;
  }

  #text(from: number): number {
    const { bytes, filled, isEnd } = this.#window;
    let at = from;
    while (bytes[at] !== LT) at++;
    if (at >= filled && !isEnd) return OPEN;
    this.start = from;
    this.end = this.next = Math.min(at, filled);
    return TEXT;
  }

  /** @returns TEXT where it was a comment and is passed over */
  #declaration(at: number): number {
    const known = Math.min(this.#window.filled - at, CDATA_START.length);
    if (this.#isAt(at, COMMENT.subarray(0, known)))
      return known >= COMMENT.length && this.#passOver(at + COMMENT.length, COMMENT_END) ? TEXT : OPEN;
    if (this.#isAt(at, CDATA_START.subarray(0, known))) {
      if (known < CDATA_START.length || !this.#passOver(at + known, CDATA_END)) return OPEN;
      this.start = at + known;
      this.end = this.next - CDATA_END.length;
      return CDATA;
    }
    if (!this.#isAt(at, DOCTYPE_START.subarray(0, known))) return MALFORMED;
    return known < DOCTYPE_START.length ? OPEN : DOCTYPE;
  }

  #passOver(from: number, end: Buffer): boolean {
    const found = this.#window.bytes.subarray(0, this.#window.filled).indexOf(end, from);
    this.next = found + end.length;
    return found >= 0;
  }

  #endTag(from: number): number {
    let at = this.#name(from + 2);
    while (isSpace(this.#byte(at))) at++;
    if (at >= this.#window.filled) return OPEN;
    this.next = at + 1;
    return this.#byte(at) === GT && this.end > this.start ? END : MALFORMED;
  }

  #startTag(from: number): number {
    const { filled } = this.#window;
    let at = this.#name(from + 1);
    this.#attributeCount = 0;
    for (;;) {
      const nameEnd = at;
      while (isSpace(this.#byte(at))) at++;
      if (at >= filled) return OPEN;
      const byte = this.#byte(at);
      if (byte === GT || byte === SLASH) {
        const isEmpty = byte === SLASH;
        if (isEmpty && at + 1 >= filled) return OPEN;
        this.next = at + (isEmpty ? 2 : 1);
        if (this.end === this.start || this.#byte(this.next - 1) !== GT) return MALFORMED;
        return isEmpty ? EMPTY : START;
      }
      if (at === nameEnd) return MALFORMED;
      at = this.#attribute(at);
      if (at < 0) return at === STILL_OPEN ? OPEN : MALFORMED;
    }
  }

  /** @returns behind it, or why not */
  #attribute(from: number): number {
    const { bytes, filled } = this.#window;
    let at = from;
    while (isNameByte(this.#byte(at))) at++;
    const nameEnd = at;
    while (isSpace(this.#byte(at))) at++;
    if (at >= filled) return STILL_OPEN;
    if (nameEnd === from || this.#byte(at) !== EQUALS) return BROKEN;
    at++;
    while (isSpace(this.#byte(at))) at++;
    if (at >= filled) return STILL_OPEN;
    const quote = this.#byte(at);
    if (quote !== QUOTE && quote !== APOSTROPHE) return BROKEN;
    const valueStart = ++at;
    while (at < filled && bytes[at] !== quote && bytes[at] !== LT) at++;
    if (at >= filled) return STILL_OPEN;
    if (bytes[at] !== quote) return BROKEN;
    if (this.#attributeCount < MAX_ATTRIBUTES) {
      const place = this.#attributeCount++ * 4;
      this.#attributes[place] = from;
      this.#attributes[place + 1] = nameEnd;
      this.#attributes[place + 2] = valueStart;
      this.#attributes[place + 3] = at;
    }
    return at + 1;
  }

  /** @returns behind the name that starts at a place; its prefix is left out of `start` and `end` */
  #name(from: number): number {
    let at = from;
    this.start = from;
    for (let byte = this.#byte(at); isNameByte(byte); byte = this.#byte(++at))
      if (byte === COLON) this.start = at + 1;
    this.end = at;
    return at;
  }

  /** NUL, which is not part of any token, behind the last one. */
  #byte(at: number): number {
    return at < this.#window.filled ? (this.#window.bytes[at] as number) : 0;
  }

  #isAt(at: number, text: Uint8Array): boolean {
    const { bytes } = this.#window;
    for (let place = 0; place < text.length; place++) if (bytes[at + place] !== text[place]) return false;
    return true;
  }
}

const STILL_OPEN = -1;
const BROKEN = -2;

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === TAB || byte === CR;
}

/** Everything but what ends a name: as much as is needed to find where it ends. */
function isNameByte(byte: number): boolean {
  return (
    byte > SPACE &&
    byte !== GT &&
    byte !== SLASH &&
    byte !== EQUALS &&
    byte !== LT &&
    byte !== QUOTE &&
    byte !== APOSTROPHE
  );
}
