import { UNCALCULATED } from '../cells/uncalculated.ts';
import { MAX_COLUMNS } from '../limits.ts';
import type { CellKind, RowView } from '../rows.ts';
import { isAscii, unescapeText } from '../xml/xmlText.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import { type CellTexts, isoText } from './cellTexts.ts';
import type { SharedStrings } from './sharedStrings.ts';

/** What a cell holds. */
export const NONE = 0;
export const NUMBER = 1;
/** A number whose digits are its text. */
export const PLAIN_NUMBER = 2;
export const SHARED = 3;
export const STRING = 4;
export const BOOLEAN = 5;
export const ERROR = 6;
export const ISO_DATE = 7;
/** A formula without the value that it gives. */
export const UNCALCULATED_FORMULA = 8;
export type CellType = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const SPACE = 0x20;
const ABOVE_SPACE = /[!-\uffff]/;

/** The row that the scanner found last; its cells are decoded when they are asked for. */
export class XlsxRow implements RowView {
  number = 0;
  cellCount = 0;
  /** Where its cells lie in the window. */
  start = 0;
  end = 0;
  /** Cells that it has, blank ones at its end counted. */
  width = 0;
  readonly types = new Uint8Array(MAX_COLUMNS);
  readonly styles = new Int32Array(MAX_COLUMNS);
  /** Where the value lies in the window; of a shared text its number; -1 where the value is in `values`. */
  readonly starts = new Int32Array(MAX_COLUMNS);
  readonly ends = new Int32Array(MAX_COLUMNS);
  /** Values that had to be put together or resolved. */
  readonly values: string[] = [];
  readonly #window: XmlWindow;
  readonly #shared: SharedStrings;
  readonly #texts: CellTexts;
  #decoded = '';
  #decodedNumber = 0;

  constructor(window: XmlWindow, shared: SharedStrings, texts: CellTexts) {
    this.#window = window;
    this.#shared = shared;
    this.#texts = texts;
  }

  text(column: number): string {
    if (!(column >= 0 && column < this.cellCount)) return '';
    switch (this.types[column]) {
      case SHARED:
        return this.#shared.text(this.starts[column] as number);
      case PLAIN_NUMBER:
        return this.#texts.text(this.#ascii(column), this.styles[column] as number, true);
      case NUMBER:
        return this.#texts.text(this.#ascii(column), this.styles[column] as number, false);
      case STRING:
        return unescapeText(this.#value(column));
      case BOOLEAN:
        return this.#value(column) === '1' ? 'TRUE' : 'FALSE';
      case ERROR:
        return this.#value(column);
      case ISO_DATE:
        return isoText(this.#value(column)) ?? this.#value(column);
      case UNCALCULATED_FORMULA:
        return UNCALCULATED;
      default:
        return '';
    }
  }

  kind(column: number): CellKind {
    if (!(column >= 0 && column < this.cellCount)) return 'blank';
    switch (this.types[column]) {
      case SHARED:
        return this.#shared.isEmpty(this.starts[column] as number) ? 'blank' : 'text';
      case PLAIN_NUMBER:
      case NUMBER:
        return this.#numberKind(column, this.styles[column] as number);
      case STRING:
        return 'text';
      case BOOLEAN:
        return 'boolean';
      case ERROR:
      case UNCALCULATED_FORMULA:
        return 'error';
      case ISO_DATE:
        return isoText(this.#value(column)) === null ? 'text' : 'date';
      default:
        return 'blank';
    }
  }

  #numberKind(column: number, style: number): CellKind {
    return this.#texts.kindOf(style) ?? this.#texts.kind(this.#ascii(column), style);
  }

  /** Forgets all cells. */
  clear(): void {
    this.types.fill(NONE, 0, this.width);
    this.width = 0;
    this.#decodedNumber = 0;
  }

  /** Counts the cells up to the last one that is not blank. */
  countCells(): void {
    let count = this.width;
    for (; count > 0; count--) {
      const type = this.types[count - 1];
      if (type !== NONE && !(type === SHARED && this.#shared.isEmpty(this.starts[count - 1] as number)))
        break;
    }
    this.cellCount = count;
  }

  /** Nothing but blanks in any cell. */
  get isBlank(): boolean {
    for (let column = 0; column < this.cellCount; column++) if (!this.#isBlankCell(column)) return false;
    return true;
  }

  #isBlankCell(column: number): boolean {
    switch (this.types[column]) {
      case NONE:
        return true;
      case SHARED:
        return this.#shared.isBlank(this.starts[column] as number);
      case STRING: {
        const start = this.starts[column] as number;
        if (start >= 0 && (this.#window.bytes[start] as number) > SPACE) return false;
        return !ABOVE_SPACE.test(this.text(column));
      }
      default:
        return false;
    }
  }

  #value(column: number): string {
    const start = this.starts[column] as number;
    const end = this.ends[column] as number;
    if (start < 0 || isAscii(this.#window.bytes, start, end)) return this.#ascii(column);
    return this.#window.bytes.toString('utf8', start, end);
  }

  /** A value that is known to be ASCII, as numbers are. */
  #ascii(column: number): string {
    const start = this.starts[column] as number;
    if (start < 0) return this.values[column] as string;
    const end = this.ends[column] as number;
    if (end === start + 1) return String.fromCharCode(this.#window.bytes[start] as number);
    // One decoding a row: a call into the runtime for each cell costs more than cutting the cells out.
    if (this.#decodedNumber !== this.number) {
      this.#decoded = this.#window.bytes.toString('latin1', this.start, this.end);
      this.#decodedNumber = this.number;
    }
    return this.#decoded.substring(start - this.start, end - this.start);
  }
}
