import { COLUMNS_OF, type Register } from '../../../../gst/columns.ts';
import { matchHeader } from '../../../../gst/header.ts';

/** By which people know a row again: places of the columns in the user's file, null where it has none. */
export interface DocumentColumns {
  readonly number: number | null;
  readonly date: number | null;
}

/** @param columns headers as the user's file writes them */
export function documentColumns(register: Register, columns: readonly string[]): DocumentColumns {
  const match = matchHeader(register, [columns]);
  const placeOf = (key: 'documentNumber' | 'documentDate') => {
    const place = match?.columnOf[COLUMNS_OF[register].indexOf(key)] ?? -1;
    return place < 0 ? null : place;
  };
  return { number: placeOf('documentNumber'), date: placeOf('documentDate') };
}
