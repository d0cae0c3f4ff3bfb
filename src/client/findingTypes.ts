/** All findings of one rule in a file. */
export interface FindingGroup {
  /** Of the rule, such as `G03`. */
  readonly code: string;
  /** Headers of the cells to blame, as the file writes them. */
  readonly columns: readonly string[];
  /** Findings. */
  readonly count: number;
  /** Rows that have at least one; null where that was not noted. */
  readonly rows: number | null;
  /** The first few rows, each once. */
  readonly examples: readonly FindingExample[];
}

export interface FindingExample {
  /** As the user's file numbers it. */
  readonly row: number;
  /** Of the cell to blame, where there is one; its beginning. */
  readonly value: string | null;
  /** What is wrong. */
  readonly message: string;
  /** What to do, where that can be told apart. */
  readonly hint: string | null;
}

export interface FindingGroups {
  /** The most frequent rule first. */
  readonly groups: readonly FindingGroup[];
  /** Rows in all; of errors, with those that another row holds back. */
  readonly rows: number;
  /** Of these, good rows of a document another row of which has errors; 0 for warnings. */
  readonly heldBackRows: number;
  /**
   * False of a file judged before it was noted which row breaks which rule: groups then have counts alone, and rows cannot be
   * asked for by rule.
   */
  readonly isNoted: boolean;
}

export interface RowFinding extends FindingFacts {
  /** Of the rule; null where it was not noted. */
  readonly code: string | null;
  /** Index into `columns` and `cells`; -1 where no cell is to blame. */
  readonly cell: number;
}

export interface FindingFacts {
  /** Header of the cell to blame, as the file writes it. */
  readonly column: string | null;
  /** Of the cell to blame; of a warning the beginning of it. */
  readonly value: string | null;
  /** What is wrong. */
  readonly message: string;
  /** What to do, where that can be told apart. */
  readonly hint: string | null;
}

/** A refused row as the user wrote it. */
export interface RefusedRow {
  /** As the user's file numbers it; null where it was not noted. */
  readonly row: number | null;
  readonly cells: readonly string[];
  /** None where the row is held back. */
  readonly findings: readonly RowFinding[];
  /** The row that holds this good one back. */
  readonly heldBackBy: number | null;
  /** Long cells are shortened, as the page has become very large: errors.csv has them whole. */
  readonly isCut: boolean;
}

export interface RefusedRowPage {
  /** The headers of the user's file. */
  readonly columns: readonly string[];
  /** Rows, of that rule where one is asked for. */
  readonly total: number;
  /** Of the first row here among them, from 0. */
  readonly offset: number;
  /** In the order of the file; fewer than `limit` at the end alone. */
  readonly rows: readonly RefusedRow[];
}

export interface WarnedRow {
  readonly row: number;
  readonly documentNumber: string;
  readonly finding: FindingFacts & { readonly code: string };
}

export interface WarningPage {
  readonly total: number;
  readonly offset: number;
  /** One entry for each warning, in the order of the file. */
  readonly rows: readonly WarnedRow[];
}
