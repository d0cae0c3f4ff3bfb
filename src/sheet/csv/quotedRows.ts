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
 * The byte order mark counts to the first one.
 *
 * @throws Error where the file ends within a row
 */
export async function* findQuotedRows(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<QuotedRows> {
  let at = 0;
  let rest: Buffer = Buffer.alloc(0);
  let isQuoted = false;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    const ends: number[] = [];
    for (let place = rest.length; place < bytes.length; place += 1) {
      const byte = bytes[place];
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) ends.push(place + 1);
    }
    const end = ends.at(-1) ?? 0;
    yield { at, bytes, ends };
    rest = bytes.subarray(end);
    at += end;
  }
  if (rest.length > 0) throw new Error('a file of quoted fields ends within a row');
}

function asBuffer(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
