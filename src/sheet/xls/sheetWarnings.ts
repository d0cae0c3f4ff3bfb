import type { SheetWarning } from '../rows.ts';
import { sheetChoiceWarnings } from '../sheetChoice.ts';
import { columnName } from '../xlsx/cellReference.ts';
import type { SheetFacts } from './sheetScan.ts';
import type { WorkbookGlobals } from './workbookGlobals.ts';

/** Rows named in one message. */
const MOST_NAMED = 5;

/** What is odd about a sheet and is read all the same. */
export function sheetWarnings(globals: WorkbookGlobals, facts: SheetFacts): SheetWarning[] {
  const warnings = sheetChoiceWarnings(globals);
  const sheet = `The sheet "${globals.sheetName}"`;
  const count = facts.hiddenRows.length;
  if (count > 0) {
    const rows = count === 1 ? 'a hidden row, which was' : `${count} hidden rows, which were`;
    const named = facts.hiddenRows.slice(0, MOST_NAMED).map((row) => row + 1);
    const more = count > MOST_NAMED ? ` and ${count - MOST_NAMED} more` : '';
    const message = `${sheet} has ${rows} read like all others: row ${named.join(', ')}${more}.`;
    warnings.push({ code: 'HIDDEN_ROWS', message });
  }
  if (facts.hiddenColumns.length > 0) {
    const named = facts.hiddenColumns.map(columnName).join(', ');
    const message = `${sheet} has hidden columns, which were read like all others: ${named}.`;
    warnings.push({ code: 'HIDDEN_COLUMNS', message });
  }
  return warnings;
}
