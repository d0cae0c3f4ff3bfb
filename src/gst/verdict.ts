import type { ColumnKey, Register } from './columns.ts';
import type { Finding } from './finding.ts';
import type { SourceRow } from './line.ts';

/** What steers judging, besides the document itself: the workspace's settings and today's date; JSON through and through. */
export interface JudgeSettings {
  readonly register: Register;
  /** The date in India, `yyyy-mm-dd`. */
  readonly today: string;
  /** The workspace's own GSTINs; empty accepts any valid one. */
  readonly ownGstins: readonly string[];
  /** From the trigger: when not empty, only these own GSTINs are accepted; exactly one also stands in for a blank. */
  readonly onlyGstins: readonly string[];
  readonly sandboxGstins: boolean;
  readonly monthFirst: boolean;
  readonly sez: boolean;
  readonly turnoverCrore: number | null;
  readonly hsnMaster: boolean;
  readonly hsnBlank: 'error' | 'warn';
}

/** The identity of a document across files: blank parts are ''. */
export interface DocumentKey {
  readonly ownGstin: string;
  /** Upper case. */
  readonly number: string;
  /** `2026` for the financial year from April 2026. */
  readonly financialYear: number;
  readonly type: string;
  readonly isAmendment: boolean;
  /** Purchases: supplier GSTIN, else vendor code, else normalised supplier name; sales: ''. */
  readonly party: string;
}

/** A document that passed, as the store keeps it. */
export interface JudgedDocument extends DocumentKey {
  /** `yyyy-mm-dd`. */
  readonly date: string;
  readonly lineCount: number;
  /** Paise. */
  readonly taxable: number;
  /** Paise: CGST, SGST, IGST and cess. */
  readonly tax: number;
  readonly isDeleted: boolean;
  readonly isCancelled: boolean;
  /** Compact JSON of header and lines: `gst/documentBody.ts` writes and reads it. */
  readonly body: string;
}

export interface RefusedRow {
  readonly row: number;
  /** `UNKNOWN` where it is blank or fails G02 to G05. */
  readonly ownGstin: string;
  /** Errors only; empty for a good row that another one holds back. */
  readonly errors: readonly Finding[];
  /** The row that holds a good one back; null where `errors` is not empty. */
  readonly heldBackBy: number | null;
}

/** The verdict on all rows of one number, whatever their own GSTIN and wherever they lie in the file. */
export interface GroupVerdict {
  readonly documents: readonly JudgedDocument[];
  /** In the order of the rows. */
  readonly refused: readonly RefusedRow[];
  readonly warnings: readonly Finding[];
}

export interface Judge {
  /** The columns whose texts `groupKey` takes, in its order: few, so that a first pass over a file stays cheap. */
  readonly keyColumns: readonly ColumnKey[];
  /**
   * Which rows belong together: rows of the same key are judged in one call, rows of '' each by itself.
   *
   * @param texts of `keyColumns`, as they stand in the file
   */
  groupKey(texts: readonly string[]): string;
  /** A pure function of the rows and the settings. */
  judgeGroup(rows: readonly SourceRow[]): GroupVerdict;
  /** The own GSTIN that a row is counted under; `UNKNOWN` where it is blank or fails G02 to G05. */
  ownGstinOf(row: SourceRow): string;
}
