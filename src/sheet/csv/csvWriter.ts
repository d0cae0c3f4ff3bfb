import { defuse } from '../formulaDefence.ts';

/** Without it Excel takes the file for its own code page and garbles Devanagari. */
const BYTE_ORDER_MARK = '\ufeff';

/** As RFC 4180 has it; Excel and the readers of the error file take it everywhere. */
const LINE_END = '\r\n';

/**
 * Writes CSV that spreadsheet programs open without running any of it: UTF-8 with a byte order mark, every field quoted,
 * formulas defused (`undefuse` is the way back). Rows gather until they are taken.
 */
export class CsvWriter {
  #gathered = BYTE_ORDER_MARK;

  row(cells: readonly string[]): void {
    let line = '';
    for (const cell of cells) line += line === '' ? quoted(cell) : `,${quoted(cell)}`;
    this.#gathered += line + LINE_END;
  }

  /** UTF-16 units gathered and not taken yet. */
  get pending(): number {
    return this.#gathered.length;
  }

  /** What was written since the last call, as UTF-8; halves of surrogate pairs become U+FFFD. */
  take(): Uint8Array {
    const bytes = Buffer.from(this.#gathered, 'utf8');
    this.#gathered = '';
    return bytes;
  }
}

function quoted(cell: string): string {
  const text = defuse(cell);
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`;
}
