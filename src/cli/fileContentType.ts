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
