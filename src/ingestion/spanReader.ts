import { findQuotedRows } from '../sheet/csv/quotedRows.ts';
import type { RowPlaces, RowSpan } from './rowPlaces.ts';

/** Reads of one page at a time: from a bucket each takes its while. */
const AT_ONCE = 8;

/** Opens a file at an inclusive range of its bytes. */
export type OpenRange = (range: {
  readonly start: number;
  readonly end: number;
}) => AsyncIterable<Uint8Array>;

interface PlacedFile<Kept> {
  readonly places: RowPlaces;
  readonly open: OpenRange;
  /** Told a row with the line feed that ends it. */
  readonly keep: (row: string) => Kept;
}

/**
 * Reads some rows of a file, wherever they lie: of quoted fields, or of lines without any quotes. Rows that only lie between
 * are not taken apart.
 *
 * @param ordinals rising, each once
 * @returns what `keep` made of each, in the same order
 */
export async function readRowsAt<Kept>(file: PlacedFile<Kept>, ordinals: readonly number[]): Promise<Kept[]> {
  const spans = file.places.spansOf(ordinals);
  const kept: Kept[] = [];
  for (let next = 0; next < spans.length; next += AT_ONCE) {
    const read = await Promise.all(spans.slice(next, next + AT_ONCE).map((span) => readSpan(file, span)));
    kept.push(...read.flat());
  }
  return kept;
}

async function readSpan<Kept>(
  { open, keep }: PlacedFile<Kept>,
  { start: from, end: to, first, wanted }: RowSpan,
): Promise<Kept[]> {
  const kept: Kept[] = [];
  let ordinal = first;
  for await (const { bytes, ends } of findQuotedRows(open({ start: from, end: to }))) {
    let start = 0;
    for (const end of ends) {
      if (ordinal === wanted[kept.length]) kept.push(keep(bytes.toString('utf8', start, end)));
      if (kept.length === wanted.length) return kept;
      start = end;
      ordinal += 1;
    }
  }
  throw new Error('a file ends before a row that is noted of it');
}
