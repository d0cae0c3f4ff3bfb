import { SheetFault } from '../../../src/sheet/fault.ts';
import { openInChunks } from '../../../src/sheet/open.ts';
import type { CellKind, MergedCells, Sheet, SheetsOfFile } from '../../../src/sheet/rows.ts';
import { type ReadRow, rowsOf, sourceOf } from '../byteSource.ts';

/** A start tag may be as long as this, and is cut off in it. */
const MOST_UNSEEN = 8;

export interface Read {
  readonly format: Sheet['format'];
  readonly rows: readonly ReadRow[];
  readonly warnings: readonly string[];
  readonly merged: readonly MergedCells[];
  /** Named by the warnings. */
  readonly sheets: readonly SheetsOfFile[];
}

/** A text as the file of an upload that was announced as XLS, read to its end. */
export async function readText(text: string | Uint8Array, chunkBytes = 262_144): Promise<Read> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const sheet = await openInChunks(sourceOf(bytes), { declared: 'XLS' }, chunkBytes);
  const rows = await rowsOf(sheet);
  return {
    format: sheet.format,
    rows,
    warnings: sheet.warnings.map(({ message }) => message),
    merged: sheet.merged,
    sheets: sheet.warnings.flatMap(({ sheets }) => sheets ?? []),
  };
}

/** The same, or the code and the words of its refusal. */
export async function readOrRefusal(
  text: string | Uint8Array,
  chunkBytes?: number,
): Promise<Read | { readonly code: string; readonly message: string }> {
  try {
    return await readText(text, chunkBytes);
  } catch (error) {
    if (!(error instanceof SheetFault)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Kinds and texts of the cells of one row. */
export async function cellsOf(text: string, number: number): Promise<string[]> {
  const sheet = await openInChunks(sourceOf(Buffer.from(text)), { declared: 'XLS' }, 262_144);
  const cells: [CellKind, string][] = [];
  await sheet.read({
    row(view) {
      if (view.number !== number) return;
      for (let column = 0; column < view.cellCount; column++) {
        cells.push([view.kind(column), view.text(column)]);
      }
    },
  });
  return cells.map(([kind, shown]) => `${kind} ${shown}`);
}

/** Every beginning of a file that is read all the same, where it is not too short to be seen for what it is. */
export async function readBeginnings(bytes: Uint8Array): Promise<Read[]> {
  const beginnings: Read[] = [];
  for (let end = 0; end < bytes.length; end++) {
    const read = await readOrRefusal(bytes.subarray(0, end));
    if ('rows' in read && read.format !== 'CSV') beginnings.push(read);
    if ('rows' in read && read.format === 'CSV' && end > MOST_UNSEEN) {
      throw new Error(`The first ${end} bytes were read as CSV`);
    }
  }
  return beginnings;
}
