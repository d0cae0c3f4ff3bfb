/**
 * The place of a row of the user's file among the rows that the server lists, which stand in the order of the file; null
 * where it is not among them, or where the server did not note their numbers.
 * @param options `total`: of the rows listed; `rowNumberAt`: the number, in the file, of the row at a place
 */
export async function findRow(options: {
  readonly row: number;
  readonly total: number;
  readonly rowNumberAt: (index: number) => Promise<number | null>;
}): Promise<number | null> {
  const { row, total, rowNumberAt } = options;
  let low = 0;
  let high = Math.min(total, row) - 1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const at = await rowNumberAt(middle);
    if (at === row) return middle;
    if (at === null) return null;
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
