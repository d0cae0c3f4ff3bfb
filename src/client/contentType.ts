import type { FileContentType } from './types.ts';

/** The Content-Type that the PUT of each file type must send, as Clear documents it: CSV travels as Excel's. */
export const UPLOAD_CONTENT_TYPE: Readonly<Record<FileContentType, string>> = {
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  XLS: 'application/vnd.ms-excel',
  CSV: 'application/vnd.ms-excel',
};
