import type { Register } from '../../gst/columns.ts';
import type { FileKind, OtherKind } from './peek/fileKind.ts';

/** What a header comes to as that of one register. */
export interface HeaderReading {
  /** Columns that are known. */
  readonly known: number;
  /** Without these the server refuses the file. `nearest`: the file's own header that is most like it. */
  readonly missing: readonly { readonly header: string; readonly nearest: string | null }[];
  /** Headers that stand there twice, where it must be certain which to read. */
  readonly duplicates: readonly string[];
  /** All its columns are those of the other register. */
  readonly isOther: boolean;
}

/** What a table's first rows say. */
export interface TableLook {
  readonly kind: FileKind;
  readonly guess: Register | null;
  readonly guessedBy: 'columns' | 'name' | null;
  /** Whether the browser could read its first rows; otherwise only the server will. */
  readonly isRead: boolean;
  /** Null where no header of that register was found. */
  readonly readings: Readonly<Record<Register, HeaderReading | null>>;
}

export type Look = TableLook | { readonly kind: OtherKind };
