import { extname } from 'node:path';
import { AppError } from '../errors.ts';

export type FileFormat = 'csv' | 'xlsx';

const NOT_WRITTEN: readonly string[] = ['.xls', '.xlsm', '.xlsb', '.ods'];

/** @throws AppError input_invalid where a file is to have the name of a kind that we only read, or do not know */
export function assertKindIsWritten(path: string): void {
  const extension = extname(path).toLowerCase();
  if (!NOT_WRITTEN.includes(extension)) return;
  throw new AppError(
    'input_invalid',
    `${path} cannot be: no ${extension} is written. Choose a name that ends in .xlsx (a workbook) or .csv.`,
  );
}

/** What an error file is to be, by the name it is saved under. */
export function errorFileFormatOf(path: string | undefined): FileFormat {
  return formatNamed(path) ?? 'csv';
}

/** What name and flag say together; undefined where neither says anything. @throws AppError input_invalid where they contradict */
export function formatOf(
  path: string | undefined,
  flag: { readonly name: '--csv' | '--xlsx'; readonly isGiven: boolean },
): FileFormat | undefined {
  const named = formatNamed(path);
  if (!flag.isGiven) return named;
  const format = flag.name === '--csv' ? 'csv' : 'xlsx';
  if (named === undefined || named === format) return format;
  throw new AppError(
    'input_invalid',
    `${flag.name} and the name ${path} contradict each other. Leave ${flag.name} out, or choose a name that ends in .${format}.`,
  );
}

function formatNamed(path: string | undefined): FileFormat | undefined {
  const extension = extname(path ?? '').toLowerCase();
  if (extension === '.xlsx') return 'xlsx';
  return extension === '.csv' ? 'csv' : undefined;
}
