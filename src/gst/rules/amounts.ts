import type { ColumnKey } from '../columns.ts';
import { columnOf, headerOf } from '../columnTable.ts';
import { limitOf } from '../limits.ts';
import type { CellNote, DocumentLine } from '../line.ts';
import { formatPaise } from '../money.ts';
import { formatPercent } from '../numbers.ts';
import type { Supply } from '../supply.ts';
import type { RuleTables } from '../tables.ts';
import { shown } from '../wording.ts';
import { noteOn, textOf } from './cells.ts';
import { entriesOfRate, isInForce } from './inForce.ts';
import { share } from './percentOf.ts';
import type { Report, Rule } from './rule.ts';

const E_INVOICE_ARITHMETIC =
  'e-invoice arithmetic: https://gst-online.com/key-validation-for-item-value-taxable-value-and-invoice-value-while-generating-e-invoice';
const RETAIL_PRICE_ADVISORY =
  'retail price: https://www.etvbharat.com/en/business/gst-network-issues-advisory-on-rsp-based-valuation-of-pan-masala-enn26012305704';

export const A01: Rule = {
  code: 'A01',
  severity: 'error',
  severityNote:
    'warning for a note with tax and a blank taxable amount (read as 0.00), for an Applicable Tax Rate other than 65, and for quantity, discount and the totals of the document, which the tables of the returns do not take',
  registers: ['sales', 'purchase'],
  condition: 'An amount, rate or quantity is no number; or the taxable amount of a note with tax is blank.',
  message:
    '{field} {v} is not a number. Enter a plain amount. / Item Quantity {v} was read as {n}. Use Item Unit Code for the unit. / {field} has the formula error {v}. Enter the value itself. / Item Taxable Amount of a note is empty. It was read as 0.00. / Applicable Tax Rate {v} is not known. It was read as the whole rate. Use 65 or leave it empty.',
  source: 'https://docs.cleartax.in/cleartax-docs/clear-finance-cloud/cfc-api-reference/',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.notes.length > 0) reportUnreadable(supply, report);
    if (
      supply.isNote &&
      line.taxable === null &&
      supply.tax !== 0 &&
      noteOn(line, 'itemTaxableAmount') === undefined
    ) {
      const message = 'Item Taxable Amount of a note is empty. It was read as 0.00.';
      report(A01, { supply, column: 'itemTaxableAmount', message, severity: 'warning' });
    }
  },
};

/** No line of a return depends on these. Some take Applicable Tax Rate for the rate itself: the whole rate is meant. */
const MILD_COLUMNS: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'applicableTaxRate',
  'itemQuantity',
  'itemDiscount',
  'documentCgstAmount',
  'documentSgstAmount',
  'documentIgstAmount',
  'documentCessAmount',
  'documentTotalAmount',
]);

function reportUnreadable(supply: Supply, report: Report): void {
  for (const note of supply.line.notes) {
    const message = unreadableNumber(supply.line, note);
    const severity = MILD_COLUMNS.has(note.column) || note.kind === 'replaced' ? 'warning' : 'error';
    if (message !== null) report(A01, { supply, column: note.column, message, severity });
  }
}

/** What to say of a number's cell that could not be read; null for other columns and other notes. */
function unreadableNumber(line: DocumentLine, { column, kind }: CellNote): string | null {
  const expected = columnOf(column).kind;
  if (kind === 'replaced' && expected === 'quantity') {
    return `${headerOf(line.register, column)} ${shown(textOf(line, column))} was read as ${formatPercent(line.quantity ?? 0)}. Use Item Unit Code for the unit.`;
  }
  if (kind !== 'unreadable' && kind !== 'formulaError') return null;
  if (expected !== 'amount' && expected !== 'percent' && expected !== 'quantity') return null;
  const value = shown(textOf(line, column));
  if (column === 'applicableTaxRate') {
    return `Applicable Tax Rate ${value} is not known. It was read as the whole rate. Use 65 or leave it empty.`;
  }
  const field = headerOf(line.register, column);
  if (kind === 'formulaError') return `${field} has the formula error ${value}. Enter the value itself.`;
  return `${field} ${value} is not a number. Enter a plain ${expected === 'amount' ? 'amount' : 'number'}.`;
}

export const A02: Rule = {
  code: 'A02',
  severity: 'error',
  severityNote: 'warning for a negative line of a document whose total is not negative',
  registers: ['sales', 'purchase'],
  condition: 'The lines of a document other than a note sum to less than zero; the sign of notes is ignored.',
  message:
    'Invoice total is negative. Use Document Type Credit Note. / Item Taxable Amount {v} is negative. Check that it lowers the invoice.',
  source:
    'section 34(1) CGST Act: a lower value is told by a credit note; clients send notes as positive amounts',
  onCancelled: false,
  checkDocument(supplies, _context, report) {
    let total = 0;
    let first: Supply | undefined;
    for (const supply of supplies) {
      const { line } = supply;
      if (supply.isNote || line.type === null) return;
      const value = (line.taxable ?? 0) + supply.tax + (line.cess ?? 0);
      total += value;
      if (value < 0) first ??= supply;
    }
    if (first === undefined) return;
    if (total < 0) {
      const type = first.line.type === 'advance' ? 'Refund Voucher' : 'Credit Note';
      const message = `Invoice total is negative. Use Document Type ${type}.`;
      report(A02, { supply: first, column: 'itemTaxableAmount', message, value: formatPaise(total) });
      return;
    }
    for (const supply of supplies) {
      const { taxable } = supply.line;
      if (taxable === null || taxable >= 0) continue;
      const message = `Item Taxable Amount ${formatPaise(taxable)} is negative. Check that it lowers the invoice.`;
      report(A02, { supply, column: 'itemTaxableAmount', message, severity: 'warning' });
    }
  },
};

