import { MAX_CELL_CHARACTERS, MAX_COLUMNS } from '../limits.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import { CommonCells } from './commonCells.ts';
import type { SharedStrings } from './sharedStrings.ts';
import {
  BOOLEAN,
  type CellType,
  ERROR,
  ISO_DATE,
  NUMBER,
  PLAIN_NUMBER,
  SHARED,
  STRING,
  type XlsxRow,
} from './xlsxRow.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const ONE = 0x31;
const NINE = 0x39;
const COLON = 0x3a;
const LT = 0x3c;
const EQUALS = 0x3d;
const GT = 0x3e;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CR = 0x0d;
const B = 0x62;
const C = 0x63;
const D = 0x64;
const E = 0x65;
const F = 0x66;
const N = 0x6e;
const R = 0x72;
const S = 0x73;
const T = 0x74;
const V = 0x76;

const LETTERS = 26;
/** What digits a double holds for sure. */
const SURE_CHARACTERS = 15;
const MOST_INDEX_DIGITS = 8;
const STR = Buffer.from('str"');
const INLINE_STR = Buffer.from('inlineStr"');
const SPACE_PRESERVED = Buffer.from(' xml:space="preserve">');

/**
 * Reads cells as programs write nearly all of them (`<c r="B7" s="1" t="s"><v>12</v></c>`) straight from the bytes, a few
 * comparisons each. Whatever looks different is left to `RowScanner`, which knows XML. The steps stand together, long as that
 * makes the file: they hand on a place in the bytes and the cell in hand, millions of times a second.
 */
export class PlainCells {
  /** Of the cell that was read last, from 0. */
  column = -1;
  /** The row ended behind it. */
  isRowEnd = false;
  readonly #common: CommonCells;
  readonly #window: XmlWindow;
  readonly #row: XlsxRow;
  readonly #shared: SharedStrings;
  /** What stands before the names of elements: the length of the prefix with its colon, and the byte before the name. */
  #prefix = 0;
  #startLead = LT;
  #endLead = SLASH;
  #style = 0;
  #type: CellType = NUMBER;

  constructor(window: XmlWindow, row: XlsxRow, shared: SharedStrings) {
    this.#window = window;
    this.#common = new CommonCells(window, row, shared);
    this.#row = row;
    this.#shared = shared;
  }

  /** @param prefix length of the prefix of the row's own tag, its colon counted */
  startRow(number: number, prefix: number): void {
    this.#prefix = prefix;
    this.#startLead = prefix === 0 ? LT : COLON;
    this.#endLead = prefix === 0 ? SLASH : COLON;
    this.#common.startRow(number);
    this.column = -1;
    this.isRowEnd = false;
  }

