import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';
import {
  FILE_CONTENT_TYPES,
  type FileContentType,
  parseTemplateType,
  TEMPLATE_TYPES,
  type TemplateType,
  type WantedUpload,
} from '../../uploads/upload.ts';
import { decodeParameter, rawParameters } from '../query.ts';
import { shown } from './shown.ts';

/** In Unicode code points. */
const MAX_FILE_NAME_LENGTH = 1500;

/**
 * What the caller asks for, or the first thing that is wrong with it, in the order of the contract's table.
 * The error is returned, not thrown: the caller's account is judged before its parameters are.
 */
export function parsePresignRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders'>,
  templateType: string,
  uploadId: string,
): WantedUpload | AppError {
  try {
    const contentType = firstHeader(request, 'filecontenttype');
    if (contentType === undefined) {
      throw new AppError(
        'header_missing',
        "Required request header 'fileContentType' for method parameter type FileContentType is not present",
      );
    }
    const fileNames = rawParameters(request.url ?? '', 'fileName');
    if (fileNames.length === 0) {
      throw new AppError(
        'parameter_missing',
        "Required request parameter 'fileName' for method parameter type String is not present",
      );
    }
    return {
      uploadId,
      templateType: readTemplateType(templateType),
      fileContentType: parseFileContentType(contentType),
      fileName: parseFileName(fileNames),
    };
  } catch (refusal) {
    if (refusal instanceof AppError) return refusal;
    throw refusal;
  }
}

function readTemplateType(text: string): TemplateType {
  const found = parseTemplateType(text);
  if (found !== undefined) return found;
  throw new AppError(
    'template_type_unknown',
    `templateType: '${shown(text)}' is not known. Allowed values are ${TEMPLATE_TYPES.join(', ')}.`,
  );
}

function parseFileContentType(text: string): FileContentType {
  const found = FILE_CONTENT_TYPES.find((type) => type === text.trim().toUpperCase());
  if (found !== undefined) return found;
  throw new AppError(
    'file_content_type_unknown',
    `fileContentType: '${shown(text)}' is not known. Allowed values are ${FILE_CONTENT_TYPES.join(', ')}.`,
  );
}

function parseFileName(raw: readonly string[]): string {
  const [only = ''] = raw;
  if (raw.length > 1) {
    throw new AppError('file_name_repeated', `fileName: given ${raw.length} times. Send it once.`);
  }
  const fileName = decodeParameter(only);
  if (fileName === undefined) {
    throw new AppError(
      'file_name_invalid',
      'fileName: not well-formed. Send it as UTF-8, percent-encoded, as in fileName=Sales%20April.xlsx.',
    );
  }
  if (fileName.includes('\0')) {
    throw new AppError('file_name_invalid', 'fileName: contains a NUL character. Send the name without it.');
  }
  if (fileName.trim() === '') {
    throw new AppError(
      'file_name_empty',
      'fileName: cannot be empty. Send the name of the file, as in sales.xlsx.',
    );
  }
  const length = fileName.length <= MAX_FILE_NAME_LENGTH ? fileName.length : [...fileName].length;
  if (length > MAX_FILE_NAME_LENGTH) {
    throw new AppError(
      'file_name_too_long',
      `fileName: has ${length} characters. At most ${MAX_FILE_NAME_LENGTH} are allowed.`,
    );
  }
  return fileName;
}

/** A header sent twice counts by its first value, as servlet containers read it; Node would join them. */
function firstHeader(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  lowerCaseName: string,
): string | undefined {
  const joined = headers[lowerCaseName];
  if (typeof joined !== 'string' || !joined.includes(','))
    return joined === undefined ? undefined : String(joined);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === lowerCaseName) return rawHeaders[at + 1];
  }
  return joined;
}
