import { closeSync, fstatSync, openSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { HsnGathering } from '../gst/hsnList.ts';
import { SheetFault } from '../sheet/fault.ts';
import { openSheet } from '../sheet/open.ts';
import type { RowView } from '../sheet/rows.ts';
import { byteSource } from './byteSource.ts';

const HEADER_ROWS = 20;
/** `HSN_CD` and `SAC_CD` are those of the official workbook. */
const HEADER = /^(?:hsn|sac|hsnsac|hsnorsac|hsnandsac)(?:cd|code|codes|no|number)?$|^code$/;

/**
 * Adds the codes of a file's first sheet to `gathering`: all columns that are headed as codes. Returns how many cells under
 * such a header held none.
 *
 * @throws AppError file_refused where the file cannot be read as a table or has no such column
 */
export async function readHsnFile(
  path: string,
  gathering: HsnGathering,
  signal: AbortSignal,
): Promise<{ readonly passedOver: number }> {
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new AppError('input_invalid', `${path} is not a file.`);
    const sheet = await openSheet(byteSource(fd, stat.size), { declared: declaredBy(path) });
    const reader = new CodeReader(gathering);
    await sheet.read({
      row: (view) => reader.row(view),
      done: () => reader.hasNoHeader,
      pause: () => signal.throwIfAborted(),
    });
    if (reader.columns.length === 0) throw noColumn(path);
    return { passedOver: reader.passedOver };
  } catch (error) {
    if (error instanceof SheetFault)
      throw new AppError('file_refused', `${path}: ${error.message} ${error.resolution}`, { cause: error });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** The declaration only makes a warning, which nobody reads here. */
function declaredBy(path: string): 'XLSX' | 'XLS' | 'CSV' {
  if (/\.xlsx$/i.test(path)) return 'XLSX';
  return /\.xls$/i.test(path) ? 'XLS' : 'CSV';
}

class CodeReader {
  columns: readonly number[] = [];
  passedOver = 0;
  hasNoHeader = false;
  readonly #gathering: HsnGathering;

  constructor(gathering: HsnGathering) {
    this.#gathering = gathering;
  }

  row(view: RowView): void {
    if (this.columns.length === 0) {
      this.columns = columnsOfCodes(view);
      this.hasNoHeader = this.columns.length === 0 && view.number >= HEADER_ROWS;
      return;
    }
    for (const column of this.columns) {
      const text = view.text(column).trim();
      if (text !== '' && !this.#gathering.add(text)) this.passedOver += 1;
    }
  }
}

function columnsOfCodes(view: RowView): number[] {
  return Array.from({ length: view.cellCount }, (_, column) => column).filter((column) =>
    HEADER.test(
      view
        .text(column)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, ''),
    ),
  );
}

function noColumn(path: string): AppError {
  return new AppError(
    'file_refused',
    `${path} has no column of codes. Write HSN_CD, SAC_CD or HSN Code above the codes, in one of the first ${HEADER_ROWS} rows.`,
  );
}