  /** Reads cells from a place on. @returns behind the last one that is plain, or behind the row's end tag */
  read(from: number): number {
    const { bytes } = this.#window;
    const prefix = this.#prefix;
    let at = from;
    while (bytes[at] === LT) {
      if (prefix === 0) {
        const next = this.#common.read(at);
        if (next > at) this.column = this.#common.column;
        at = next;
      }
      if (bytes[at + 1] === SLASH) {
        if (!this.#isRowEndTag(at)) return at;
        this.isRowEnd = true;
        return at + prefix + 6;
      }
      if (bytes[at + prefix] !== this.#startLead || bytes[at + prefix + 1] !== C) return at;
      const before = this.column;
      const next = this.#cell(at + prefix + 2);
      if (next < 0) {
        this.column = before;
        return at;
      }
      at = next;
    }
    return at;
  }

  /** @param from behind the name @returns behind the cell; -1 where it is not plain */
  #cell(from: number): number {
    const { bytes } = this.#window;
    let at = this.#attributes(from);
    if (at < 0) return -1;
    if (bytes[at] === SLASH) return bytes[at + 1] === GT ? at + 2 : -1;
    if (bytes[at] !== GT) return -1;
    at++;
    const prefix = this.#prefix;
    const isFormula = bytes[at + prefix + 1] === F;
    if (isFormula) at = this.#formula(at);
    if (at < 0 || bytes[at] !== LT) return -1;
    if (bytes[at + 1] === SLASH) return isFormula && this.#type !== STRING ? -1 : this.#endTag(at, C);
    if (bytes[at + prefix] !== this.#startLead) return -1;
    if (bytes[at + prefix + 1] !== V) return this.#type === STRING ? this.#inline(at) : -1;
    if (bytes[at + prefix + 2] !== GT) return -1;
    const end = this.#value(at + prefix + 3);
    if (end < 0) return -1;
    at = this.#endTag(end, V);
    return at < 0 ? -1 : this.#endTag(at, C);
  }

  /** @returns at the end of the tag; -1 where it has others, or in another form */
  #attributes(from: number): number {
    const { bytes } = this.#window;
    this.column++;
    this.#style = 0;
    this.#type = NUMBER;
    let at = from;
    while (bytes[at] === SPACE) {
      if (bytes[at + 2] !== EQUALS || bytes[at + 3] !== QUOTE) return -1;
      const name = bytes[at + 1];
      at += 4;
      if (name === R) at = this.#reference(at);
      else if (name === S) at = this.#styleNumber(at);
      else if (name === T) at = this.#typeName(at);
      else return -1;
      if (at < 0) return -1;
    }
    return this.column < MAX_COLUMNS ? at : -1;
  }

  #reference(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    let column = 0;
    for (let byte = bytes[at] as number; byte >= UPPER_A && byte <= UPPER_Z; byte = bytes[++at] as number)
      column = column * LETTERS + byte - UPPER_A + 1;
    const { digits, digitCount } = this.#common;
    for (let place = 0; place < digitCount; place++) if (bytes[at + place] !== digits[place]) return -1;
    this.column = column - 1;
    return column === 0 ? -1 : at + digitCount;
  }

