/**
 * What the file says a cell is. CSV knows `blank` and `text` alone; a number that its format shows with leading zeros is
 * `text`, a formula is what it last came to.
 */
export type CellKind = 'blank' | 'text' | 'number' | 'percent' | 'date' | 'boolean' | 'error';

/** One row as a reader sees it. Readers reuse the object: it is good until the callback returns. */
export interface RowView {
  /** As a spreadsheet program numbers rows: records from 1, empty ones counted. */
  readonly number: number;
  /** Cells that the row really has; a ragged row has fewer or more than the header. */
  readonly cellCount: number;
  /**
   * The text of a cell as it stands in the file, quotes resolved; '' where the row has none. Columns from 0.
   *
   * A text of 13 characters or more may be a slice of its whole row (V8's sliced strings) and then keeps that row's text
   * in memory. Whoever keeps such texts by the million keeps copies: what is joined to a longer string, written into
   * JSON or encoded is one; a slice of it is not.
   */
  text(column: number): string;
  /**
   * Of a workbook the text is, by kind: a number in digits with a point (`1234.5`; with an exponent only past what a double
   * holds), `18%`, a date or time in ISO form (`2026-04-01`, `2026-04-01T10:30:00`, `10:30:00`), `TRUE`, `#N/A`.
   */
  kind(column: number): CellKind;
}

/** Something odd that was read all the same, told once a file. */
export interface SheetWarning {
  readonly code: string;
  readonly message: string;
  /** What `OTHER_SHEETS` is about. */
  readonly sheets?: SheetsOfFile;
}

/** Names of a workbook's worksheets, fit for a message. */
export interface SheetsOfFile {
  readonly read: string;
  /** The first hundred of those that were not read, in their order. */
  readonly others: readonly string[];
}

/** Bytes that can be read again and again from any position. */
export interface ByteSource {
  readonly size: number;
  /** Fills `into` from `position` on; returns how many bytes came, fewer than asked for only at the end. */
  read(into: Uint8Array, position: number): number;
}

export interface RowConsumer {
  row(view: RowView): void;
  /** Asked before a row is looked at, where it is given: a reader may leave out rows that are not wanted. */
  wants?(number: number): boolean;
  /** Where it is given, no cell beyond the first so many is asked for: a reader may leave them out, and out of `cellCount`. */
  readonly firstCells?: number;
  /**
   * Between two chunks of the file: bytes of the file done so far. The reader goes on when it resolves. A sheet that is
   * read without a break would hold up progress, cancellation and the output's back-pressure.
   */
  pause?(bytesDone: number): Promise<void> | void;
  /** Asked after each row where it is given: true ends the reading early. */
  done?(): boolean;
}

/** Cells merged over several rows: rows as `RowView.number`, columns from 0, ends included. */
export interface MergedCells {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The first sheet of a file, whatever its format; each `read` starts at its first row. */
export interface Sheet {
  /** `HTML` and `XML` (SpreadsheetML 2003) are what programs save under the name `.xls`. */
  readonly format: 'CSV' | 'XLSX' | 'XLS' | 'HTML' | 'XML';
  /** May grow until the sheet was read once to its end: hidden rows are seen on the way. */
  readonly warnings: readonly SheetWarning[];
  /** Only those over more than one row; told behind the rows, so complete once the sheet was read to its end. */
  readonly merged: readonly MergedCells[];
  /** @throws SheetFault where the file cannot be read on */
  read(consumer: RowConsumer): Promise<void>;
}

/** Opens a file by its content. @throws SheetFault */
export type OpenSheet = (source: ByteSource, options: SheetOptions) => Promise<Sheet>;

export interface SheetOptions {
  /** What the uploader said it is; content decides, a readable mismatch is a warning. */
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
}
