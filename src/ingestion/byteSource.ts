import { readSync } from 'node:fs';
import type { ByteSource } from '../sheet/rows.ts';

/** An open file read by position alone, so that nobody's place in it matters. */
export function byteSource(fd: number, size: number): ByteSource {
  return {
    size,
    read: (into, position) => {
      let filled = 0;
      while (filled < into.length) {
        const count = readSync(fd, into, filled, into.length - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    },
  };
}
