import { MAX_COLUMNS, MAX_SHEET_ROWS } from '../limits.ts';
import { notUnderstood, tooManyColumns } from './markupFaults.ts';
import type { CellValue } from './markupRow.ts';
import type { MarkupRows } from './markupRows.ts';
import type { SpreadsheetAttributes } from './xmlNames.ts';

/** The rows and cells of a worksheet in SpreadsheetML, which say where they stand only where they leave some out. */
export class SpreadsheetTable {
  readonly #rows: MarkupRows;
  readonly #attributes: SpreadsheetAttributes;
  readonly #hiddenColumns = new Set<number>();
  /** From 0: the column that is told of next, and the next cell's. */
  #toldColumns = 0;
  #column = 0;
  #nextRow = 1;
  #left = 0;
  #rowsBelow = 0;
  #columnsBeside = 0;

  constructor(rows: MarkupRows, attributes: SpreadsheetAttributes) {
    this.#rows = rows;
    this.#attributes = attributes;
  }

  /** Where the cell that was begun last stands, from 0. */
  get left(): number {
    return this.#left;
  }

  /** `<Column>` */
  tellColumn(): void {
    const from = this.#indexOr(this.#toldColumns + 1, 'Column') - 1;
    this.#toldColumns = from + 1 + (this.#attributes.count('Span') ?? 0);
    if (!this.#attributes.isTrue('Hidden')) return;
    const end = Math.min(this.#toldColumns, MAX_COLUMNS);
    for (let column = from; column < end; column++) this.#hiddenColumns.add(column);
  }

  startRow(): void {
    const number = this.#indexOr(this.#nextRow, 'Row');
    this.#nextRow = number + 1 + (this.#attributes.count('Span') ?? 0);
    this.#rows.start(number, this.#attributes.isTrue('Hidden'));
    this.#column = 0;
  }

  endRow(): void {
    this.#rows.end();
  }

  startCell(): void {
    this.#left = this.#indexOr(this.#column + 1, 'Cell') - 1;
    this.#columnsBeside = this.#attributes.count('MergeAcross') ?? 0;
    this.#rowsBelow = this.#attributes.count('MergeDown') ?? 0;
    this.#column = this.#left + 1 + this.#columnsBeside;
  }

  endCell(value: CellValue): void {
    const left = this.#left;
    if (left >= MAX_COLUMNS) {
      if (value.kind !== 'blank') throw tooManyColumns(this.#rows.place);
      return;
    }
    this.#rows.row.set(left, value);
    if (value.kind !== 'blank' && this.#hiddenColumns.has(left)) this.#rows.hidden.addColumn(left);
    if (this.#rowsBelow === 0) return;
    const top = this.#rows.number;
    const right = Math.min(left + this.#columnsBeside, MAX_COLUMNS - 1);
    const bottom = Math.min(top + this.#rowsBelow, MAX_SHEET_ROWS);
    this.#rows.merge({ top, bottom, left, right });
  }

  /** What `ss:Index` says, from 1; it leaves places out and never goes back. */
  #indexOr(next: number, element: string): number {
    const index = this.#attributes.get('Index');
    if (index === undefined) return next;
    const number = this.#attributes.count('Index') ?? 0;
    if (number < next) throw notUnderstood(this.#rows.place, `a ${element} that goes back to place ${index}`);
    return number;
  }
}
