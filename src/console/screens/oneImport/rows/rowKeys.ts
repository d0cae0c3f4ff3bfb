/** Where a key moves the focus among rows; null where the key is none of ours. */
export function rowAfterKey(
  key: string,
  { row, rows, perPage }: { readonly row: number; readonly rows: number; readonly perPage: number },
): number | null {
  const last = rows - 1;
  const to = TARGETS.get(key)?.({ row, last, perPage: Math.max(1, perPage) });
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}

type Target = (at: { readonly row: number; readonly last: number; readonly perPage: number }) => number;

const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['ArrowDown', ({ row }) => row + 1],
  ['ArrowUp', ({ row }) => row - 1],
  ['PageDown', ({ row, perPage }) => row + perPage],
  ['PageUp', ({ row, perPage }) => row - perPage],
  ['Home', () => 0],
  ['End', ({ last }) => last],
]);

/**
 * The wrong cell that a key goes to, from the one it was at; null where the key is none of ours or there is no other.
 * @param cells of the wrong ones, in the order of the columns @param at -1 before the first was visited
 */
export function cellAfterKey(key: string, cells: readonly number[], at: number): number | null {
  if (key === 'ArrowRight') return cells.find((cell) => cell > at) ?? null;
  if (key === 'ArrowLeft') return cells.findLast((cell) => cell < at) ?? null;
  return null;
}
