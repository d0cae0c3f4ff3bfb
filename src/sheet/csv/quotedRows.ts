const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Whole rows as they lie one behind the other in a file of quoted fields. */
export interface QuotedRows {
  /** Where the file has the first of these bytes. */
  readonly at: number;
  readonly bytes: Buffer;
  /** Where in `bytes` each row ends; the next one begins there. What is behind the last end comes again with the next. */
  readonly ends: readonly number[];
}

/**
 * Finds where the rows of what `CsvWriter` wrote begin and end, and reads no field of them: a line feed outside of quotes ends a row.
 * The byte order mark counts to the first one. Lines without quotes are such rows as well.
 *
 * @throws Error where the file ends within a row
 */
export async function* findQuotedRows(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<QuotedRows> {
  let at = 0;
  let rest: Buffer = Buffer.alloc(0);
  let quotes = 0;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    const ends: number[] = [];
    quotes = noteEnds(bytes, { from: rest.length, quotes }, ends);
    const end = ends.at(-1) ?? 0;
    yield { at, bytes, ends };
    rest = bytes.subarray(end);
    at += end;
  }
  if (rest.length > 0) throw new Error('a file of quoted fields ends within a row');
}

/** @param quotes 1 within quotes, else 0 @returns likewise behind the last byte */
function noteEnds(
  bytes: Buffer,
  { from, quotes }: { readonly from: number; readonly quotes: number },
  ends: number[],
): number {
  let within = quotes;
  let start = from;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    for (let place = start; place < end; place += 1) if (bytes[place] === QUOTE) within ^= 1;
    if (found >= 0 && within === 0) ends.push(end + 1);
    start = end + 1;
  }
  return within;
}

function asBuffer(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
