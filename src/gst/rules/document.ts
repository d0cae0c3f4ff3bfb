import type { ColumnKey } from '../columns.ts';
import { headerOf } from '../columnTable.ts';
import { limitOf } from '../limits.ts';
import type { DocumentLine, Paise } from '../line.ts';
import { formatPaise } from '../money.ts';
import { isBlank } from '../reading.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { noteOn, textOf } from './cells.ts';
import { numberOf } from './documentNumber.ts';
import type { Report, Rule, RuleContext } from './rule.ts';

type Compared = readonly [column: ColumnKey, read: (line: DocumentLine) => string | number | boolean | null];

const COMPARED: readonly Compared[] = [
  ['documentDate', (line) => line.date],
  ['placeOfSupply', (line) => line.placeOfSupply],
  ['isReverseCharge', (line) => line.isReverseCharge],
  [
    'customerGstin',
    ({ register, party }) =>
      register === 'purchase' || party === null || 'fault' in party ? null : party.gstin,
  ],
  ['isDocumentCancelled', (line) => flagOf(line, 'isDocumentCancelled', line.isCancelled)],
  ['isDocumentDeleted', (line) => flagOf(line, 'isDocumentDeleted', line.isDeleted)],
];

/** Null for a blank flag, and for one that C02 refuses. */
function flagOf(line: DocumentLine, column: ColumnKey, value: boolean): boolean | null {
  if (value) return true;
  return isBlank(textOf(line, column)) || noteOn(line, column) !== undefined ? null : false;
}

export const D12: Rule = {
  code: 'D12',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    'rows of one document differ in date, place of supply, reverse charge, cancelled, deleted or, on sales, customer GSTIN; blank cells do not count: they take what the other rows say',
  message: 'Rows of document {n} differ in {f}. All rows of one document must agree.',
  source: "Clear's documentation: one row is one line item, header values repeat on each row of a document",
  onCancelled: true,
  checkDocument(supplies, _context, report) {
    const [supply] = supplies;
    if (supply === undefined || supplies.length === 1) return;
    for (const [column, read] of COMPARED) {
      if (!isDiffering(supplies, read)) continue;
      const { register } = supply.line;
      report(D12, {
        supply,
        column,
        message: `Rows of document ${shown(numberOf(supply.line))} differ in ${headerOf(register, column)}. All rows of one document must agree.`,
      });
    }
  },
};

function isDiffering(supplies: readonly Supply[], read: Compared[1]): boolean {
  let first: string | number | boolean | null = null;
  for (const { line } of supplies) {
    const value = read(line);
    if (value === null) continue;
    if (first === null) first = value;
    else if (value !== first) return true;
  }
  return false;
}

/** Up to here comparing each row with each is cheaper than remembering them. */
const FEW_ROWS = 8;

export const D13: Rule = {
  code: 'D13',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition: 'a whole row repeats within one document',
  message: 'Row repeats an earlier row of document {n}. Remove it if it is not a second line.',
  source: 'inference: one of the commonest accidents of copying; two equal lines are legal',
  onCancelled: false,
  checkDocument(supplies, _context, report) {
    if (supplies.length === 1) return;
    const seen = supplies.length > FEW_ROWS ? new Set<string>() : null;
    for (const [index, supply] of supplies.entries()) {
      const repeats = seen === null ? repeatsEarlier(supplies, index) : isSeen(seen, supply.line);
      if (!repeats) continue;
      report(D13, {
        supply,
        column: null,
        message: `Row repeats an earlier row of document ${shown(numberOf(supply.line))}. Remove it if it is not a second line.`,
      });
    }
  },
};

function repeatsEarlier(supplies: readonly Supply[], index: number): boolean {
  const line = supplies[index]?.line;
  for (let earlier = 0; earlier < index; earlier += 1) {
    const other = supplies[earlier]?.line;
    if (line?.taxable === other?.taxable && isSameRow(line?.values, other?.values)) return true;
  }
  return false;
}

