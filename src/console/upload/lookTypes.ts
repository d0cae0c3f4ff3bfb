import type { Register } from '../../gst/columns.ts';
import type { FileKind, OtherKind } from './peek/fileKind.ts';

export interface MissingHeader {
  readonly header: string;
  readonly nearest: string | null;
  /** The column of the person's own GSTIN. */
  readonly isOwnGstin: boolean;
}

/** What a header comes to as that of one register. */
export interface HeaderReading {
  /** Columns that are known. */
  readonly known: number;
  /** Without these the server refuses the file. `nearest`: the file's own header that is most like it. */
  readonly missing: readonly MissingHeader[];
  /** Headers that stand there twice, where it must be certain which to read. */
  readonly duplicates: readonly string[];
  /** Whether it is rather that of the other register. */
  readonly likeOther: 'surely' | 'perhaps' | null;
  /** Headers that name the other party of the other register, such as Supplier Name in a sales register. */
  readonly otherParties: readonly string[];
}

/** What a table's first rows say. */
export interface TableLook {
  readonly kind: FileKind;
  readonly guess: Register | null;
  readonly guessedBy: 'columns' | 'name' | null;
  /** Whether the browser could read its first rows; otherwise only the server will. */
  readonly isRead: boolean;
  /** It was read to its end, and below the header there is no row. */
  readonly isHeaderOnly: boolean;
  /** Null where no header of that register was found. */
  readonly readings: Readonly<Record<Register, HeaderReading | null>>;
}

export type Look = TableLook | { readonly kind: OtherKind };
