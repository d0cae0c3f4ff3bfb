const ROWS_NAMED = 5;

export interface CountedRule {
  readonly code: string;
  readonly count: number;
  /** The message of the first one, as an example. */
  readonly example: string;
  /** The first rows, five at most, each once. */
  readonly rows: readonly number[];
}

/** Counts findings by rule as they pass, rows rising. */
export class FindingTally {
  readonly #rules = new Map<string, { code: string; count: number; example: string; rows: number[] }>();

  add(code: string, row: number, message: string): void {
    let rule = this.#rules.get(code);
    if (rule === undefined) {
      rule = { code, count: 0, example: message, rows: [] };
      this.#rules.set(code, rule);
    }
    rule.count += 1;
    if (rule.rows.length < ROWS_NAMED && rule.rows.at(-1) !== row) rule.rows.push(row);
  }

  countOf(code: string): number {
    return this.#rules.get(code)?.count ?? 0;
  }

  /** The most frequent first. */
  get rules(): CountedRule[] {
    return [...this.#rules.values()].sort(
      (one, other) => other.count - one.count || (one.code < other.code ? -1 : 1),
    );
  }
}