function isSameRow(one: readonly string[] = [], other: readonly string[] = []): boolean {
  for (let index = one.length - 1; index >= 0; index -= 1) if (one[index] !== other[index]) return false;
  return true;
}

function isSeen(seen: Set<string>, { values }: DocumentLine): boolean {
  const size = seen.size;
  seen.add(values.join('\n'));
  return seen.size === size;
}

const HEADS: readonly (readonly [
  column: ColumnKey,
  stated: (line: DocumentLine) => Paise | null,
  ofLine: (line: DocumentLine) => Paise | null,
])[] = [
  ['documentCgstAmount', (line) => line.documentCgst, (line) => line.cgst],
  ['documentSgstAmount', (line) => line.documentSgst, (line) => line.sgst],
  ['documentIgstAmount', (line) => line.documentIgst, (line) => line.igst],
  ['documentCessAmount', (line) => line.documentCess, (line) => line.cess],
];

export const D14: Rule = {
  code: 'D14',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    'the document total differs from the sum of its lines by more than 1 rupee a line and 99.99 of round-off, with and without tax where reverse charge or an export leaves that open; or a stated total of a tax head by more than 1 rupee a line',
  message: 'Document Total Amount {v} differs from the sum of the lines {s}.',
  source:
    'e-invoice arithmetic: https://a2ztaxcorp.com/?p=19265 , https://irisgst.com/kb/new-validation-rule-for-total-invoice-value',
  onCancelled: false,
  checkDocument(supplies, context, report) {
    const [supply] = supplies;
    if (supply === undefined) return;
    const tolerance = supplies.length * limitOf(context.tables, 'documentLinePaise');
    checkTotal(supplies, { context, tolerance, report });
    for (const [column, stated, ofLine] of HEADS) {
      const total = largestOf(supplies, stated);
      if (total === null) continue;
      let sum = 0;
      for (const { line } of supplies) sum += ofLine(line) ?? 0;
      if (Math.abs(Math.abs(total) - Math.abs(sum)) > tolerance)
        sayDiffering(supply, { column, total, sum, report });
    }
  },
};

function checkTotal(
  supplies: readonly Supply[],
  { context, tolerance, report }: { context: RuleContext; tolerance: number; report: Report },
): void {
  const [supply] = supplies;
  const total = largestOf(supplies, (line) => line.documentTotal);
  if (total === null || supply === undefined) return;
  let taxable = 0;
  let tax = 0;
  let mayLeaveTaxOut = false;
  for (const { line, tax: gst, isNote, isReverseCharge, isExport, isSez, isImport } of supplies) {
    if (line.taxable === null && !isNote) return;
    taxable += line.taxable ?? 0;
    tax += gst + (line.cess ?? 0);
    mayLeaveTaxOut ||= isReverseCharge || isExport || isSez || isImport;
  }
  const most = tolerance + limitOf(context.tables, 'documentRoundOffPaise');
  const differs = (sum: Paise): boolean => Math.abs(Math.abs(total) - Math.abs(sum)) > most;
  if (!differs(taxable + tax) || (mayLeaveTaxOut && !differs(taxable))) return;
  sayDiffering(supply, { column: 'documentTotalAmount', total, sum: taxable + tax, report });
}

/** Whichever row states it: where rows state several, the largest, so that their order does not matter. */
function largestOf(supplies: readonly Supply[], read: (line: DocumentLine) => Paise | null): Paise | null {
  let largest: Paise | null = null;
  for (const { line } of supplies) {
    const value = read(line);
    if (value !== null && (largest === null || value > largest)) largest = value;
  }
  return largest;
}

function sayDiffering(
  supply: Supply,
  { column, total, sum, report }: { column: ColumnKey; total: Paise; sum: Paise; report: Report },
): void {
  report(D14, {
    supply,
    column,
    value: formatPaise(total),
    message: `${headerOf(supply.line.register, column)} ${formatPaise(total)} differs from the sum of the lines ${formatPaise(sum)}.`,
  });
}
