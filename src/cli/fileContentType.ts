import { extname } from 'node:path';
import type { FileContentType } from '../client/index.ts';
import { AppError } from '../errors.ts';

const BY_EXTENSION: Readonly<Record<string, FileContentType>> = {
  '.xlsx': 'XLSX',
  '.xls': 'XLS',
  '.csv': 'CSV',
};

/** As given, else by the file name's extension. @throws AppError input_invalid when the name does not tell */
export function fileContentTypeOf(fileName: string, given: FileContentType | undefined): FileContentType {
  const type = given ?? BY_EXTENSION[extname(fileName).toLowerCase()];
  if (type !== undefined) return type;
  throw new AppError(
    'input_invalid',
    `The name ${fileName} does not tell what kind of file it is. Add --content-type XLSX, XLS or CSV.`,
  );
}
