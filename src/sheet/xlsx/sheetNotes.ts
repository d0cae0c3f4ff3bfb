import { columnName, readReference } from '../cells/cellReference.ts';
import { hiddenWarnings, MOST_HIDDEN_NAMED } from '../hiddenWarnings.ts';
import { MAX_MERGED_RANGES, MAX_SHEET_ROWS } from '../limits.ts';
import type { MergedCells, SheetWarning } from '../rows.ts';
import { exceeded } from './sheetFaults.ts';

const MOST_COLUMN_RANGES = 16_384;
const WHOLE_COLUMN = /^[A-Za-z]{1,3}$/;

/** What is seen on the way through a sheet beside its rows. */
export class SheetNotes {
  readonly merged: MergedCells[] = [];
  readonly #sheetName: string;
  #hiddenRows = 0;
  readonly #firstHidden: number[] = [];
  readonly #hiddenColumns: { readonly from: number; readonly to: number }[] = [];
  #width = 0;

  /** False where they are known from an earlier way through. */
  readonly wantsMerges: boolean;

  constructor(sheetName: string, wantsMerges = true) {
    this.#sheetName = sheetName;
    this.wantsMerges = wantsMerges;
  }

  hideRow(number: number): void {
    this.#hiddenRows++;
    if (this.#firstHidden.length < MOST_HIDDEN_NAMED) this.#firstHidden.push(number);
  }

  /** @param from columns from 1, both included */
  hideColumns(from: number, to: number): void {
    if (this.#hiddenColumns.length < MOST_COLUMN_RANGES) this.#hiddenColumns.push({ from, to });
  }

  /** A row has so many cells. */
  widen(cellCount: number): void {
    if (cellCount > this.#width) this.#width = cellCount;
  }

  /** @returns false where the text is no range of cells. @throws SheetFault where there are too many */
  merge(range: string): boolean {
    const [first = '', last = first, ...others] = range.split(':');
    const start = readReference(WHOLE_COLUMN.test(first) ? `${first}1` : first);
    const end = readReference(WHOLE_COLUMN.test(last) ? `${last}${MAX_SHEET_ROWS}` : last);
    if (start === null || end === null || others.length > 0) return false;
    if (end.row < start.row || end.column < start.column || end.row > MAX_SHEET_ROWS) return false;
    if (end.row === start.row) return true;
    if (this.merged.length === MAX_MERGED_RANGES) {
      throw exceeded(
        { what: `The sheet "${this.#sheetName}"` },
        `has more than ${MAX_MERGED_RANGES} ranges of merged cells`,
        'Unmerge the cells of the register, fill them down, and send it again.',
      );
    }
    this.merged.push({ top: start.row, bottom: end.row, left: start.column, right: end.column });
    return true;
  }

  warnings(): SheetWarning[] {
    return hiddenWarnings({
      sheet: `The sheet "${this.#sheetName}"`,
      rowCount: this.#hiddenRows,
      firstRows: this.#firstHidden,
      columns: this.#hiddenNames(),
    });
  }

  /** Those within the register alone: programs hide all columns behind the last one that is used. */
  #hiddenNames(): string[] {
    const names = this.#hiddenColumns
      .filter(({ from, to }) => from >= 1 && to >= from && from <= this.#width)
      .map(({ from, to }) => {
        const first = columnName(from - 1);
        const last = columnName(Math.min(to, this.#width) - 1);
        return first === last ? first : `${first} to ${last}`;
      });
    return [...new Set(names)];
  }
}
