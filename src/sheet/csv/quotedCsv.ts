import { undefuse } from '../formulaDefence.ts';

const BYTE_ORDER_MARK = '\ufeff';
const QUOTE = 0x22;
const COMMA = 0x2c;

/**
 * Reads back what `CsvWriter` wrote, piece by piece: every field is quoted, and the `'` before what could run as a formula is
 * taken away again. Rows come in batches, one a piece.
 *
 * @throws Error where it is no such file, or ends within a row
 */
export async function* readQuotedCsv(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[][]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let isStart = true;
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    if (isStart && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
    isStart = isStart && text === '';
    const { rows, end } = wholeRows(text);
    text = text.slice(end);
    if (rows.length > 0) yield rows;
  }
  if (text + decoder.decode() !== '') throw new Error('a file of quoted fields ends within a row');
}

/** The same of rows that are here, whole. @throws Error where they are not */
export function parseQuotedRows(text: string): string[][] {
  const { rows, end } = wholeRows(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  if (!text.endsWith('\r\n') || end < text.length - 1) throw new Error('a row of quoted fields has no end');
  return rows;
}

/** The same of one row. @throws Error where it is none, or several */
export function parseQuotedRow(text: string): string[] {
  const [row, ...more] = parseQuotedRows(text);
  if (row === undefined || more.length > 0) throw new Error('one row of quoted fields was expected');
  return row;
}

/** The rows that are whole, and where the rest begins. */
function wholeRows(text: string): { readonly rows: string[][]; readonly end: number } {
  const rows: string[][] = [];
  let row: string[] = [];
  let end = 0;
  for (let at = 0; at < text.length; ) {
    if (text.charCodeAt(at) !== QUOTE) throw new Error('a file of quoted fields has one without quotes');
    const close = closingQuote(text, at + 1);
    // What follows the quote tells whether it closes.
    if (close < 0 || close + 2 >= text.length) break;
    row.push(fieldOf(text, at + 1, close));
    if (text.charCodeAt(close + 1) === COMMA) {
      at = close + 2;
      continue;
    }
    if (!text.startsWith('\r\n', close + 1)) throw new Error('a file of quoted fields has text behind one');
    at = close + 3;
    end = at;
    rows.push(row);
    row = [];
  }
  return { rows, end };
}

function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0 && text.charCodeAt(quote + 1) === QUOTE) quote = text.indexOf('"', quote + 2);
  return quote;
}

function fieldOf(text: string, start: number, end: number): string {
  const field = text.slice(start, end);
  return undefuse(field.includes('"') ? field.replaceAll('""', '"') : field);
}
