import type { Register } from '../../gst/columns.ts';
import { guessRegister, HEADER_SEARCH_ROWS, matchHeader } from '../../gst/header.ts';
import { likeOtherRegister } from '../../gst/otherRegister.ts';
import type { HeaderReading, Look } from './lookTypes.ts';
import { peekFile } from './peek/peekFile.ts';

const SALES_NAME = /sales|outward|gstr[-_ ]?1(?![0-9a-z])|बिक्री/i;
const PURCHASE_NAME = /purchase|inward|gstr[-_ ]?2|खरीद/i;

/**
 * Reads a file's first rows and recognises its header as the server does.
 *
 * @throws DOMException where the file cannot be read (any more)
 */
export async function lookInto(file: Blob, name: string): Promise<Look> {
  const peek = await peekFile(file, HEADER_SEARCH_ROWS);
  if (!('rows' in peek)) return peek;
  const rows = peek.rows;
  const byColumns = rows === null ? null : guessRegister(rows);
  const byName = registerInName(name);
  return {
    kind: peek.kind,
    guess: byColumns ?? byName,
    guessedBy: byColumns !== null ? 'columns' : byName !== null ? 'name' : null,
    isRead: rows !== null && rows.length > 0,
    readings: { sales: readingOf('sales', rows), purchase: readingOf('purchase', rows) },
  };
}

/** What a name says, where it says only one. */
export function registerInName(name: string): Register | null {
  const isSales = SALES_NAME.test(name);
  if (isSales === PURCHASE_NAME.test(name)) return null;
  return isSales ? 'sales' : 'purchase';
}

function readingOf(register: Register, rows: readonly (readonly string[])[] | null): HeaderReading | null {
  const match = rows === null ? null : matchHeader(register, rows);
  if (match === null) return null;
  return {
    known: match.score,
    missing: match.missing.map(({ header, nearest }) => ({ header, nearest })),
    duplicates: match.duplicates.map(({ header }) => header),
    isOther: likeOtherRegister(register, match) === 'surely',
  };
}
