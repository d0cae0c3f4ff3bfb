import { documentColumns, ITEM_AMOUNTS } from '../gst/documentColumns.ts';
import { isTotalRow } from '../gst/totalRow.ts';
import type { Judge } from '../gst/verdict.ts';
import type { CellKind, MergedCells, RowConsumer, RowView, Sheet, SheetWarning } from '../sheet/rows.ts';
import { MergedColumns } from './mergedDown.ts';
import type { RegisterHeader } from './registerHeader.ts';
import { columnIndex, type RegisterRows } from './registerRows.ts';
import { RowTally } from './rowNotices.ts';

interface Register {
  readonly header: RegisterHeader;
  readonly rows: RegisterRows;
  readonly judge: Pick<Judge, 'groupKey'>;
}

/** The first cell of a merge over the row in hand. */
interface Held {
  readonly bottom: number;
  readonly text: string;
  readonly kind: CellKind;
  /** Of the row that it stands on. */
  readonly key: string;
}

/**
 * A sheet that was read once, with the cells filled down that are merged over rows of one document; null where no merge
 * below the header is in a column that identifies or heads a document.
 */
export function filledSheet(sheet: Sheet, register: Register): FilledSheet | null {
  if (sheet.merged.length === 0) return null;
  const { header } = register;
  const cells = new Set(
    [...documentColumns(header.register)].map((key) => cellOf(header, columnIndex(header.register, key))),
  );
  const merges = new MergedColumns(sheet.merged, ({ top, column }) => top > header.row && cells.has(column));
  return merges.size === 0 ? null : new FilledSheet(sheet, { ...register, merges });
}

function cellOf(header: RegisterHeader, column: number): number {
  return header.columnOf[column] ?? -1;
}

export class FilledSheet implements Sheet {
  readonly format: Sheet['format'];
  readonly #sheet: Sheet;
  readonly #parts: Register & { readonly merges: MergedColumns };
  #filled: RowTally | null = null;

  constructor(sheet: Sheet, parts: Register & { readonly merges: MergedColumns }) {
    this.format = sheet.format;
    this.#sheet = sheet;
    this.#parts = parts;
  }

  get warnings(): readonly SheetWarning[] {
    return this.#sheet.warnings;
  }

  get merged(): readonly MergedCells[] {
    return this.#sheet.merged;
  }

  /** The rows that were filled, as the first reading found them. */
  get filled(): RowTally {
    return this.#filled ?? new RowTally();
  }

  /** Of rows that are not wanted and cells that are not asked for the reader leaves none out: others are filled from them. */
  async read({ row, wants, pause, done }: RowConsumer): Promise<void> {
    const tally = new RowTally();
    const filling = new Filling(this.#parts, tally);
    await this.#sheet.read({
      row: (view) => {
        const filled = filling.take(view);
        if (wants === undefined || wants(view.number)) row(filled);
      },
      ...(pause === undefined ? {} : { pause }),
      ...(done === undefined ? {} : { done }),
    });
    this.#filled ??= tally;
  }
}

/** One way down the sheet. */
class Filling {
  readonly #parts: Register & { readonly merges: MergedColumns };
  readonly #tally: RowTally;
  readonly #amountCells: readonly number[];
  readonly #view = new FilledView();
  /** By column: merges over the row in hand. */
  readonly #held = new Map<number, Held>();
  #next = 0;

  constructor(parts: Register & { readonly merges: MergedColumns }, tally: RowTally) {
    const { header } = parts;
    this.#parts = parts;
    this.#tally = tally;
    this.#amountCells = ITEM_AMOUNTS.map((key) => cellOf(header, columnIndex(header.register, key))).filter(
      (cell) => cell >= 0,
    );
  }

  take(view: RowView): RowView {
    for (const [column, { bottom }] of this.#held) if (bottom < view.number) this.#held.delete(column);
    const filled = this.#held.size > 0 && this.#isItem(view) ? this.#fill(view) : view;
    this.#hold(filled);
    return filled;
  }

  /** A row that only sums up the document, or says something about it, is none of its items. */
  #isItem(view: RowView): boolean {
    if (this.#amountCells.every((cell) => isBlank(view, cell))) return false;
    const { header, rows } = this.#parts;
    return !isTotalRow(header.register, rows.read(view).values);
  }

  #fill(view: RowView): RowView {
    const filled = this.#view;
    filled.begin(view);
    for (const [column, held] of this.#held) if (isBlank(view, column)) filled.put(column, held);
    const key = this.#keyOf(filled);
    if (key === '') return view;
    filled.begin(view);
    for (const [column, held] of this.#held) {
      if (held.key === key && isBlank(view, column)) filled.put(column, held);
    }
    if (!filled.isChanged) return view;
    this.#tally.add(view.number);
    return filled;
  }

  /** Keeps the cells of the row that are merged over rows below it. */
  #hold(view: RowView): void {
    const { merges } = this.#parts;
    let key: string | null = null;
    for (; this.#next < merges.size; this.#next += 1) {
      const { top, bottom, column } = merges.at(this.#next);
      if (top > view.number) return;
      if (top < view.number || isBlank(view, column)) continue;
      key ??= this.#keyOf(view);
      if (key === '') continue;
      this.#held.set(column, { bottom, text: view.text(column), kind: view.kind(column), key });
    }
  }

  #keyOf(view: RowView): string {
    const { rows, judge } = this.#parts;
    return judge.groupKey(rows.keyTexts(view));
  }
}

class FilledView implements RowView {
  #view: RowView | null = null;
  readonly #held = new Map<number, Held>();
  #cellCount = 0;

  begin(view: RowView): void {
    this.#view = view;
    this.#held.clear();
    this.#cellCount = view.cellCount;
  }

  put(column: number, held: Held): void {
    this.#held.set(column, held);
    this.#cellCount = Math.max(this.#cellCount, column + 1);
  }

  get isChanged(): boolean {
    return this.#held.size > 0;
  }

  get number(): number {
    return this.#view?.number ?? 0;
  }

  get cellCount(): number {
    return this.#cellCount;
  }

  text(column: number): string {
    return this.#held.get(column)?.text ?? this.#view?.text(column) ?? '';
  }

  kind(column: number): CellKind {
    return this.#held.get(column)?.kind ?? this.#view?.kind(column) ?? 'blank';
  }
}

function isBlank(view: RowView, column: number): boolean {
  return view.text(column).trim() === '';
}
