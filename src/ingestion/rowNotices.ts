const MOST_NAMED = 5;

/** How many rows something was done to, and which were the first. */
export class RowTally {
  count = 0;
  readonly #firsts: number[] = [];

  add(row: number): void {
    this.count += 1;
    if (this.#firsts.length < MOST_NAMED) this.#firsts.push(row);
  }

  /** `3, 5 and 7 more` */
  get named(): string {
    const more = this.count - this.#firsts.length;
    return this.#firsts.join(', ') + (more > 0 ? ` and ${more} more` : '');
  }
}

/** What the file's reader should know of rows that only sum up others. */
export function totalsNotice(totals: RowTally): string[] {
  if (totals.count === 0) return [];
  const were = totals.count === 1 ? 'A total row was' : `${totals.count} total rows were`;
  return [`${were} left out: row ${totals.named}.`];
}

/** What the file's reader should know of rows that took values from cells merged over them. */
export function filledNotice(filled: RowTally): string[] {
  if (filled.count === 0) return [];
  const took =
    filled.count === 1
      ? '1 row took the header values of its document from the cells merged over it'
      : `${filled.count} rows took the header values of their documents from the cells merged over them`;
  return [`Merged cells were filled down: ${took} (row ${filled.named}).`];
}
