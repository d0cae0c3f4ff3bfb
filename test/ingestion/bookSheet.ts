import type {
  CellKind,
  MergedCells,
  RowConsumer,
  RowView,
  Sheet,
  SheetWarning,
} from '../../src/sheet/rows.ts';

export type BookCell = string | { readonly kind: CellKind; readonly text: string };

export interface BookRow {
  readonly number: number;
  readonly cells: readonly BookCell[];
}

/** A cell that the workbook holds as a date. */
export const dated = (text: string): BookCell => ({ kind: 'date', text });
export const numeric = (text: string): BookCell => ({ kind: 'number', text });

/** Rows as a workbook has them, numbered from 1. */
export function bookRows(...rows: readonly (readonly BookCell[])[]): BookRow[] {
  return rows.map((cells, at) => ({ number: at + 1, cells }));
}

/** A sheet that tells of merged cells and hidden rows behind its rows, as readers of workbooks do; it counts its readings. */
export class BookSheet implements Sheet {
  readonly format = 'XLSX';
  readonly warnings: SheetWarning[] = [];
  merged: readonly MergedCells[] = [];
  readings = 0;
  readonly #rows: Iterable<BookRow>;
  readonly #behind: { readonly merged: readonly MergedCells[]; readonly warning: SheetWarning | null };

  constructor(
    rows: Iterable<BookRow>,
    behind: { readonly merged?: readonly MergedCells[]; readonly warning?: SheetWarning } = {},
  ) {
    this.#rows = rows;
    this.#behind = { merged: behind.merged ?? [], warning: behind.warning ?? null };
  }

  async read(consumer: RowConsumer): Promise<void> {
    this.readings += 1;
    for (const row of this.#rows) {
      const view = viewOf(row);
      if (view.cellCount === 0 || consumer.wants?.(row.number) === false) continue;
      consumer.row(view);
      if (consumer.done?.() === true) return;
    }
    const { warning } = this.#behind;
    if (warning !== null && !this.warnings.includes(warning)) this.warnings.push(warning);
    this.merged = this.#behind.merged;
  }
}

function viewOf({ number, cells }: BookRow): RowView {
  const textOf = (cell: BookCell | undefined) => (typeof cell === 'object' ? cell.text : (cell ?? ''));
  return {
    number,
    cellCount: cells.findLastIndex((cell) => textOf(cell) !== '') + 1,
    text: (column) => textOf(cells[column]),
    kind: (column) => {
      const cell = cells[column];
      if (typeof cell === 'object') return cell.kind;
      return cell === undefined || cell === '' ? 'blank' : 'text';
    },
  };
}
