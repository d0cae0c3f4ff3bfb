import { columnOf } from '../../src/gst/columnTable.ts';

/** What a reader found, so that readers can be held against each other: a fast wrong answer is none. */
export interface Totals {
  rows: number;
  /** Cells that hold something. */
  cells: number;
  /** Sum of the numbers in the column of taxable values, in paise. */
  taxablePaise: number;
  /** Of texts alone: readers have numbers and dates each in their own way. */
  characters: number;
}

const TAXABLE_HEADER = columnOf('itemTaxableAmount').header;

/** Adds up cells as other readers give them: texts, numbers, dates and whatever they wrap them in. */
export class Tally {
  readonly totals: Totals = { rows: 0, cells: 0, taxablePaise: 0, characters: 0 };
  #taxable = -1;

  row(values: readonly unknown[]): void {
    this.totals.rows += 1;
    for (let column = 0; column < values.length; column += 1) {
      const value = values[column];
      if (value === null || value === undefined || value === '') continue;
      this.totals.cells += 1;
      if (typeof value === 'string') this.text(column, value);
      else if (typeof value === 'number') this.number(column, value);
    }
  }

  text(column: number, text: string): void {
    this.totals.characters += text.length;
    if (text === TAXABLE_HEADER) this.#taxable = column;
  }

  number(column: number, value: number): void {
    if (column === this.#taxable) this.totals.taxablePaise += Math.round(value * 100);
  }
}
