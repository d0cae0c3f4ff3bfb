import type { SheetWarning } from '../rows.ts';
import { columnName } from '../xlsx/cellReference.ts';

/** Places named in one message. */
const MOST_NAMED = 10;

/** Rows and columns with something in them that the file hides from whoever looks at it. */
export class HiddenPlaces {
  readonly #rows: number[] = [];
  #rowCount = 0;
  readonly #columns = new Set<number>();

  /** @param number as `RowView.number`; each row once */
  addRow(number: number): void {
    if (this.#rowCount++ < MOST_NAMED) this.#rows.push(number);
  }

  /** @param column from 0 */
  addColumn(column: number): void {
    this.#columns.add(column);
  }

  get warnings(): SheetWarning[] {
    const warnings: SheetWarning[] = [];
    if (this.#rowCount > 0) {
      warnings.push({ code: 'HIDDEN_ROWS', message: hidden('row', this.#rows.map(String), this.#rowCount) });
    }
    const columns = [...this.#columns].sort((one, other) => one - other).map(columnName);
    if (columns.length > 0) {
      warnings.push({ code: 'HIDDEN_COLUMNS', message: hidden('column', columns, columns.length) });
    }
    return warnings;
  }
}

function hidden(what: string, places: readonly string[], count: number): string {
  const named = places.slice(0, MOST_NAMED).join(', ');
  const more = count > MOST_NAMED ? ` and ${count - MOST_NAMED} more` : '';
  const isOne = count === 1;
  return `The sheet hides ${count} ${what}${isOne ? '' : 's'} with something in ${isOne ? 'it' : 'them'} (${named}${more}); ${isOne ? 'it was' : 'they were'} read like the others.`;
}
