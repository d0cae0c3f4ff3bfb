import type { MergedCells } from '../sheet/rows.ts';

/** Powers of two: a row below 2^23, a column below 2^10 and a height below 2^20 fit together into one exact number. */
const COLUMNS = 2 ** 10;
const HEIGHTS = 2 ** 20;
const ROWS = 2 ** 23;

export interface MergedDown {
  readonly top: number;
  readonly bottom: number;
  readonly column: number;
}

/** Cells merged down over rows, 8 bytes each: a register may have them by the 100,000. Sorted by their first rows. */
export class MergedColumns {
  readonly #packed: Float64Array;

  /** @param wanted which to keep; only the first column of a merge has a text */
  constructor(merged: readonly MergedCells[], wanted: (merge: MergedDown) => boolean) {
    let size = 0;
    const packed = new Float64Array(merged.length);
    for (const { top, bottom, left } of merged) {
      const fits = top >= 0 && top < ROWS && left >= 0 && left < COLUMNS && bottom > top;
      if (!fits || !wanted({ top, bottom, column: left })) continue;
      packed[size] = (top * COLUMNS + left) * HEIGHTS + Math.min(bottom - top, HEIGHTS - 1);
      size += 1;
    }
    this.#packed = packed.slice(0, size).sort();
  }

  get size(): number {
    return this.#packed.length;
  }

  /** From 0 below `size`, the topmost first. */
  at(index: number): MergedDown {
    const packed = this.#packed[index] ?? 0;
    const place = Math.floor(packed / HEIGHTS);
    const top = Math.floor(place / COLUMNS);
    return { top, bottom: top + (packed % HEIGHTS), column: place % COLUMNS };
  }
}
