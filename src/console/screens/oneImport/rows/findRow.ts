/**
 * The place of a row of the user's file among the rows that the server lists, which stand in the order of the file; null
 * where it is not among them. It gallops from a place near to it, since rows of one document mostly stand together.
 * @param options `rowNumberAt`: the number, in the file, of the row at a place
 */
export async function findRow(options: {
  readonly row: number;
  readonly near: number;
  readonly total: number;
  readonly rowNumberAt: (index: number) => Promise<number>;
}): Promise<number | null> {
  const { row, total, rowNumberAt } = options;
  if (total === 0) return null;
  const near = Math.min(total - 1, Math.max(0, options.near));
  const found = await rowNumberAt(near);
  if (found === row) return near;
  const forwards = found < row;
  let low = forwards ? near + 1 : 0;
  let high = forwards ? total - 1 : near - 1;
  for (let step = 1; ; step *= 2) {
    const probe = forwards ? near + step : near - step;
    if (probe <= low || probe >= high) break;
    const at = await rowNumberAt(probe);
    if (at === row) return probe;
    if (at < row) low = probe + 1;
    else high = probe - 1;
    if (at < row !== forwards) break;
  }
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const at = await rowNumberAt(middle);
    if (at === row) return middle;
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
