import { SheetFault } from '../fault.ts';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_MERGED_RANGES, MAX_SHEET_ROWS } from '../limits.ts';
import { SAVE_AS_WORKBOOK } from '../signature.ts';

const EXPORT_AGAIN = `Export it once more and send the new file. If this one opens: ${SAVE_AS_WORKBOOK}`;
const TAKE_AWAY = 'Take away there what is no register, or send the register as an Excel workbook or as CSV.';

/** What is read: names in messages. */
export interface MarkupPlace {
  /** As a sentence begins with it: `The web page (HTML)`. */
  readonly file: string;
  /** The row that was begun last, as `RowView.number`; 0 before the first. */
  readonly row: number;
}

export function damaged({ file, row }: MarkupPlace, how: string): SheetFault {
  const where = row === 0 ? '' : `, in or below row ${row}`;
  return new SheetFault('CORRUPT_FILE', `${file} ${how}${where}.`, {
    resolution: EXPORT_AGAIN,
    ...(row === 0 ? {} : { field: `row ${row}` }),
  });
}

export function cutOff(place: MarkupPlace): SheetFault {
  return damaged(place, 'is cut off: it ends before its end tags, as a file does whose export broke off');
}

export function undefinedCharacters({ file, row }: MarkupPlace): SheetFault {
  const where = row === 0 ? 'before its first row' : `in or below row ${row}`;
  return new SheetFault('ENCODING_UNKNOWN', `${file} has characters that are no text, ${where}.`, {
    resolution: SAVE_AS_WORKBOOK,
    ...(row === 0 ? {} : { field: `row ${row}` }),
  });
}

/** @param what the web page has or is */
export function noPlainTable(what: string): SheetFault {
  return new SheetFault(
    'UNSUPPORTED_FORMAT',
    `The file is a web page (HTML) ${what}: only a page with a plain table is read.`,
    { resolution: SAVE_AS_WORKBOOK },
  );
}

/** @param what stands there that no cell has: goes on from the place */
export function notUnderstood({ file, row }: MarkupPlace, what: string): SheetFault {
  return damaged({ file, row }, `has ${what}`);
}

export function tokenTooLong(place: MarkupPlace): SheetFault {
  return exceeded(`${place.file} has a tag or a text of more than 8 MiB, in or below row ${place.row}`);
}

export function tooManyRows({ file }: MarkupPlace): SheetFault {
  return new SheetFault(
    'LIMIT_EXCEEDED',
    `${file} has more than ${MAX_SHEET_ROWS} rows, empty ones counted.`,
    {
      resolution: 'Send the register in several files.',
    },
  );
}

export function tooManyColumns({ row }: MarkupPlace): SheetFault {
  return exceeded(`Row ${row} has a value beyond column ${MAX_COLUMNS}, the last one that is read`, row);
}

/** @param column from 0 */
export function cellTooLong({ row }: MarkupPlace, column: number): SheetFault {
  return exceeded(`Row ${row} has more than ${MAX_CELL_CHARACTERS} characters in cell ${column + 1}`, row);
}

export function tooManyMerges({ file }: MarkupPlace): SheetFault {
  return exceeded(`${file} has more than ${MAX_MERGED_RANGES} cells merged over several rows`);
}

export function emptyTable({ file }: MarkupPlace): SheetFault {
  return new SheetFault('EMPTY_FILE', `${file} is empty: no row of it has any text.`, {
    resolution: 'Check the export, and send the file with its header and rows.',
  });
}

export function noWorksheet(): SheetFault {
  return new SheetFault('EMPTY_FILE', 'The XML spreadsheet has no worksheet.', {
    resolution: 'Put the register on the first sheet of the workbook, and send the file again.',
  });
}

function exceeded(message: string, row?: number): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `${message}.`, {
    resolution: TAKE_AWAY,
    ...(row === undefined ? {} : { field: `row ${row}` }),
  });
}
