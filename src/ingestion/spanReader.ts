import type { RowPlaces, RowSpan } from './rowPlaces.ts';

/** Reads of one page at a time: from a bucket each takes its while. */
const AT_ONCE = 8;

/** Opens a file at an inclusive range of its bytes. */
export type OpenRange = (range: {
  readonly start: number;
  readonly end: number;
}) => AsyncIterable<Uint8Array>;

/**
 * Reads some rows of a file, wherever they lie.
 *
 * @param ordinals rising, each once
 * @returns what `keep` made of each, in the same order
 */
export async function readRowsAt<Row, Kept>(
  file: {
    readonly places: RowPlaces;
    readonly open: OpenRange;
    readonly parse: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Row[]>;
    readonly keep: (row: Row) => Kept;
  },
  ordinals: readonly number[],
): Promise<Kept[]> {
  const spans = file.places.spansOf(ordinals);
  const kept: Kept[] = [];
  for (let next = 0; next < spans.length; next += AT_ONCE) {
    const read = await Promise.all(spans.slice(next, next + AT_ONCE).map((span) => readSpan(file, span)));
    kept.push(...read.flat());
  }
  return kept;
}

async function readSpan<Row, Kept>(
  { open, parse, keep }: Parameters<typeof readRowsAt<Row, Kept>>[0],
  { start, end, first, wanted }: RowSpan,
): Promise<Kept[]> {
  const kept: Kept[] = [];
  let ordinal = first;
  for await (const batch of parse(open({ start, end }))) {
    for (const row of batch) {
      if (ordinal === wanted[kept.length]) kept.push(keep(row));
      if (kept.length === wanted.length) return kept;
      ordinal += 1;
    }
  }
  throw new Error('a file ends before a row that is noted of it');
}
