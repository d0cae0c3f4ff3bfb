/** Rows of one page asked of the server. */
export const PAGE_ROWS = 100;

/**
 * Rows in one part of the table: browsers know no element higher than some 17 million pixels, and on a phone a row may
 * take 300 of them.
 */
export const PART_ROWS = 50_000;

export interface Part {
  /** Of its first row among all, from 0. */
  readonly start: number;
  readonly rows: number;
}

/** The parts of a table, one after the other; none of no rows. */
export function partsOf(total: number): Part[] {
  const count = Math.ceil(total / PART_ROWS);
  return Array.from({ length: count }, (_, part) => {
    const start = part * PART_ROWS;
    return { start, rows: Math.min(PART_ROWS, total - start) };
  });
}

/** The part that has a row. @param index from 0 */
export function partOf(index: number): number {
  return Math.floor(index / PART_ROWS);
}

/** The pages that hold the rows from `first` to `last`, both from 0 and included. */
export function pagesOf(first: number, last: number): number[] {
  if (last < first) return [];
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const to = Math.floor(last / PAGE_ROWS);
  return Array.from({ length: to - from + 1 }, (_, page) => from + page);
}

/** A row out of the pages that are there; undefined while its page is not. */
export function rowAt<Row>(
  pages: ReadonlyMap<number, { readonly rows: readonly Row[] }>,
  index: number,
): Row | undefined {
  return pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
}
