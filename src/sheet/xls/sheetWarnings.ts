import type { SheetWarning } from '../rows.ts';
import type { SheetFacts } from './sheetScan.ts';
import type { WorkbookGlobals } from './workbookGlobals.ts';
import { columnName } from './xlsFaults.ts';

/** Places named in one message. */
const MOST_NAMED = 10;

/** What is odd about a sheet and is read all the same. */
export function sheetWarnings(globals: WorkbookGlobals, facts: SheetFacts): SheetWarning[] {
  const { sheetName, otherSheets } = globals;
  const warnings: SheetWarning[] = [];
  if (otherSheets > 0) {
    const others = otherSheets === 1 ? 'one more sheet, which is' : `${otherSheets} more sheets, which are`;
    warnings.push({
      code: 'OTHER_SHEETS',
      message: `Only the first sheet, "${sheetName}", was read; the workbook has ${others} left out.`,
    });
  }
  const rows = facts.hiddenRows.map((row) => String(row + 1));
  if (rows.length > 0) warnings.push({ code: 'HIDDEN_ROWS', message: hidden('row', rows) });
  const columns = facts.hiddenColumns.map(columnName);
  if (columns.length > 0) warnings.push({ code: 'HIDDEN_COLUMNS', message: hidden('column', columns) });
  return warnings;
}

function hidden(what: string, places: readonly string[]): string {
  const named = places.slice(0, MOST_NAMED).join(', ');
  const more = places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : '';
  const isOne = places.length === 1;
  return `The sheet hides ${places.length} ${what}${isOne ? '' : 's'} with something in ${isOne ? 'it' : 'them'} (${named}${more}); ${isOne ? 'it was' : 'they were'} read like the others.`;
}
