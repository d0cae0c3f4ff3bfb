import type { Register } from '../../gst/columns.ts';
import { OWN_GSTIN } from '../../gst/columnTable.ts';
import { guessRegister, HEADER_SEARCH_ROWS, type HeaderMatch, matchHeader } from '../../gst/header.ts';
import { likeOtherRegister } from '../../gst/otherRegister.ts';
import type { HeaderReading, Look } from './lookTypes.ts';
import { otherPartiesOf } from './parties.ts';
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
  const matches = { sales: matchOf('sales', rows), purchase: matchOf('purchase', rows) };
  const header = matches[byColumns ?? 'sales'] ?? matches.purchase;
  return {
    kind: peek.kind,
    guess: byColumns ?? byName,
    guessedBy: byColumns !== null ? 'columns' : byName !== null ? 'name' : null,
    isRead: rows !== null && rows.length > 0,
    isHeaderOnly: peek.isWhole && header !== null && header.rowIndex + 1 === rows?.length,
    readings: {
      sales: readingOf('sales', matches.sales, byColumns),
      purchase: readingOf('purchase', matches.purchase, byColumns),
    },
  };
}

/** What a name says, where it says only one. */
export function registerInName(name: string): Register | null {
  const isSales = SALES_NAME.test(name);
  if (isSales === PURCHASE_NAME.test(name)) return null;
  return isSales ? 'sales' : 'purchase';
}

function matchOf(register: Register, rows: readonly (readonly string[])[] | null): HeaderMatch | null {
  return rows === null ? null : matchHeader(register, rows);
}

function readingOf(
  register: Register,
  match: HeaderMatch | null,
  byColumns: Register | null,
): HeaderReading | null {
  if (match === null) return null;
  return {
    known: match.score,
    missing: match.missing.map(({ column, header, nearest }) => ({
      header,
      nearest,
      isOwnGstin: column === OWN_GSTIN[register],
    })),
    duplicates: match.duplicates.map(({ header }) => header),
    likeOther: likeOtherRegister(register, match),
    otherParties: otherPartiesOf(register, match, byColumns === register),
  };
}
