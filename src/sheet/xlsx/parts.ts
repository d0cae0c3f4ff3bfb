import type { NumberFormat } from '../cells/numberFormat.ts';
import type { SheetChoice } from '../sheetChoice.ts';

/** One XML part of a package; each `read` starts at its beginning. */
export interface Part {
  readonly name: string;
  /**
   * Inflated bytes as UTF-8 without a byte order mark, piece by piece, each good until `take` is done with it.
   *
   * @param take told how many bytes of the package the piece took so far; false ends the reading early
   * @throws SheetFault for damage, and for what breaks a limit on the way: sizes that the archive declares count for nothing
   */
  read(take: (piece: Buffer, bytesDone: number) => boolean | Promise<boolean>): Promise<void>;
}

/** What of a workbook matters to whoever reads its first sheet. */
export interface WorkbookParts extends SheetChoice {
  /** First visible one in the order of the workbook, worksheets alone; the first where all are hidden. */
  readonly sheet: Part;
  readonly sharedStrings: Part | null;
  /** By the number of a cell's style (`s`). */
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
}
