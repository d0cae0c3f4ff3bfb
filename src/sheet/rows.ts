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
}

/** Something odd that was read all the same, told once a file. */
export interface SheetWarning {
  readonly code: string;
  readonly message: string;
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

/** The first sheet of a file, whatever its format; each `read` starts at its first row. */
export interface Sheet {
  readonly format: 'CSV' | 'XLSX' | 'XLS';
  readonly warnings: readonly SheetWarning[];
  /** @throws SheetFault where the file cannot be read on */
  read(consumer: RowConsumer): Promise<void>;
}

/** Opens a file by its content. @throws SheetFault */
export type OpenSheet = (source: ByteSource, options: SheetOptions) => Promise<Sheet>;

export interface SheetOptions {
  /** What the uploader said it is; content decides, a readable mismatch is a warning. */
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
}
