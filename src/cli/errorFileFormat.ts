import { extname } from 'node:path';

export type ErrorFileFormat = 'csv' | 'xlsx';

/** What an error file is to be, by the name it is saved under. */
export function errorFileFormatOf(path: string | undefined): ErrorFileFormat {
  return path !== undefined && extname(path).toLowerCase() === '.xlsx' ? 'xlsx' : 'csv';
}