export const A03: Rule = {
  code: 'A03',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition: 'An amount has more than two decimals and rounding changes it.',
  message: '{field} {v} was rounded to two decimals.',
  source:
    'https://caclub.in/gstn-guidelines-on-discrepancy-in-invoices-details-as-per-offline-tool-vs-excel-sheet/',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.notes.length === 0) return;
    for (const { column, kind } of line.notes) {
      if (kind !== 'rounded') continue;
      const field = headerOf(line.register, column);
      report(A03, {
        supply,
        column,
        message: `${field} ${shown(textOf(line, column))} was rounded to two decimals.`,
      });
    }
  },
};

export const A04: Rule = {
  code: 'A04',
  severity: 'error',
  severityNote:
    'warning up to 10 rupees, and whatever the difference for notes, advances, reverse charge, exports, imports and goods valued by retail price; nothing up to 1 rupee, or where the tax is zero by design',
  registers: ['sales', 'purchase'],
  condition:
    'The tax of a line differs from taxable amount times rate (times 0.65 where Applicable Tax Rate is 65) by more than 10 rupees.',
  message: 'Tax {t} does not match {r} percent of {x}. Expected {e}.',
  source: `${E_INVOICE_ARITHMETIC} ; ${RETAIL_PRICE_ADVISORY}`,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line, rate, tax, isNote } = supply;
    const { taxable } = line;
    if (rate === null || taxable === null) return;
    if (line.cgst === null && line.sgst === null && line.igst === null) return;
    const expected = expectedTax(supply, { rate, taxable }, tables);
    const off = Math.abs(isNote ? Math.abs(tax) - Math.abs(expected) : tax - expected);
    if (off <= limitOf(tables, 'taxSilentPaise')) return;
    if (tax === 0 ? isZeroByDesign(supply) : isNote && taxable === 0) return;

    const isMild = off <= limitOf(tables, 'taxWarningPaise') || mayDiffer(supply, tables);
    const reduced = line.applicableRate === null ? '' : `${line.applicableRate} percent of `;
    report(A04, {
      supply,
      column: line.igst === null || line.igst === 0 ? 'cgstAmount' : 'igstAmount',
      value: formatPaise(tax),
      message:
        `Tax ${formatPaise(tax)} does not match ${reduced}${formatPercent(rate)} percent of ${formatPaise(taxable)}. ` +
        `Expected ${formatPaise(expected)}.`,
      severity: isMild ? 'warning' : 'error',
    });
  },
};

/** Paise, signed like the taxable amount; CGST and SGST are each half the rate, rounded by itself. */
export function expectedTax(
  { line }: Supply,
  { rate, taxable }: { readonly rate: number; readonly taxable: number },
  tables: RuleTables,
): number {
  // Split rates may be given with the reduction already in them: then they are in no table as they stand.
  const reduction = entriesOfRate(tables, rate) === undefined ? null : line.applicableRate;
  const numerator = reduction === null ? rate : rate * reduction;
  const denominator = reduction === null ? 100_000 : 10_000_000;
  const isSplit = line.igst === null || line.igst === 0;
  return isSplit ? 2 * share(taxable, numerator, 2 * denominator) : share(taxable, numerator, denominator);
}

/**
 * Notes, reverse charge, LUT, section 9(5), imports, purchases from unregistered suppliers, bills of supply and exempt goods
 * carry a rate and no tax.
 */
function isZeroByDesign(supply: Supply): boolean {
  const { line } = supply;
  return (
    supply.isNote ||
    supply.isReverseCharge ||
    supply.isExport ||
    supply.isSez ||
    supply.isImport ||
    supply.withPayment === false ||
    (line.register === 'purchase' && line.party === null) ||
    line.ecommerce !== null ||
    line.isBillOfSupply ||
    line.type === 'billOfSupply' ||
    line.isSupplierComposition ||
    line.zeroTaxCategory !== null
  );
}

/** What the government's own systems do not hold to the arithmetic. */
function mayDiffer(supply: Supply, tables: RuleTables): boolean {
  const { line } = supply;
  if (line.type !== 'invoice' || supply.isNote || supply.isReverseCharge) return true;
  if (supply.isExport || supply.isImport) return true;
  return line.hsn !== '' && line.date !== null && isInForce(tables.retailPrice, line.date, line.hsn);
}

export const AMOUNT_RULES: readonly Rule[] = [A01, A02, A03, A04];
