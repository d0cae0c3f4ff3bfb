import { SheetFault } from '../sheet/fault.ts';
import type { SheetWarning } from '../sheet/rows.ts';

/** Names of the sheets of an error workbook: the refused rows, what the rules found, what they warned of. */
export const ERRORS_SHEET = 'Errors';
export const SUMMARY_SHEET = 'Summary';
export const WARNINGS_SHEET = 'Warnings';

/** Names of the sheets of a template beside the register. */
export const READ_ME_SHEET = 'Read me';
export const COLUMNS_SHEET = 'Columns';
export const LISTS_SHEET = 'Lists';

const BESIDE_REGISTER: ReadonlySet<string> = new Set([READ_ME_SHEET, COLUMNS_SHEET, LISTS_SHEET]);
const BESIDE_ERRORS: ReadonlySet<string> = new Set([SUMMARY_SHEET, WARNINGS_SHEET]);
/** Of a further sheet for the rows of one. */
const NUMBER_OF_SHEET = / \(\d+\)$/;

/**
 * What a file's reader found odd, without the notice that other sheets were not read where we have written all of those
 * ourselves and none has a row to import.
 *
 * @throws SheetFault for an error workbook of ours whose refused rows lie on more than one sheet
 */
export function withoutOwnSheets(warnings: readonly SheetWarning[]): readonly SheetWarning[] {
  return warnings.filter(({ sheets }) => {
    if (sheets === undefined) return true;
    const { read, others } = sheets;
    if (plainName(read) !== ERRORS_SHEET) return !others.every((name) => BESIDE_REGISTER.has(name));
    const further = others.find((name) => plainName(name) === ERRORS_SHEET);
    if (further !== undefined) throw moreErrors(read, further);
    return !others.every((name) => BESIDE_ERRORS.has(plainName(name)));
  });
}

function plainName(name: string): string {
  return name.replace(NUMBER_OF_SHEET, '');
}

function moreErrors(read: string, further: string): SheetFault {
  return new SheetFault(
    'LIMIT_EXCEEDED',
    `The rows of this error workbook lie on more than one sheet ("${read}", "${further}"), and only one sheet of a file is read.`,
    {
      resolution:
        'Correct the file errors.csv, which has all rows in one, or send each of these sheets as a file of its own. ' +
        `If "${further}" is only a copy, delete it.`,
      values: [read, further],
    },
  );
}
