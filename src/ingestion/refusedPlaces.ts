import { readLines } from './pulled.ts';

/**
 * Reads from the marks where the refused rows stand among each other, in four bytes a row.
 *
 * @returns from a row's number in the user's file its place from 1 on; null for one that was not refused
 */
export async function readPlaces(marks: AsyncIterable<Uint8Array>): Promise<(row: number) => number | null> {
  let rows = new Uint32Array(1_024);
  let count = 0;
  let isFacts = true;
  for await (const lines of readLines(marks)) {
    for (const line of lines) {
      if (isFacts) {
        isFacts = false;
        continue;
      }
      if (count === rows.length) {
        const more = new Uint32Array(count * 2);
        more.set(rows);
        rows = more;
      }
      rows[count] = Number.parseInt(line, 10);
      count += 1;
    }
  }
  return (row) => {
    let [from, until] = [0, count];
    while (from < until) {
      const middle = (from + until) >>> 1;
      if ((rows[middle] ?? 0) < row) from = middle + 1;
      else until = middle;
    }
    return from < count && rows[from] === row ? from + 1 : null;
  };
}
