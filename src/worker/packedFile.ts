import { readSync } from 'node:fs';

/** How a ZIP archive begins: each part has its own header. */
const LOCAL_HEADER = Buffer.from('PK\u0003\u0004', 'latin1');

/** Whether a file is a ZIP archive by its first bytes, as workbooks are. */
export function isPacked(fd: number): boolean {
  const start = Buffer.alloc(LOCAL_HEADER.length);
  return readSync(fd, start, 0, start.length, 0) === start.length && start.equals(LOCAL_HEADER);
}
