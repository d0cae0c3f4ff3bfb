import type { ColumnKey } from '../columns.ts';
import { formatDay } from '../dates.ts';
import { limitOf } from '../limits.ts';
import type { DocumentLine, MilliPercent, ZeroTaxCategory } from '../line.ts';
import { formatPaise } from '../money.ts';
import { formatPercent } from '../numbers.ts';
import type { Supply } from '../supply.ts';
import type { RuleTables } from '../tables.ts';
import { expectedTax } from './amounts.ts';
import { isGiven } from './cells.ts';
import { entriesOfRate, heldForDocument, holdsOn } from './inForce.ts';
import type { Rule } from './rule.ts';

const RATES_2025 =
  'https://cleartax.in/s/56th-gst-council-meet-news , https://taxo.online/?p=544200 (rates by date: the tables below)';

export const A05: Rule = {
  code: 'A05',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition: 'The rate is in no table of any date.',
  message:
    'GST Rate {v} is not a GST rate. Check the rate. / GST Rate {v} is not a GST rate. Did you mean {p}?',
  source: RATES_2025,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { rate, line } = supply;
    if (rate === null || rate === 0 || entriesOfRate(tables, rate) !== undefined) return;
    if (line.applicableRate !== null && entriesOfRate(tables, (rate * 100) / line.applicableRate)) return;
    const value = formatPercent(rate);
    const meant = percentOfFraction(supply, { rate, tables });
    const message = `GST Rate ${value} is not a GST rate. ${meant === null ? 'Check the rate.' : `Did you mean ${formatPercent(meant)}?`}`;
    report(A05, { supply, column: rateColumn(line), message, value });
  },
};

/** What a rate such as 0.18 is in percent, where the tax of the line was worked out by it; null for other rates. */
function percentOfFraction(
  supply: Supply,
  { rate, tables }: { readonly rate: MilliPercent; readonly tables: RuleTables },
): MilliPercent | null {
  const { taxable } = supply.line;
  const percent = rate * 100;
  if (rate >= 1000 || taxable === null || taxable === 0) return null;
  if (entriesOfRate(tables, percent) === undefined) return null;
  const expected = expectedTax(supply, { rate: percent, taxable }, tables);
  return Math.abs(supply.tax - expected) <= limitOf(tables, 'taxWarningPaise') ? percent : null;
}

export const A06: Rule = {
  code: 'A06',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    'GST Rate is above zero and differs from the sum of CGST Rate and SGST Rate or from IGST Rate, where these are above zero.',
  message: 'GST Rate {g} differs from the split rates {s}. Correct one of them.',
  source:
    'header rows and values of ERP clients: split rates are halves of GST Rate; section 9 CGST Act with section 5 IGST Act',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    const { gstRate, cgstRate, sgstRate, igstRate } = line;
    // With 65 percent some clients give the reduced halves and others the full ones.
    if (gstRate === null || gstRate <= 0 || line.applicableRate !== null) return;
    if (cgstRate !== null && sgstRate !== null && differs(cgstRate + sgstRate, gstRate)) {
      const split = `${formatPercent(cgstRate)} and ${formatPercent(sgstRate)}`;
      const message = `GST Rate ${formatPercent(gstRate)} differs from the split rates ${split}. Correct one of them.`;
      report(A06, { supply, column: 'gstRate', message });
    } else if (igstRate !== null && differs(igstRate, gstRate)) {
      const message = `GST Rate ${formatPercent(gstRate)} differs from IGST Rate ${formatPercent(igstRate)}. Correct one of them.`;
      report(A06, { supply, column: 'gstRate', message });
    }
  },
};

function differs(split: MilliPercent, combined: MilliPercent): boolean {
  return split > 0 && split !== combined;
}

