import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { AppError } from '../errors.ts';
import { SheetFault } from '../sheet/fault.ts';
import { openSheet } from '../sheet/open.ts';
import type { RowView } from '../sheet/rows.ts';
import { byteSource } from './byteSource.ts';

const ROWS_HELD = 100;

export interface PreviewOptions {
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  /** How many rows at most. */
  readonly rows: number;
  readonly signal: AbortSignal;
  /** Told at the end of what was odd about the file and was read all the same, such as which sheet it is. */
  onNotice(message: string): void;
}

/**
 * The first rows as the reader sees them, before any meaning; what is read is gone when the next piece is.
 * @throws AppError file_refused where the file cannot be read as a table; input_invalid where it is none; the signal's reason
 */
export async function* previewFile(path: string, options: PreviewOptions): AsyncGenerator<readonly string[]> {
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new AppError('input_invalid', `${path} is not a file.`);
    yield* firstRows(fd, stat.size, options);
  } catch (error) {
    if (error instanceof SheetFault)
      throw new AppError('file_refused', `${error.message} ${error.resolution}`, { cause: error });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** The reader pushes and the caller pulls: between two pieces of the file the reader waits for the caller. */
async function* firstRows(
  fd: number,
  bytes: number,
  { declared, rows, signal, onNotice }: PreviewOptions,
): AsyncGenerator<readonly string[]> {
  const sheet = await openSheet(byteSource(fd, bytes), { declared });
  const ending = new AbortController();
  const called = AbortSignal.any([signal, ending.signal]);
  const passed = new PassThrough({ objectMode: true, highWaterMark: ROWS_HELD });
  let count = 0;
  const reading = sheet
    .read({
      row: (view) => {
        count += 1;
        passed.write(cellsOf(view));
      },
      done: () => count >= rows,
      pause: async () => {
        called.throwIfAborted();
        if (passed.writableNeedDrain) await once(passed, 'drain', { signal: called });
      },
    })
    .then(
      () => passed.end(),
      (error: Error) => passed.destroy(signal.aborted ? signal.reason : error),
    );
  try {
    yield* passed;
    for (const { message } of sheet.warnings) onNotice(message);
  } finally {
    ending.abort();
    await reading;
  }
}

function cellsOf(view: RowView): string[] {
  return Array.from({ length: view.cellCount }, (_, column) => view.text(column));
}
