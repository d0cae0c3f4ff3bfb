import type { SheetWarning } from './rows.ts';

const MOST_NAMED = 5;
/** Of the sheets that are not read so many names are kept. */
export const MOST_OTHER_NAMES = 100;

/** Which of a workbook's sheets is read. */
export interface SheetChoice {
  /** Like all names here fit for a message: one line, cut where it is very long. */
  readonly sheetName: string;
  /** It is hidden, as all of them are. */
  readonly isHidden: boolean;
  /** Names of the hidden worksheets before it, which were passed over. */
  readonly hiddenBefore: readonly string[];
  /** Worksheets beside it. */
  readonly otherSheets: number;
  /** Names of the first `MOST_OTHER_NAMES` of them. */
  readonly otherNames: readonly string[];
}

/** What is said of the sheets of a workbook that are not read, and of a hidden one that is. */
export function sheetChoiceWarnings(choice: SheetChoice): SheetWarning[] {
  const { sheetName, isHidden, hiddenBefore, otherSheets, otherNames } = choice;
  const warnings: SheetWarning[] = [];
  if (otherSheets > 0) {
    const named = hiddenBefore.slice(0, MOST_NAMED).join('", "');
    const more = hiddenBefore.length > MOST_NAMED ? ` and ${hiddenBefore.length - MOST_NAMED} more` : '';
    const passedOver = named === '' ? '' : ` Hidden ones before it: "${named}"${more}.`;
    const count = otherSheets === 1 ? 'one more sheet' : `${otherSheets} more sheets`;
    warnings.push({
      code: 'OTHER_SHEETS',
      message: `The workbook has ${count}; only the sheet "${sheetName}" was read.${passedOver}`,
      sheets: { read: sheetName, others: otherNames },
    });
  }
  if (isHidden) {
    warnings.push({
      code: 'HIDDEN_SHEET',
      message: `The sheet "${sheetName}" is hidden; it was read all the same, for the workbook shows no other.`,
    });
  }
  return warnings;
}
