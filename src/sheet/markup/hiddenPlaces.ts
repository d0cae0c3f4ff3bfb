import { columnName } from '../cells/cellReference.ts';
import { hiddenWarnings, MOST_HIDDEN_NAMED } from '../hiddenWarnings.ts';
import type { SheetWarning } from '../rows.ts';

/** Rows and columns with something in them that the file hides from whoever looks at it. */
export class HiddenPlaces {
  readonly #rows: number[] = [];
  #rowCount = 0;
  readonly #columns = new Set<number>();

  /** @param number as `RowView.number`; each row once */
  addRow(number: number): void {
    if (this.#rowCount++ < MOST_HIDDEN_NAMED) this.#rows.push(number);
  }

  /** @param column from 0 */
  addColumn(column: number): void {
    this.#columns.add(column);
  }

  get warnings(): SheetWarning[] {
    return hiddenWarnings({
      sheet: 'The sheet',
      rowCount: this.#rowCount,
      firstRows: this.#rows,
      columns: [...this.#columns].sort((one, other) => one - other).map(columnName),
    });
  }
}
