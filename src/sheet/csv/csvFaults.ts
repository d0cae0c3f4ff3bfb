import { SheetFault } from '../fault.ts';
import { MAX_CELL_BYTES, MAX_COLUMNS, MAX_RECORD_BYTES, MAX_RECORDS } from '../limits.ts';
import type { Encoding } from '../text/encoding.ts';

const SAVE_AS_UTF8 = 'Open it in a spreadsheet program and save it as "CSV UTF-8", then send it again.';

const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

export function unclosedQuote(line: number): SheetFault {
  return new SheetFault(
    'UNCLOSED_QUOTE',
    `A double quote opens a cell on line ${line} and is not closed where the cell ends.`,
    {
      resolution:
        'Close the quote or take it away. A double quote inside a quoted cell is written twice: "12"" pipe".',
      field: `line ${line}`,
    },
  );
}

/** Text that its encoding does not define. */
export function undefinedText(line: number, encoding: Encoding): SheetFault {
  return new SheetFault(
    'ENCODING_UNKNOWN',
    `Line ${line} has characters that are not ${ENCODING_NAMES[encoding]}, as the rest of the file is.`,
    { resolution: SAVE_AS_UTF8, field: `line ${line}` },
  );
}

export function nulCharacter(line: number): SheetFault {
  return new SheetFault(
    'CORRUPT_FILE',
    `Line ${line} has a NUL character, which no text has: the file is damaged or no CSV.`,
    { resolution: 'Export the file once more and send the new one.', field: `line ${line}` },
  );
}

export function tooManyColumns(line: number): SheetFault {
  return limitExceeded(line, `has more than ${MAX_COLUMNS} cells`);
}

export function recordTooLong(line: number): SheetFault {
  return limitExceeded(line, `is longer than ${MAX_RECORD_BYTES} bytes`);
}

export function cellTooLong(line: number, column: number): SheetFault {
  return limitExceeded(line, `has more than ${MAX_CELL_BYTES} bytes in cell ${column + 1}`);
}

function limitExceeded(line: number, what: string): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `The row that starts on line ${line} ${what}.`, {
    resolution: 'Look there for a missing line end or a stray double quote; take away what is no register.',
    field: `line ${line}`,
  });
}

export function tooManyRecords(): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `The file has more than ${MAX_RECORDS} rows, empty ones counted.`, {
    resolution: 'Send it in several files; take away empty rows at its end.',
  });
}

export function emptyFile(): SheetFault {
  return new SheetFault('EMPTY_FILE', 'The file is empty: no row of it has any text.', {
    resolution: 'Check the export, and send the file with its header and rows.',
  });
}

export function unknownEncoding(name: string): SheetFault {
  return new SheetFault('ENCODING_UNKNOWN', `The file is text in the encoding ${name}, which is not read.`, {
    resolution: SAVE_AS_UTF8,
  });
}