  #styleNumber(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    let style = 0;
    for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      style = style * 10 + byte - ZERO;
    this.#style = style;
    return bytes[at] === QUOTE && at > from && at - from < MOST_INDEX_DIGITS ? at + 1 : -1;
  }

  #typeName(from: number): number {
    const { bytes } = this.#window;
    const type = bytes[from];
    if (bytes[from + 1] === QUOTE) {
      if (type === S) this.#type = SHARED;
      else if (type === N) this.#type = NUMBER;
      else if (type === B) this.#type = BOOLEAN;
      else if (type === E) this.#type = ERROR;
      else if (type === D) this.#type = ISO_DATE;
      else return -1;
      return from + 2;
    }
    const name = type === S ? STR : INLINE_STR;
    if (!isAt(bytes, from, name)) return -1;
    this.#type = STRING;
    return from + name.length;
  }

  /** @returns at the end tag of the value; -1 where it is not plain */
  #value(from: number): number {
    switch (this.#type) {
      case SHARED:
        return this.#index(from);
      case NUMBER:
        return this.#number(from);
      case BOOLEAN: {
        const byte = this.#window.bytes[from];
        if (byte !== ZERO && byte !== ONE) return -1;
        return this.#keep(BOOLEAN, from, from + 1);
      }
      default:
        return this.#text(from);
    }
  }

  #index(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    let index = 0;
    for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      index = index * 10 + byte - ZERO;
    const isSound = at > from && at - from <= MOST_INDEX_DIGITS && index < this.#shared.plainCount;
    if (!isSound) return -1;
    return this.#keep(SHARED, index, at);
  }

  #number(from: number): number {
    const { bytes } = this.#window;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let at = first;
    let byte = bytes[at] as number;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
    if (at === first || at - from > MAX_CELL_CHARACTERS) return -1;
    if (byte !== POINT) return byte === LT ? this.#keep(PLAIN_NUMBER, from, at) : -1;
    const point = at;
    byte = bytes[++at] as number;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
    if (byte !== LT || at === point + 1 || at - from > MAX_CELL_CHARACTERS) return -1;
    const isPlain =
      at - from <= SURE_CHARACTERS &&
      bytes[at - 1] !== ZERO &&
      (bytes[first] !== ZERO || point === first + 1);
    return this.#keep(isPlain ? PLAIN_NUMBER : NUMBER, from, at);
  }

  #text(from: number): number {
    const { bytes } = this.#window;
    let at = from;
    let byte = bytes[at];
    while (byte !== LT && byte !== AMPERSAND && byte !== CR) byte = bytes[++at];
    if (byte !== LT || at - from > MAX_CELL_CHARACTERS) return -1;
    if (at === from) return this.#type === STRING ? at : -1;
    return this.#keep(this.#type, from, at);
  }

  /** `<is><t>…</t></is></c>` */
  #inline(from: number): number {
    const { bytes } = this.#window;
    const prefix = this.#prefix;
    let at = from + prefix + 1;
    if (bytes[at] !== 0x69 || bytes[at + 1] !== S || bytes[at + 2] !== GT) return -1;
    at += 3;
    if (bytes[at] !== LT || bytes[at + prefix] !== this.#startLead || bytes[at + prefix + 1] !== T) return -1;
    at += prefix + 2;
    if (bytes[at] === GT) at++;
    else if (isAt(bytes, at, SPACE_PRESERVED)) at += SPACE_PRESERVED.length;
    else return -1;
    const end = this.#text(at);
    if (end < 0) return -1;
    at = this.#endTag(end, T);
    if (at < 0 || bytes[at] !== LT || bytes[at + 1] !== SLASH || bytes[at + 1 + prefix] !== this.#endLead)
      return -1;
    at += prefix + 2;
    if (bytes[at] !== 0x69 || bytes[at + 1] !== S || bytes[at + 2] !== GT) return -1;
    return this.#endTag(at + 3, C);
  }

  /** @returns behind the formula; -1 where it is not plain */
  #formula(from: number): number {
    const { bytes } = this.#window;
    const prefix = this.#prefix;
    if (bytes[from] !== LT || bytes[from + prefix] !== this.#startLead) return -1;
    let at = from + prefix + 2;
    if (bytes[at] !== GT && bytes[at] !== SPACE && bytes[at] !== SLASH) return -1;
    while (bytes[at] !== GT && bytes[at] !== LT) at++;
    if (bytes[at] !== GT) return -1;
    if (bytes[at - 1] === SLASH) return at + 1;
    while (bytes[at] !== LT) at++;
    return this.#endTag(at, F);
  }

  #keep(type: CellType, start: number, end: number): number {
    const row = this.#row;
    const column = this.column;
    row.types[column] = type;
    row.styles[column] = this.#style;
    row.starts[column] = start;
    row.ends[column] = end;
    if (column >= row.width) row.width = column + 1;
    return end;
  }

  /** @returns behind the end tag with a name of one letter; -1 where none is */
  #endTag(at: number, name: number): number {
    const { bytes } = this.#window;
    const end = at + 1 + this.#prefix;
    return bytes[at] === LT &&
      bytes[at + 1] === SLASH &&
      bytes[end] === this.#endLead &&
      bytes[end + 1] === name &&
      bytes[end + 2] === GT
      ? end + 3
      : -1;
  }

  #isRowEndTag(at: number): boolean {
    const { bytes } = this.#window;
    const end = at + 1 + this.#prefix;
    return (
      bytes[end] === this.#endLead &&
      bytes[end + 1] === R &&
      bytes[end + 2] === 0x6f &&
      bytes[end + 3] === 0x77 &&
      bytes[end + 4] === GT
    );
  }
}

function isAt(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let place = 0; place < text.length; place++) if (bytes[at + place] !== text[place]) return false;
  return true;
}
