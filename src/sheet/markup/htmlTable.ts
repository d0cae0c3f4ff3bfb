import { MAX_COLUMNS } from '../limits.ts';
import type { TagFacts } from './attributes.ts';
import { tooManyColumns } from './markupFaults.ts';
import type { CellValue } from './markupRow.ts';
import type { MarkupRows } from './markupRows.ts';

/** Where a cell goes on to the last row of its group (`rowspan="0"`). */
const ENDLESS = 2_000_000;

/** Lays the cells of a page's tables out on one grid, row below row, as browsers do (WHATWG HTML, 4.9.12). */
export class HtmlTable {
  readonly #rows: MarkupRows;
  /** Per column: the last row that a cell from above takes. */
  readonly #taken = new Int32Array(MAX_COLUMNS);
  /** The first of the merged cells of the group at hand, which are as long as they say until it ends. */
  #groupFrom = 0;
  /** Columns of the table at hand that are hidden, and how many its `<col>` tags have told of. */
  readonly #hiddenColumns = new Set<number>();
  #toldColumns = 0;
  #isOpen = false;
  #column = 0;
  #cell = { left: 0, width: 1, rows: 1, isHidden: false };

  constructor(rows: MarkupRows) {
    this.#rows = rows;
  }

  get isRowOpen(): boolean {
    return this.#isOpen;
  }

  /** Where the cell that was begun last stands. */
  get left(): number {
    return this.#cell.left;
  }

  startTable(): void {
    this.#hiddenColumns.clear();
    this.#toldColumns = 0;
  }

  tellColumns(count: number, isHidden: boolean): void {
    const end = Math.min(this.#toldColumns + count, MAX_COLUMNS);
    if (isHidden)
      for (let column = this.#toldColumns; column < end; column++) this.#hiddenColumns.add(column);
    this.#toldColumns = end;
  }

  startRow(isHidden: boolean): void {
    this.#rows.start(this.#rows.number + 1, isHidden);
    this.#isOpen = true;
    this.#column = 0;
  }

  startCell({ columns, rows, isHidden }: TagFacts): void {
    while (this.#column < MAX_COLUMNS && (this.#taken[this.#column] as number) >= this.#rows.number) {
      this.#column++;
    }
    this.#cell = { left: this.#column, width: columns, rows, isHidden };
    this.#column += this.#cell.width;
  }

  endCell(value: CellValue): void {
    const { left, width, rows, isHidden } = this.#cell;
    if (left >= MAX_COLUMNS) {
      if (value.kind !== 'blank') throw tooManyColumns(this.#rows.place);
      return;
    }
    this.#rows.row.set(left, value);
    const isUnseen = isHidden || this.#hiddenColumns.has(left);
    if (isUnseen && value.kind !== 'blank') this.#rows.hidden.addColumn(left);
    if (rows === 1) return;
    const top = this.#rows.number;
    const bottom = rows === 0 ? ENDLESS : top + rows - 1;
    const right = Math.min(left + width, MAX_COLUMNS) - 1;
    this.#taken.fill(bottom, left, right + 1);
    this.#rows.merge({ top, bottom, left, right });
  }

  endRow(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#rows.end();
  }

  /** No cell goes on beyond the part of the table (`<tbody>`) in which it stands. */
  endGroup(): void {
    this.endRow();
    const { merged, number } = this.#rows;
    if (merged.length === this.#groupFrom) return;
    const spans = merged.splice(this.#groupFrom);
    for (const span of spans) {
      const bottom = Math.min(span.bottom, number);
      if (bottom > span.top) merged.push({ ...span, bottom });
    }
    this.#groupFrom = merged.length;
    this.#taken.fill(0);
  }
}
