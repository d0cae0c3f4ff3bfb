import { MAX_CELL_CHARACTERS, MAX_COLUMNS } from '../limits.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import type { SharedStrings } from './sharedStrings.ts';
import { NUMBER, PLAIN_NUMBER, SHARED, type XlsxRow } from './xlsxRow.ts';

/** Four bytes of the window as one number: a comparison instead of four. */
const word = (text: string) => Buffer.from(text).readUInt32LE();
const CELL_REFERENCE = word('<c r');
const STYLE = word(' s="');
const TYPE = word(' t="');
const VALUE = word('><v>');
const VALUE_END = word('</v>');
const CELL_END = word('</c>');
const TEXT_TYPE = Buffer.from('s"').readUInt16LE();
const NUMBER_TYPE = Buffer.from('n"').readUInt16LE();
const TYPE_END = ' t="n"'.length;
const OPENING = Buffer.from('="').readUInt16LE();

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LETTERS = 26;
const WORD = 4;

/** What digits a double holds for sure. */
const SURE_CHARACTERS = 15;
const MOST_DIGITS = 8;

/**
 * Reads the two cells that most sheets consist of, byte for byte as Excel writes them: `<c r="B7" s="1"><v>12.5</v></c>`, a
 * number, and `<c r="B7" s="1" t="s"><v>12</v></c>`, a shared text. This is where the time goes: forty million times a file.
 */
export class CommonCells {
  /** Of the cell that was read last, from 0; -1 where the row has none yet. */
  column = -1;
  /** The row's number as each reference in it ends, with the quote; and its first and its last four bytes. */
  readonly digits = Buffer.alloc(16);
  digitCount = 0;
  readonly #window: XmlWindow;
  readonly #row: XlsxRow;
  readonly #shared: SharedStrings;
  #firstDigits = 0;
  #lastDigits = 0;
  #readColumn = 0;
  #type = 0;
  #value = 0;

  constructor(window: XmlWindow, row: XlsxRow, shared: SharedStrings) {
    this.#window = window;
    this.#row = row;
    this.#shared = shared;
  }

  startRow(number: number): void {
    this.column = -1;
    const digits = this.digits;
    let count = 1;
    for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) count++;
    for (let place = count - 1, rest = number; place >= 0; place--, rest = Math.floor(rest / 10))
      digits[place] = ZERO + (rest % 10);
    digits[count] = QUOTE;
    this.digitCount = count + 1;
    this.#firstDigits = digits.readUInt32LE(0);
    this.#lastDigits = digits.readUInt32LE(Math.max(0, count + 1 - WORD));
  }

  /** Reads cells from a place on. @returns where the first one is that is not so common */
  read(from: number): number {
    const { bytes, view } = this.#window;
    const row = this.#row;
    const { types, styles, starts, ends } = row;
    let cell = from;
    while (view.getUint32(cell, true) === CELL_REFERENCE) {
      let at = this.#reference(cell + WORD);
      if (at < 0) break;
      let style = 0;
      if (view.getUint32(at, true) === STYLE) {
        const start = at + WORD;
        at = start;
        for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
          style = style * 10 + byte - ZERO;
        if (bytes[at] !== QUOTE || at === start || at - start > MOST_DIGITS) break;
        at++;
      }
      if (view.getUint32(at, true) === TYPE) {
        const type = view.getUint16(at + WORD, true);
        if (type === TEXT_TYPE) at = this.#index(at + TYPE_END);
        else if (type === NUMBER_TYPE) at = this.#number(at + TYPE_END);
        else break;
      } else at = this.#number(at);
      if (at < 0 || view.getUint32(at, true) !== VALUE_END || view.getUint32(at + WORD, true) !== CELL_END)
        break;
      const column = this.#readColumn;
      types[column] = this.#type;
      styles[column] = style;
      starts[column] = this.#value;
      ends[column] = at;
      if (column >= row.width) row.width = column + 1;
      this.column = column;
      cell = at + 2 * WORD;
    }
    return cell;
  }

  /** @returns behind the quote that ends it; -1 where it is none, or one of another row */
  #reference(from: number): number {
    const { bytes, view } = this.#window;
    if (view.getUint16(from, true) !== OPENING) return -1;
    let at = from + 2;
    let column = 0;
    for (let byte = bytes[at] as number; byte >= UPPER_A && byte <= UPPER_Z; byte = bytes[++at] as number)
      column = column * LETTERS + byte - UPPER_A + 1;
    if (column === 0 || column > MAX_COLUMNS) return -1;
    this.#readColumn = column - 1;
    const count = this.digitCount;
    if (count >= WORD) {
      const isRight =
        view.getUint32(at, true) === this.#firstDigits &&
        view.getUint32(at + count - WORD, true) === this.#lastDigits;
      return isRight ? at + count : -1;
    }
    for (let place = 0; place < count; place++) if (bytes[at + place] !== this.digits[place]) return -1;
    return at + count;
  }

  /** @returns behind the number of a shared text; -1 where it is none */
  #index(from: number): number {
    const { bytes, view } = this.#window;
    if (view.getUint32(from, true) !== VALUE) return -1;
    const start = from + WORD;
    let at = start;
    let index = 0;
    for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      index = index * 10 + byte - ZERO;
    if (at === start || at - start > MOST_DIGITS || index >= this.#shared.plainCount) return -1;
    this.#type = SHARED;
    this.#value = index;
    return at;
  }

  /** @returns behind a number of digits with or without a point; -1 where it is none */
  #number(from: number): number {
    const { bytes, view } = this.#window;
    if (view.getUint32(from, true) !== VALUE) return -1;
    const start = from + WORD;
    const first = bytes[start] === MINUS ? start + 1 : start;
    let at = first;
    let byte = bytes[at] as number;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
    if (at === first || at - start > MAX_CELL_CHARACTERS) return -1;
    this.#type = PLAIN_NUMBER;
    this.#value = start;
    if (byte !== POINT) return at;
    const point = at;
    byte = bytes[++at] as number;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
    const hasNeedlessZero = bytes[at - 1] === ZERO || (bytes[first] === ZERO && point > first + 1);
    if (hasNeedlessZero || at - start > SURE_CHARACTERS) this.#type = NUMBER;
    return at > point + 1 && at - start <= MAX_CELL_CHARACTERS ? at : -1;
  }
}
