import { MAX_COLUMNS } from '../limits.ts';
import type { CellKind, RowView } from '../rows.ts';

const ABOVE_SPACE = /[!-\uffff]/;

/** What stands in a cell. */
export interface CellValue {
  readonly text: string;
  readonly kind: CellKind;
}

/** The row that was read last, with the texts of its cells. */
export class MarkupRow implements RowView {
  number = 0;
  cellCount = 0;
  /** Whether any cell has more than blanks. */
  hasText = false;
  readonly #texts: string[] = new Array(MAX_COLUMNS).fill('');
  readonly #kinds: CellKind[] = new Array(MAX_COLUMNS).fill('blank');

  start(number: number): void {
    this.#texts.fill('', 0, this.cellCount);
    this.cellCount = 0;
    this.hasText = false;
    this.number = number;
  }

  /** @param column below `MAX_COLUMNS` */
  set(column: number, { text, kind }: CellValue): void {
    if (text === '') return;
    this.#texts[column] = text;
    this.#kinds[column] = kind;
    if (column >= this.cellCount) this.cellCount = column + 1;
    this.hasText ||= ABOVE_SPACE.test(text);
  }

  text(column: number): string {
    return (column < this.cellCount ? this.#texts[column] : undefined) ?? '';
  }

  kind(column: number): CellKind {
    return this.text(column) === '' ? 'blank' : (this.#kinds[column] as CellKind);
  }
}
