import { MAX_COLUMNS } from '../limits.ts';
import type { CsvRow } from './csvRow.ts';

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;

/** How the search for the end of a record went. */
export type Scanned =
  | 'record'
  /** The end is not within the bytes given; `quoteAt` is not negative where they end inside quotes. */
  | 'open'
  | 'tooManyColumns'
  /** Text follows a quote that closes on another line than it opened: one of the two is a stray. */
  | 'strayQuote';

/**
 * Cuts records into cells by RFC 4180, and leniently: a quote inside a cell that does not start with one is text, and so
 * is what follows a closing quote on its line. A record ends at CR, LF or CRLF, whichever comes.
 */
export class CsvScanner {
  /** Behind the record and its line end; where the search ended when it found none. */
  next = 0;
  /** Line ends inside the quotes of the record so far. */
  quotedLines = 0;
  /** Where the quote opened that is open or stray, and how many line ends of the record lie before it. */
  quoteAt = -1;
  linesBeforeQuote = 0;
  readonly #bytes: Buffer;
  readonly #row: CsvRow;
  readonly #delimiter: number;
  #hasDoubled = false;
  #quotedBits = 0;

  constructor(bytes: Buffer, row: CsvRow, delimiter: number) {
    this.#bytes = bytes;
    this.#row = row;
    this.#delimiter = delimiter;
  }

  /**
   * Finds the record that starts at `from`.
   * @param isLast no text follows `limit`: it ends a record as a line end does
   */
  scan(from: number, limit: number, isLast: boolean): Scanned {
    const bytes = this.#bytes;
    const { starts, ends } = this.#row;
    const delimiter = this.#delimiter;
    // No byte above it ends a cell: one comparison passes over most of the text.
    const ceiling = Math.max(delimiter, CR);
    this.quotedLines = 0;
    this.quoteAt = -1;
    let at = from;
    let bits = 0;
    for (let cell = 0; cell < MAX_COLUMNS; cell++) {
      const start = at;
      let closedAt = -1;
      if (at < limit && bytes[at] === QUOTE) {
        closedAt = this.#closingQuote(at + 1, limit);
        if (closedAt < 0) return 'open';
        at = closedAt + 1;
        bits |= this.#quotedBits;
      }
      let byte = LF;
      for (; at < limit; at++) {
        byte = bytes[at] as number;
        bits |= byte;
        if (byte <= ceiling && (byte === delimiter || byte === LF || byte === CR)) break;
      }
      if (at >= limit && !isLast) return 'open';
      if (closedAt < 0) {
        starts[cell] = start;
        ends[cell] = at;
      } else if (at === closedAt + 1 && !this.#hasDoubled) {
        starts[cell] = start + 1;
        ends[cell] = closedAt;
      } else if (this.quotedLines > this.linesBeforeQuote && !this.#isBlank(closedAt + 1, at)) {
        this.next = at;
        return 'strayQuote';
      } else {
        starts[cell] = start;
        ends[cell] = -at;
      }
      this.quoteAt = -1;
      if (byte === delimiter && at < limit) at++;
      else return this.#endRecord(from, at, { limit, isLast, cellCount: cell + 1, bits });
    }
    this.next = at;
    return 'tooManyColumns';
  }

  /**
   * Takes the record from `from` to its line feed at `end` apart, which has neither quotes nor other line ends.
   * @param cells how many of its cells are wanted; all by default
   */
  scanPlain(from: number, end: number, cells = MAX_COLUMNS): Scanned {
    const bytes = this.#bytes;
    const row = this.#row;
    const delimiter = this.#delimiter;
    const textEnd = end > from && bytes[end - 1] === CR ? end - 1 : end;
    this.quotedLines = 0;
    this.quoteAt = -1;
    let at = from;
    let bits = 0;
    let cell = 0;
    const most = Math.min(cells, MAX_COLUMNS);
    for (; cell < most && at <= textEnd; cell++) {
      row.starts[cell] = at;
      for (; at < textEnd; at++) {
        const byte = bytes[at] as number;
        if (byte === delimiter) break;
        bits |= byte;
      }
      row.ends[cell] = at++;
    }
    if (cell === MAX_COLUMNS && at <= textEnd) return 'tooManyColumns';
    row.start = from;
    row.end = textEnd;
    row.cellCount = cell;
    row.bits = bits;
    this.next = end + 1;
    return 'record';
  }

  #endRecord(
    from: number,
    at: number,
    facts: { limit: number; isLast: boolean; cellCount: number; bits: number },
  ): Scanned {
    const isCr = at < facts.limit && this.#bytes[at] === CR;
    // The line feed of CRLF may not have been read yet.
    if (isCr && at + 1 >= facts.limit && !facts.isLast) return 'open';
    const isCrLf = isCr && at + 1 < facts.limit && this.#bytes[at + 1] === LF;
    this.next = Math.min(at + (isCrLf ? 2 : 1), facts.limit);
    const row = this.#row;
    row.start = from;
    row.end = at;
    row.cellCount = facts.cellCount;
    row.bits = facts.bits;
    return 'record';
  }

  /** @returns where the quote is that closes the cell; -1 where it is not before `limit` */
  #closingQuote(from: number, limit: number): number {
    const bytes = this.#bytes;
    this.quoteAt = from - 1;
    this.linesBeforeQuote = this.quotedLines;
    this.#hasDoubled = false;
    this.#quotedBits = 0;
    for (let at = from; at < limit; at++) {
      const byte = bytes[at] as number;
      this.#quotedBits |= byte;
      if (byte > QUOTE) continue;
      if (byte === QUOTE) {
        if (at + 1 >= limit || bytes[at + 1] !== QUOTE) return at;
        this.#hasDoubled = true;
        at++;
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) this.quotedLines++;
    }
    return -1;
  }

  #isBlank(from: number, end: number): boolean {
    for (let at = from; at < end; at++) if ((this.#bytes[at] as number) > SPACE) return false;
    return true;
  }
}
