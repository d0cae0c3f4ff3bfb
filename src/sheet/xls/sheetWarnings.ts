import { columnName } from '../cells/cellReference.ts';
import { hiddenWarnings, MOST_HIDDEN_NAMED } from '../hiddenWarnings.ts';
import type { SheetWarning } from '../rows.ts';
import { sheetChoiceWarnings } from '../sheetChoice.ts';
import type { SheetFacts } from './sheetScan.ts';
import type { WorkbookGlobals } from './workbookGlobals.ts';

/** What is odd about a sheet and is read all the same. */
export function sheetWarnings(globals: WorkbookGlobals, facts: SheetFacts): SheetWarning[] {
  const hidden = hiddenWarnings({
    sheet: `The sheet "${globals.sheetName}"`,
    rowCount: facts.hiddenRows.length,
    firstRows: facts.hiddenRows.slice(0, MOST_HIDDEN_NAMED).map((row) => row + 1),
    columns: facts.hiddenColumns.map(columnName),
  });
  return [...sheetChoiceWarnings(globals), ...hidden];
}
