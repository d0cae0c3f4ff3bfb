import { MAX_COLUMNS } from '../limits.ts';
import type { CellKind, RowView } from '../rows.ts';

const HIGH_BIT = 0x80;

/** The record that the scanner found last; its cells are decoded when they are asked for. */
export class CsvRow implements RowView {
  number = 0;
  cellCount = 0;
  /** Where the record lies in `bytes`, without its line end. */
  start = 0;
  end = 0;
  /** Per cell: where its text starts and ends; in a quoted one that needs resolving, the negative of its end. */
  readonly starts = new Int32Array(MAX_COLUMNS);
  readonly ends = new Int32Array(MAX_COLUMNS);
  /** All bytes of the record or-ed. */
  bits = 0;
  readonly #bytes: Buffer;
  #decoded = '';
  #decodedNumber = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  text(column: number): string {
    if (!(column >= 0 && column < this.cellCount)) return '';
    const start = this.starts[column] as number;
    const end = this.ends[column] as number;
    if (end < 0) return resolveQuotes(this.#bytes.toString('utf8', start, -end));
    if (start === end) return '';
    if (this.bits >= HIGH_BIT && this.#hasHigh(start, end)) return this.#bytes.toString('utf8', start, end);
    // One decoding a record: a call into the runtime for each cell costs more than cutting the cells out.
    if (this.#decodedNumber !== this.number) {
      this.#decoded = this.#bytes.toString('latin1', this.start, this.end);
      this.#decodedNumber = this.number;
    }
    return this.#decoded.substring(start - this.start, end - this.start);
  }

  kind(column: number): CellKind {
    return this.text(column) === '' ? 'blank' : 'text';
  }

  #hasHigh(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if ((this.#bytes[at] as number) >= HIGH_BIT) return true;
    return false;
  }
}

/**
 * The text of a cell that starts with a quote: doubled quotes are one (RFC 4180, 2.7), and what stands behind the closing
 * quote belongs to the text as it is.
 */
function resolveQuotes(raw: string): string {
  let text = '';
  let at = 1;
  for (;;) {
    const quote = raw.indexOf('"', at);
    if (quote < 0) return text + raw.slice(at);
    text += raw.slice(at, quote);
    if (raw[quote + 1] !== '"') return text + raw.slice(quote + 1);
    text += '"';
    at = quote + 2;
  }
}
