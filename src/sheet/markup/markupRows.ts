import { MAX_MERGED_RANGES, MAX_SHEET_ROWS } from '../limits.ts';
import type { MergedCells, RowConsumer } from '../rows.ts';
import { HiddenPlaces } from './hiddenPlaces.ts';
import { type MarkupPlace, tooManyMerges, tooManyRows } from './markupFaults.ts';
import { MarkupRow } from './markupRow.ts';

/** The rows of a sheet as they are read: told to the consumer, and what is odd about them noted. */
export class MarkupRows {
  readonly row = new MarkupRow();
  readonly merged: MergedCells[] = [];
  readonly hidden = new HiddenPlaces();
  /** Whether any row has text, as far as was looked. */
  hasText = false;
  /** The consumer wants no more. */
  isDone = false;
  /** Whether the cells of the row at hand are of interest. */
  isWanted = true;
  readonly #consumer: RowConsumer;
  readonly #file: string;
  #number = 0;
  #isHidden = false;

  constructor(consumer: RowConsumer, file: string) {
    this.#consumer = consumer;
    this.#file = file;
  }

  get place(): MarkupPlace {
    return { file: this.#file, row: this.#number };
  }

  /** The row that was begun last; 0 before the first. */
  get number(): number {
    return this.#number;
  }

  /** @param number from 1, above the last one's */
  start(number: number, isHidden: boolean): void {
    if (number > MAX_SHEET_ROWS) throw tooManyRows(this.place);
    this.#number = number;
    this.#isHidden = isHidden;
    this.row.start(number);
    this.isWanted = this.#consumer.wants?.(number) !== false;
  }

  /** A row that is counted and not told. */
  passOver(): void {
    this.start(this.#number + 1, false);
  }

  end(): void {
    if (!this.isWanted) {
      this.hasText = true;
      return;
    }
    if (!this.row.hasText) return;
    this.hasText = true;
    if (this.#isHidden) this.hidden.addRow(this.#number);
    this.#consumer.row(this.row);
    this.isDone = this.#consumer.done?.() === true;
  }

  merge(cells: MergedCells): void {
    if (this.merged.length === MAX_MERGED_RANGES) throw tooManyMerges(this.place);
    this.merged.push(cells);
  }
}
