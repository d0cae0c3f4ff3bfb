import { readSync } from 'node:fs';

/** What workbooks are packed in: XLSX a ZIP archive, XLS a compound file (OLE); null for text. */
export type FileContainer = 'ZIP' | 'OLE' | null;

/** How each begins: a ZIP archive with the header of its first part, a compound file with its signature. */
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** What a file is by its first bytes. */
export function fileContainer(fd: number): FileContainer {
  const start = Buffer.alloc(OLE.length);
  const bytes = start.subarray(0, readSync(fd, start, 0, start.length, 0));
  if (bytes.subarray(0, ZIP.length).equals(ZIP)) return 'ZIP';
  return bytes.equals(OLE) ? 'OLE' : null;
}
