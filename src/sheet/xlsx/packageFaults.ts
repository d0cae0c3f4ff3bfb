import { SheetFault, shownName } from '../fault.ts';

const SAVE_ANEW =
  'Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and send that file. If it does not open there, export it once more.';
const SEND_AGAIN = 'Export or copy the file once more until it is complete, and send it again.';

export function cutOff(): SheetFault {
  return new SheetFault(
    'CORRUPT_FILE',
    'The workbook is cut off or damaged: the list of its parts, which stands at the end of the file, is not there.',
    { resolution: SEND_AGAIN },
  );
}

/** @param what follows "the workbook is damaged:" */
export function damagedArchive(what: string): SheetFault {
  return new SheetFault('CORRUPT_FILE', `The workbook is damaged: ${what}.`, { resolution: SAVE_ANEW });
}

/** @param what follows "its part … " */
export function damagedPart(name: string, what: string): SheetFault {
  return new SheetFault('CORRUPT_FILE', `The workbook is damaged: its part ${shownName(name)} ${what}.`, {
    resolution: SAVE_ANEW,
    field: shownName(name),
  });
}

export function splitArchive(): SheetFault {
  return new SheetFault(
    'UNSUPPORTED_FORMAT',
    'The file is one piece of a ZIP archive that was split over several files.',
    { resolution: 'Put the pieces together, unpack the archive, and send the workbook that is in it.' },
  );
}

export function encryptedArchive(name: string): SheetFault {
  return new SheetFault(
    'ENCRYPTED_WORKBOOK',
    `The file is a ZIP archive protected by a password: ${shownName(name)} in it is encrypted.`,
    {
      resolution: 'Unpack it with its password, save the workbook in it without a password, and send that.',
      field: shownName(name),
    },
  );
}

export function unknownMethod(name: string, method: number): SheetFault {
  return new SheetFault(
    'UNSUPPORTED_FORMAT',
    `The workbook's part ${shownName(name)} is compressed by a method that workbooks do not have (number ${method}).`,
    { resolution: SAVE_ANEW, field: shownName(name) },
  );
}

export function inflatesTooFar(name: string, ratio: number): SheetFault {
  return new SheetFault(
    'LIMIT_EXCEEDED',
    `The workbook's part ${shownName(name)} becomes more than ${ratio} times larger when it is unpacked, as no register does.`,
    {
      resolution:
        'Copy the register alone into a new workbook, without empty formatted rows and columns, and send that.',
      field: shownName(name),
    },
  );
}

/** @param what names the limit, such as "is larger than 4 GiB" */
export function tooLarge(name: string, what: string): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `The workbook's part ${shownName(name)} ${what}.`, {
    resolution:
      'Copy the register alone into a new workbook, or send it in several files, without layout that it does not need.',
    field: shownName(name),
  });
}

export function tooManyParts(most: number): SheetFault {
  return new SheetFault('LIMIT_EXCEEDED', `The file has more than ${most} parts, as no register does.`, {
    resolution:
      'Copy the register alone into a new workbook, without pictures and other sheets, and send it.',
  });
}

export function doctypeForbidden(name: string): SheetFault {
  return new SheetFault(
    'XML_FORBIDDEN',
    `The workbook's part ${shownName(name)} has a document type definition (DOCTYPE), which no spreadsheet program writes and which is never read.`,
    { resolution: SAVE_ANEW, field: shownName(name) },
  );
}

export function foreignEncoding(name: string, encoding: string): SheetFault {
  return new SheetFault(
    'ENCODING_UNKNOWN',
    `The workbook's part ${shownName(name)} is in the encoding ${shownName(encoding)}; workbooks are in UTF-8 or UTF-16.`,
    { resolution: SAVE_ANEW, field: shownName(name) },
  );
}

export function macroWorkbook(what: string): SheetFault {
  return new SheetFault('MACRO_NOT_ALLOWED', `The workbook has macros: ${what}. They are not accepted.`, {
    resolution: 'In Excel choose Save As, "Excel Workbook (*.xlsx)", which leaves macros out, and send that.',
  });
}

/** @param what the file is, with its article */
export function otherFormat(what: string, resolution: string): SheetFault {
  return new SheetFault('UNSUPPORTED_FORMAT', `The file is ${what}, which is not read here.`, { resolution });
}
