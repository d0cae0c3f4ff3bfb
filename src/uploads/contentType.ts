import type { FileContentType } from './upload.ts';

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const EXCEL = 'application/vnd.ms-excel';

/** The Content-Type that the URL signs, as Clear documents it: CSV travels as Excel's. */
export const SIGNED_CONTENT_TYPE: Readonly<Record<FileContentType, string>> = {
  XLSX: OPEN_XML,
  XLS: EXCEL,
  CSV: EXCEL,
};

/** What real clients send for each file type instead; every type also goes as `application/octet-stream` or with none. */
const ACCEPTED: Readonly<Record<FileContentType, readonly string[]>> = {
  XLSX: [OPEN_XML, EXCEL],
  XLS: [EXCEL, 'application/x-msexcel'],
  CSV: [EXCEL, 'text/csv', 'application/csv', 'text/plain'],
};

/** Whether a PUT of that file type may come with this Content-Type header; parameters, even malformed, don't count. */
export function acceptsContentType(fileContentType: FileContentType, header: string | undefined): boolean {
  const mediaType = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return (
    mediaType === '' ||
    mediaType === 'application/octet-stream' ||
    ACCEPTED[fileContentType].includes(mediaType)
  );
}
