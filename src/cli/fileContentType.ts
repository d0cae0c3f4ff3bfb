import { extname } from 'node:path';
import type { FileContentType } from '../client/index.ts';
import { AppError } from '../errors.ts';

const BY_EXTENSION: Readonly<Record<string, FileContentType>> = {
  '.xlsx': 'XLSX',
  '.xls': 'XLS',
  '.csv': 'CSV',
};

/** Spreadsheets that the server refuses, whatever they are announced as. */
const SAVE_AS_XLSX: ReadonlySet<string> = new Set(['.xlsm', '.xltm', '.xlsb', '.ods', '.numbers']);

/** Enough to tell an archive, a compound file and markup from delimited text. */
export const START_BYTES = 4;

/** For a file of this machine: as given, else by its name, else by its first bytes. What it really is the reader decides. */
export function localContentType(
  { fileName, start }: { readonly fileName: string; readonly start: Buffer },
  given: FileContentType | undefined,
): FileContentType {
  const told = given ?? BY_EXTENSION[extname(fileName).toLowerCase()];
  if (told !== undefined) return told;
  const text = start.toString('latin1');
  if (text.startsWith('PK')) return 'XLSX';
  return text.startsWith('\xd0\xcf\x11\xe0') || text.startsWith('<') ? 'XLS' : 'CSV';
}

/** As given, else by the file name's extension. @throws AppError input_invalid when the name does not tell */
export function fileContentTypeOf(fileName: string, given: FileContentType | undefined): FileContentType {
  const extension = extname(fileName).toLowerCase();
  const type = given ?? BY_EXTENSION[extension];
  if (type !== undefined) return type;
  if (SAVE_AS_XLSX.has(extension)) {
    throw new AppError(
      'input_invalid',
      `${fileName} is of a kind that is not taken (${extension}). Save it as an Excel workbook without macros (.xlsx), and send that file.`,
    );
  }
  throw new AppError(
    'input_invalid',
    `The name ${fileName} does not tell what kind of file it is. Add --content-type XLSX, XLS or CSV.`,
  );
}