export const A07: Rule = {
  code: 'A07',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    'The rate is known but was not in force for this HSN on the document date, nor on that of a linked invoice, original document or advance.',
  message: 'Rate {v} was not in force on {d}. Correct for earlier supplies and notes only.',
  source: `${RATES_2025} ; bricks: https://www.eximguru.com/notifications/seeks-to-notify-gst-rate-86249.aspx`,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { rate, line } = supply;
    const { date, hsn } = line;
    if (rate === null || rate === 0 || date === null || line.isLinkedInvoicePreGst) return;
    const entries = entriesOfRate(tables, rate);
    if (entries === undefined || heldForDocument(entries, line)) return;
    const value = formatPercent(rate);
    const goods = entries.some((entry) => holdsOn(entry, date)) ? ` for HSN ${hsn}` : '';
    const message = `Rate ${value} was not in force on ${formatDay(date)}${goods}. Correct for earlier supplies and notes only.`;
    report(A07, { supply, column: rateColumn(line), message, value });
  },
};

export const A08: Rule = {
  code: 'A08',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    'Compensation cess above zero on a document other than a note after its end: on 22-09-2025 for all but HSN 2106 90 20 and chapter 24, on 01-02-2026 for these.',
  message: 'Compensation cess {v} ended before {d}. Correct for earlier supplies only.',
  source:
    'https://taxo.online/?p=544178 , https://taxguru.in/goods-and-service-tax/compensation-cess-rates-slashed-nil-multiple-goods-february-2026.html',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    const { cess, date } = line;
    if (cess === null || cess <= 0 || date === null || supply.isNote) return;
    if (heldForDocument(tables.cess, line)) return;
    const message = `Compensation cess ${formatPaise(cess)} ended before ${formatDay(date)}. Correct for earlier supplies only.`;
    report(A08, { supply, column: 'cessAmount', message });
  },
};

const CATEGORY_NAMES: Readonly<Record<Exclude<ZeroTaxCategory, 'zeroRated'>, string>> = {
  nilRated: 'Nil rated',
  exempted: 'Exempted',
  nonGst: 'Non-GST',
};

export const A09: Rule = {
  code: 'A09',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition: 'Zero Tax Category is nil rated, exempted or non-GST, and tax or rate is not zero.',
  message: 'Zero Tax Category is {z} but tax is charged. Clear one of them.',
  source: 'sections 2(47) and 11 CGST Act',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { tax, rate, line } = supply;
    const category = line.zeroTaxCategory;
    if (category === null || category === 'zeroRated') return;
    if (tax === 0 && (rate === null || rate === 0)) return;
    const what = tax === 0 ? `a rate of ${formatPercent(rate ?? 0)} percent is given` : 'tax is charged';
    const message = `Zero Tax Category is ${CATEGORY_NAMES[category]} but ${what}. Clear one of them.`;
    report(A09, { supply, column: 'zeroTaxCategory', message });
  },
};

export const A10: Rule = {
  code: 'A10',
  severity: 'warning',
  registers: ['sales'],
  condition:
    'Rate and tax are zero or blank and there is no Zero Tax Category; not for exports, SEZ supplies, reverse charge and sales through an operator that pays the tax (section 9(5)).',
  message: 'Rate is zero. Choose nil rated or exempt or non-GST.',
  source: 'table 8 of GSTR-1 (rule 59 CGST Rules) asks for nil rated and exempt and non-GST apart',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { tax, rate, line } = supply;
    if (tax !== 0 || (rate !== null && rate !== 0)) return;
    if (line.taxable === null || line.taxable === 0) return;
    if (isGiven(line, 'zeroTaxCategory', line.zeroTaxCategory)) return;
    if (supply.isExport || supply.isSez || supply.isReverseCharge || line.ecommerce !== null) return;
    const message = 'Rate is zero. Choose nil rated or exempt or non-GST.';
    report(A10, { supply, column: 'zeroTaxCategory', message });
  },
};

/** The column that the combined rate was read from. */
function rateColumn({ gstRate, cgstRate }: DocumentLine): ColumnKey {
  if (gstRate !== null && gstRate !== 0) return 'gstRate';
  return cgstRate !== null && cgstRate !== 0 ? 'cgstRate' : 'igstRate';
}

export const RATE_RULES: readonly Rule[] = [A05, A06, A07, A08, A09, A10];
