import { InvalidOptionError } from './errors.ts';
import { assertWellFormed } from './fileName.ts';
import type { IngestFileOptions } from './ingestFileTypes.ts';
import type { FileContentType, UploadOptions } from './types.ts';

const BY_ENDING: Readonly<Record<string, FileContentType>> = { xlsx: 'XLSX', xls: 'XLS', csv: 'CSV' };

/** Source, name and kind, as far as the file tells them itself. @throws InvalidOptionError */
export function fileToSend(
  options: IngestFileOptions,
): Pick<UploadOptions, 'source' | 'fileName' | 'fileContentType'> {
  const { file } = options;
  const source = file instanceof Blob ? { size: file.size, open: () => file } : file;
  const fileName = options.fileName ?? nameOf(file);
  assertWellFormed(fileName);
  return { source, fileName, fileContentType: options.fileContentType ?? kindOf(fileName) };
}

function nameOf(file: IngestFileOptions['file']): string {
  if ('name' in file && typeof file.name === 'string' && file.name !== '') return file.name;
  throw new InvalidOptionError('file_name_missing', 'The file has no name of its own: give fileName.');
}

function kindOf(fileName: string): FileContentType {
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase();
  const kind = BY_ENDING[ending ?? ''];
  if (kind !== undefined) return kind;
  throw new InvalidOptionError(
    'file_kind_unknown',
    `The name ${fileName} ends in none of .xlsx, .xls and .csv. Save the file as one of them, or give fileContentType.`,
  );
}
