import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { scalePlain } from './decimal.ts';
import { type IdentifierReading, readIdentifier } from './identifiers.ts';
import type { CellNote, GstinCell, MilliPercent, Paise, SourceRow } from './line.ts';
import { readMoney } from './money.ts';
import { readPercent, readQuantity } from './numbers.ts';
import { isBlank, type Reading } from './reading.ts';

const NO_NOTES: readonly CellNote[] = [];
const SIXTY_FIVE_PERCENT: MilliPercent = 65_000;
const HUNDRED_PERCENT: MilliPercent = 100_000;
/** The JSON form of 65 percent is the factor 0.65. */
const SIXTY_FIVE_AS_FACTOR: MilliPercent = 650;

/**
 * The cells of the row in hand, each read by its place (-1 for a column that the register does not have: blank), and what
 * there was to note about them. One object serves all rows, so that reading makes no garbage beyond the line itself.
 */
export class RowCells {
  readonly #keys: readonly ColumnKey[];
  #values: readonly string[] = [];
  #ruined: SourceRow['ruined'];
  #notes: CellNote[] | null = null;

  constructor(register: Register) {
    this.#keys = COLUMNS_OF[register];
  }

  /** Takes the next row; returns its values without outer blanks: the very same array where there are none. */
  take({ values, ruined }: Pick<SourceRow, 'values' | 'ruined'>): readonly string[] {
    this.#values = trimmed(values);
    this.#ruined = ruined;
    this.#notes = null;
    return this.#values;
  }

  /** In the order in which the cells were read; always the same array where there are none. */
  notes(): readonly CellNote[] {
    return this.#notes ?? NO_NOTES;
  }

  read<T>(place: number, reader: (text: string) => Reading<T>): T | null {
    const text = this.#at(place);
    if (text.length === 0) return null;
    const reading = reader(text);
    if (reading.note !== null) this.#note(place, reading.note);
    return reading.value;
  }

  flag(place: number, reader: (text: string) => Reading<boolean>): boolean {
    return this.read(place, reader) === true;
  }

  amount(place: number): Paise | null {
    const text = this.#at(place);
    if (text.length === 0) return null;
    const plain = scalePlain(text, 2);
    return plain === -1 ? this.read(place, readMoney) : plain;
  }

  percent(place: number): MilliPercent | null {
    const text = this.#at(place);
    if (text.length === 0) return null;
    const plain = scalePlain(text, 3);
    return plain === -1 ? this.read(place, readPercent) : plain;
  }

  /** Thousandths. */
  quantity(place: number): number | null {
    const text = this.#at(place);
    if (text.length === 0) return null;
    const plain = scalePlain(text, 3);
    return plain === -1 ? this.read(place, readQuantity) : plain;
  }

  /** 65, or null where the whole rate applies. */
  applicableRate(place: number): number | null {
    const rate = this.percent(place);
    if (rate === null || rate === 0 || rate === HUNDRED_PERCENT) return null;
    if (rate === SIXTY_FIVE_PERCENT || rate === SIXTY_FIVE_AS_FACTOR) return 65;
    this.#note(place, 'unreadable');
    return null;
  }

  identifier(place: number, reader: (text: string) => IdentifierReading = readIdentifier): string {
    const text = this.#at(place);
    if (text.length === 0) return '';
    const reading = reader(text);
    if (reading.note !== null) this.#note(place, reading.note);
    else if (this.#ruined?.includes(place)) this.#note(place, 'ruinedByExcel');
    return reading.value;
  }

  gstin(place: number, reader: (text: string) => GstinCell): GstinCell {
    const text = this.#at(place);
    return text.length === 0 ? null : reader(text);
  }

  text(place: number): string {
    const text = this.#at(place);
    return isBlank(text) ? '' : text;
  }

  #at(place: number): string {
    return place < 0 ? '' : (this.#values[place] ?? '');
  }

  #note(place: number, kind: CellNote['kind']): void {
    const column = this.#keys[place];
    if (column === undefined) return;
    if (this.#notes === null) this.#notes = [];
    this.#notes.push({ column, kind });
  }
}

function trimmed(values: readonly string[]): readonly string[] {
  for (const value of values) {
    const last = value.length - 1;
    if (last >= 0 && (mayBeBlank(value.charCodeAt(0)) || mayBeBlank(value.charCodeAt(last)))) {
      return values.map((each) => each.trim());
    }
  }
  return values;
}

/** Whether `trim` may take a character off: ASCII blanks, the no-break one, and those that begin at U+1680. */
function mayBeBlank(code: number): boolean {
  return code <= 32 || code === 0xa0 || code >= 0x1680;
}
