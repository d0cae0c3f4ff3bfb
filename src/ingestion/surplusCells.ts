import type { Finding } from '../gst/finding.ts';
import type { GroupVerdict, Judge, RefusedRow } from '../gst/verdict.ts';
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
  { columns, ownGstinOf }: { readonly columns: number } & Pick<Judge, 'ownGstinOf'>,
): GroupVerdict {
  const slipped = rows.find(({ surplus }) => surplus > 0);
  if (slipped === undefined) return verdict;
  const errorsOf = new Map(verdict.refused.map(({ row, errors }) => [row, errors]));
  const refused = rows.map((row): RefusedRow => {
    const errors = row.surplus > 0 ? [surplusCells(row, columns)] : (errorsOf.get(row.row) ?? []);
    return {
      row: row.row,
      ownGstin: ownGstinOf(row),
      errors,
      heldBackBy: errors.length > 0 ? null : slipped.row,
    };
  });
  return { documents: [], refused, warnings: [] };
}

function surplusCells({ row, surplus }: ReadRow, columns: number): Finding {
  return {
    row,
    column: null,
    code: SURPLUS_CELLS,
    severity: 'error',
    message: `Row has ${surplus} values but the header has ${columns} columns. A comma inside a value needs quotes around the value.`,
    value: String(surplus),
  };
}
