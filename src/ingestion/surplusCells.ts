import type { Finding } from '../gst/finding.ts';
import type { GroupVerdict, Judge, RefusedRow } from '../gst/verdict.ts';
import { shown } from '../gst/wording.ts';
import type { ReadRow } from './registerRows.ts';

/** Beside the codes of `gst/rules`: what is wrong with a row as a row of a table. */
export const SURPLUS_CELLS = 'R01';

/**
 * Text beyond the last column means that a separator stands inside a value and all behind it has slipped: nothing that
 * the rules say of such a row counts, and it holds back every row of its number.
 */
export function withSurplusCells(
  verdict: GroupVerdict,
  rows: readonly ReadRow[],
  ownGstinOf: Judge['ownGstinOf'],
): GroupVerdict {
  const slipped = rows.find(({ beyond }) => beyond !== '');
  if (slipped === undefined) return verdict;
  const errorsOf = new Map(verdict.refused.map(({ row, errors }) => [row, errors]));
  const refused = rows.map((row): RefusedRow => {
    const errors = row.beyond !== '' ? [surplusCells(row)] : (errorsOf.get(row.row) ?? []);
    return {
      row: row.row,
      ownGstin: ownGstinOf(row),
      errors,
      heldBackBy: errors.length > 0 ? null : slipped.row,
    };
  });
  return { documents: [], refused, warnings: [] };
}

function surplusCells({ row, beyond }: ReadRow): Finding {
  const value = shown(beyond);
  return {
    row,
    column: null,
    code: SURPLUS_CELLS,
    severity: 'error',
    message: `Value ${value} stands beyond the last column. Move each value to its own column and leave the cells beyond the header empty. In a CSV file put quotes around a value that holds a comma.`,
    value,
  };
}
