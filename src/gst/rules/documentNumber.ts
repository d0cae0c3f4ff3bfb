import type { ColumnKey } from '../columns.ts';
import { columnOf, headerOf } from '../columnTable.ts';
import { EXAMPLE_GSTIN, EXAMPLE_ROWS } from '../exampleDocuments.ts';
import type { DocumentLine } from '../line.ts';
import { shown } from '../wording.ts';
import { textOf } from './cells.ts';
import type { Rule } from './rule.ts';

const RULE_46 = 'rule 46(b): https://dev.taxshiftai.com/blog/2026-05-gst-changes-from-april-2026';
const LONGEST_NUMBER = 16;

/** The number as the cell has it, or what stands in for it. */
export function numberOf(line: DocumentLine): string {
  return textOf(line, 'documentNumber') || line.number;
}

export const D03: Rule = {
  code: 'D03',
  severity: 'error',
  severityNote: 'warning on purchases',
  registers: ['sales', 'purchase'],
  condition: 'the document number is longer than 16 or has a character other than letters, digits, / and -',
  message: 'Document Number {v} is not allowed. Use at most 16 letters or digits or / or -.',
  source: RULE_46,
  onCancelled: true,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (isAllowed(line.number) || isRuined(line)) return;
    report(D03, {
      supply,
      column: 'documentNumber',
      value: numberOf(line),
      severity: line.register === 'sales' ? 'error' : 'warning',
      message: `Document Number ${shown(numberOf(line))} is not allowed. Use at most 16 letters or digits or / or -.`,
    });
  },
};

/** Of an upper-case number: `A` to `Z`, digits, `/` and `-`, at most 16 of them. */
function isAllowed(number: string): boolean {
  if (number.length > LONGEST_NUMBER) return false;
  for (let index = 0; index < number.length; index += 1) {
    const code = number.charCodeAt(index);
    const isLetter = code >= 65 && code <= 90;
    const isDigitOrSlash = code >= 47 && code <= 57;
    if (!isLetter && !isDigitOrSlash && code !== 45) return false;
  }
  return true;
}

function isRuined(line: DocumentLine): boolean {
  return line.notes.some(({ column, kind }) => column === 'documentNumber' && kind === 'ruinedByExcel');
}

export const D04: Rule = {
  code: 'D04',
  severity: 'warning',
  registers: ['sales'],
  condition: 'the document number starts with 0, / or -',
  message: 'Document Number {v} starts with 0 or / or -. The e-invoice portal refuses such numbers.',
  source: 'https://tallyinfosoft.com/post/gst-e-invoicing-validations-for-tallyprime-or-any-other-erp',
  onCancelled: true,
  checkDocument(supplies, _context, report) {
    const [supply] = supplies;
    if (supply === undefined || !/^[0/-]/.test(supply.line.number)) return;
    report(D04, {
      supply,
      column: 'documentNumber',
      message: `Document Number ${shown(numberOf(supply.line))} starts with 0 or / or -. The e-invoice portal refuses such numbers.`,
    });
  },
};

const EXAMPLE_NUMBERS: ReadonlySet<string | undefined> = new Set(
  Object.values(EXAMPLE_ROWS).flatMap((rows) => rows.map(({ documentNumber }) => documentNumber)),
);

export const D15: Rule = {
  code: 'D15',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition: "the document is one that the template shows: its number and its own GSTIN are an example's",
  message: 'This is an example of the template. Delete the row.',
  source: 'our own templates: their documents never took place',
  onCancelled: true,
  checkLine(supply, _context, report) {
    const { own, number } = supply.line;
    if (own === null || 'fault' in own || own.gstin !== EXAMPLE_GSTIN || !EXAMPLE_NUMBERS.has(number)) return;
    report(D15, {
      supply,
      column: 'documentNumber',
      message: 'This is an example of the template. Delete the row.',
    });
  },
};

/** Without these a document cannot be identified. */
const IDENTIFYING_NUMBERS: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'documentNumber',
  'originalDocumentNumber',
]);

export const D05: Rule = {
  code: 'D05',
  severity: 'error',
  severityNote: 'warning for numbers other than Document Number and Original Document Number',
  registers: ['sales', 'purchase'],
  condition: 'a number was ruined by Excel: the form 1.23E+14, a cell typed as a date, or a formula error',
  message: 'Document Number {v} was changed by Excel. Format the column as text and enter the number again.',
  source: 'inference: the digits that are gone cannot be guessed',
  onCancelled: true,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.notes.length === 0) return;
    for (const { column, kind } of line.notes) {
      const columnKind = columnOf(column).kind;
      if (columnKind !== 'number' && columnKind !== 'text') continue;
      report(D05, {
        supply,
        column,
        severity: IDENTIFYING_NUMBERS.has(column) ? 'error' : 'warning',
        message: ruinMessage(`${headerOf(line.register, column)} ${shown(textOf(line, column))}`, {
          isFormula: kind === 'formulaError',
          isDate: DATE_CELL.test(textOf(line, column)),
        }),
      });
    }
  },
};

/** A date or a time as workbooks give it. */
const DATE_CELL = /^(?:\d{4}-\d\d-\d\d|\d+:\d\d)/;

function ruinMessage(found: string, { isFormula, isDate }: { isFormula: boolean; isDate: boolean }): string {
  if (isFormula) return `${found} is the error of a formula. Enter the number itself.`;
  const ruin = isDate ? 'was turned into a date by Excel' : 'was changed by Excel';
  return `${found} ${ruin}. Format the column as text and enter the number again.`;
}
