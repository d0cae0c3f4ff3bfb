import { columnName } from '../cells/cellReference.ts';
import { SheetFault } from '../fault.ts';
import { MAX_CELL_CHARACTERS } from '../limits.ts';

const SAVE_AS_XLSX =
  'Open it in a spreadsheet program, save it as an Excel workbook (.xlsx), and send that file.';
const EXPORT_AGAIN =
  'Export or save it once more and send the new file. ' +
  'If it opens in a spreadsheet program, save it there as an Excel workbook (.xlsx) and send that file.';

/** @param what goes on from "The Excel 97-2003 workbook (XLS) is damaged: " */
export function damaged(what: string): SheetFault {
  return new SheetFault('CORRUPT_FILE', `The Excel 97-2003 workbook (XLS) is damaged: ${what}.`, {
    resolution: EXPORT_AGAIN,
  });
}

export function cutOff(): SheetFault {
  return damaged('it ends before its end, as a file does whose sending or saving broke off');
}

export function encrypted(): SheetFault {
  return new SheetFault('ENCRYPTED_WORKBOOK', 'The file is an Excel workbook protected by a password.', {
    resolution:
      'Take the password away in Excel (File, Info, Protect Workbook; in the ribbon: Review, Protect Workbook), save it, and send it again.',
  });
}

/** @param what has the macros: goes on from "The workbook has " */
export function hasMacros(what: string): SheetFault {
  return new SheetFault(
    'MACRO_NOT_ALLOWED',
    `The workbook has ${what}, and files with macros are not taken.`,
    {
      resolution: 'Save it as an Excel workbook without macros (.xlsx), and send that file.',
    },
  );
}

/** @param what the file is: goes on from "The file is " */
export function notRead(what: string, resolution = SAVE_AS_XLSX): SheetFault {
  return new SheetFault('UNSUPPORTED_FORMAT', `The file is ${what}, which is not read here.`, { resolution });
}

export function noWorksheet(): SheetFault {
  return new SheetFault('EMPTY_FILE', 'The workbook has no worksheet, only charts or nothing at all.', {
    resolution: 'Put the register on a worksheet, and send the file again.',
  });
}

export function emptySheet(sheet: string): SheetFault {
  return new SheetFault('EMPTY_FILE', `The sheet "${sheet}" is empty: no row of it has any text.`, {
    resolution: 'Put the register on the first sheet of the workbook, and send the file again.',
  });
}

/** @param what goes on from "The workbook has " */
export function beyondLimit(what: string, resolution = SAVE_AS_XLSX): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `The workbook has ${what}.`, { resolution });
}

export function cellTooLong(place: string): SheetFault {
  return new SheetFault(
    'LIMIT_EXCEEDED',
    `The text of ${place} has more than ${MAX_CELL_CHARACTERS} characters.`,
    {
      resolution: 'Look there for text that is no register, take it away, and send the file again.',
      field: place,
    },
  );
}

/** `cell D7 of the sheet "Sales"`. @param row from 0, like the column */
export function cellPlace(row: number, column: number, sheet: string): string {
  return `cell ${columnName(column)}${row + 1} of the sheet "${sheet}"`;
}
