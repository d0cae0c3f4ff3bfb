import { SheetFault } from '../fault.ts';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_SHEET_ROWS, MAX_XML_UNIT_BYTES } from '../limits.ts';

const SAVE_ANEW =
  'Open the workbook in a spreadsheet program, save it as a new .xlsx file, and send that one. ' +
  'If it does not open there either, export it once more.';

/** Where in a workbook something is wrong, as a sentence begins with it: `Row 7 of the sheet "Sales"`. */
export interface Place {
  readonly what: string;
  /** The cell or row. */
  readonly field?: string;
}

/** @param how what is wrong with it, as the sentence goes on */
export function damaged({ what, field }: Place, how: string): SheetFault {
  return new SheetFault('CORRUPT_FILE', `${what} ${how}.`, {
    resolution: SAVE_ANEW,
    ...(field === undefined ? {} : { field }),
  });
}

export function doctype({ what }: Place): SheetFault {
  return new SheetFault(
    'XML_FORBIDDEN',
    `${what} has a document type declaration (DOCTYPE), which no spreadsheet program writes.`,
    { resolution: SAVE_ANEW },
  );
}

export function tooLong({ what, field }: Place): SheetFault {
  return exceeded(
    { what, ...(field === undefined ? {} : { field }) },
    `takes more than ${MAX_XML_UNIT_BYTES / 1_048_576} MiB of XML`,
    'Take away what is no register, or send the register as CSV.',
  );
}

export function tooManyRows(place: Place): SheetFault {
  return exceeded(
    place,
    `lies beyond row ${MAX_SHEET_ROWS}, the last one that a sheet can have`,
    'Send the register in several files.',
  );
}

export function tooManyColumns(place: Place): SheetFault {
  return exceeded(
    place,
    `has a value, and no column beyond the ${MAX_COLUMNS.toLocaleString('en')}th is read`,
    'Take away what stands there, and all columns that are no part of the register.',
  );
}

export function cellTooLong(place: Place): SheetFault {
  return exceeded(
    place,
    `holds more than ${MAX_CELL_CHARACTERS} characters`,
    'Shorten it: no cell of a register is so long.',
  );
}

export function exceeded({ what, field }: Place, how: string, resolution: string): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `${what} ${how}.`, {
    resolution,
    ...(field === undefined ? {} : { field }),
  });
}

export function emptySheet(sheetName: string): SheetFault {
  return new SheetFault('EMPTY_FILE', `The sheet "${sheetName}" is empty: no cell of it holds anything.`, {
    resolution: 'Put the register on the first sheet of the workbook, with its header and rows.',
  });
}
