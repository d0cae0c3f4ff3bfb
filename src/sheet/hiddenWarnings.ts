import type { SheetWarning } from './rows.ts';

/** Rows named in one message. */
export const MOST_HIDDEN_NAMED = 5;

const MOST_COLUMNS_NAMED = 20;

/** What a sheet hides from whoever looks at it. */
export interface HiddenPlaces {
  /** As a message begins with it: `The sheet "April"`. */
  readonly sheet: string;
  readonly rowCount: number;
  /** Their numbers, the first `MOST_HIDDEN_NAMED` at least where there are so many. */
  readonly firstRows: readonly number[];
  /** By their letters, or as `C to E`. */
  readonly columns: readonly string[];
}

/** Hidden rows and columns are read like all others, and said. */
export function hiddenWarnings({ sheet, rowCount, firstRows, columns }: HiddenPlaces): SheetWarning[] {
  const warnings: SheetWarning[] = [];
  if (rowCount > 0) {
    const rows = rowCount === 1 ? 'a hidden row, which was' : `${rowCount} hidden rows, which were`;
    const named = firstRows.slice(0, MOST_HIDDEN_NAMED).join(', ');
    const more = rowCount > MOST_HIDDEN_NAMED ? ` and ${rowCount - MOST_HIDDEN_NAMED} more` : '';
    warnings.push({
      code: 'HIDDEN_ROWS',
      message: `${sheet} has ${rows} read like all others: row ${named}${more}.`,
    });
  }
  if (columns.length > 0) {
    const named = columns.slice(0, MOST_COLUMNS_NAMED).join(', ');
    const more =
      columns.length > MOST_COLUMNS_NAMED ? ` and ${columns.length - MOST_COLUMNS_NAMED} more` : '';
    warnings.push({
      code: 'HIDDEN_COLUMNS',
      message: `${sheet} has hidden columns, which were read like all others: ${named}${more}.`,
    });
  }
  return warnings;
}
