import { formatDigits, GENERAL, isCode, type NumberFormat } from '../cells/numberFormat.ts';
import { doubleText, percentText } from '../cells/numberText.ts';
import { serialText } from '../cells/serialDate.ts';
import { UNCALCULATED } from '../cells/uncalculated.ts';
import type { CellKind, RowView } from '../rows.ts';
import { MAX_COLUMNS } from './sheetScan.ts';
import type { WorkbookGlobals } from './workbookGlobals.ts';

/** What a cell holds: nothing, a number, the number of a shared text, a text of its own, a boolean, an error. */
type Content = typeof NOTHING | typeof NUMBER | typeof SHARED | typeof OWN | typeof BOOLEAN | typeof ERROR;
const NOTHING = 0;
const NUMBER = 1;
const SHARED = 2;
const OWN = 3;
const BOOLEAN = 4;
const ERROR = 5;

/** Beyond the codes of one byte. */
const NEVER_CALCULATED = 0x100;

/** BErr ([MS-XLS] 2.5.10), and what has no code there. */
const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
  [NEVER_CALCULATED]: UNCALCULATED,
};
/** The dates of a register are few: so many stay known. */
const MOST_DATES = 8_192;
const NUM = 0x24;
const ABOVE_SPACE = /[!-\uffff]/;

/** The row that is being read; its cells become texts when they are asked for. */
export class XlsRow implements RowView {
  number = 0;
  cellCount = 0;
  readonly #globals: WorkbookGlobals;
  readonly #contents = new Uint8Array(MAX_COLUMNS);
  readonly #values = new Float64Array(MAX_COLUMNS);
  readonly #formats = new Uint16Array(MAX_COLUMNS);
  readonly #texts: string[] = new Array(MAX_COLUMNS).fill('');
  readonly #dates = new Map<number, string | null>();
  /** Behind the last cell that was set. */
  #end = 0;

  constructor(globals: WorkbookGlobals) {
    this.#globals = globals;
  }

  /** @param number of the row, from 1 */
  start(number: number): void {
    this.#contents.fill(NOTHING, 0, this.#end);
    this.#end = 0;
    this.cellCount = 0;
    this.number = number;
  }

  setNumber(column: number, value: number, format: number): void {
    this.#formats[column] = format;
    if (Number.isFinite(value)) this.#set(column, NUMBER, value);
    else this.setError(column, NUM);
  }

  /** @param index in the table of shared texts */
  setShared(column: number, index: number): void {
    this.#set(column, SHARED, index);
  }

  setText(column: number, text: string): void {
    this.#texts[column] = text;
    this.#set(column, OWN, 0);
  }

  setBoolean(column: number, value: boolean): void {
    this.#set(column, BOOLEAN, value ? 1 : 0);
  }

  setError(column: number, code: number): void {
    this.#set(column, ERROR, code);
  }

  /** A formula that nobody has calculated. */
  setUncalculated(column: number): void {
    this.#set(column, ERROR, NEVER_CALCULATED);
  }

  setBlank(column: number): void {
    this.#set(column, NOTHING, 0);
  }

  /**
   * Counts the cells up to the last with something in it.
   * @param most that are asked for
   * @returns whether any of all its cells has more than blanks
   */
  finish(most: number): boolean {
    let end = this.#end;
    while (end > 0 && this.#isEmpty(end - 1)) end--;
    this.cellCount = Math.min(end, most);
    for (let column = 0; column < end; column++) if (!this.#isBlank(column)) return true;
    return false;
  }

  text(column: number): string {
    const value = this.#values[column] ?? 0;
    switch (this.#contents[column] as Content | undefined) {
      case NUMBER:
        return this.#numberText(value, this.#format(column));
      case SHARED:
        return this.#globals.strings.text(value);
      case OWN:
        return this.#texts[column] as string;
      case BOOLEAN:
        return value === 1 ? 'TRUE' : 'FALSE';
      case ERROR:
        return ERRORS[value] ?? '#N/A';
      default:
        return '';
    }
  }

  kind(column: number): CellKind {
    if (this.#isEmpty(column)) return 'blank';
    switch (this.#contents[column] as Content) {
      case NUMBER:
        return this.#numberKind(this.#values[column] as number, this.#format(column));
      case BOOLEAN:
        return 'boolean';
      case ERROR:
        return 'error';
      default:
        return 'text';
    }
  }

  #set(column: number, content: Content, value: number): void {
    this.#contents[column] = content;
    this.#values[column] = value;
    if (column >= this.#end) this.#end = column + 1;
  }

  #isEmpty(column: number): boolean {
    const content = this.#contents[column] ?? NOTHING;
    if (content === SHARED) return this.#globals.strings.length(this.#values[column] as number) === 0;
    return content === NOTHING || (content === OWN && this.#texts[column] === '');
  }

  #isBlank(column: number): boolean {
    const content = this.#contents[column];
    if (content === SHARED) return this.#globals.strings.isBlank(this.#values[column] as number);
    return content === NOTHING || (content === OWN && !ABOVE_SPACE.test(this.#texts[column] as string));
  }

  #format(column: number): NumberFormat {
    return this.#globals.formats[this.#formats[column] as number] ?? GENERAL;
  }

  #numberText(value: number, format: NumberFormat): string {
    if (format.kind === 'percent') return percentText(value);
    const date = format.kind === 'date' ? this.#dateText(value) : null;
    if (date !== null) return date;
    return formatDigits(format, doubleText(value));
  }

  #numberKind(value: number, format: NumberFormat): CellKind {
    if (format.kind === 'date') return this.#dateText(value) === null ? 'number' : 'date';
    if (format.kind === 'percent') return 'percent';
    return isCode(format, doubleText(value)) ? 'text' : 'number';
  }

  #dateText(serial: number): string | null {
    let text = this.#dates.get(serial);
    if (text !== undefined) return text;
    text = serialText(serial, this.#globals.is1904);
    if (this.#dates.size === MOST_DATES) this.#dates.clear();
    this.#dates.set(serial, text);
    return text;
  }
}
