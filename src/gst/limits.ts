import { isoDay } from './isoDay.ts';
import type { RuleTables } from './tables.ts';

const HSN_DIGITS =
  'notification 78/2020-Central Tax: https://1-comply.com/2025/05/07/mandatory-reporting-of-hsn-codes-in-table-12-and-documents-in-table-13-of-gstr-1-1a/';
const RULE_47A = 'rule 47A: https://gstgyaan.com/rule-47a-of-cgst-rules';

interface Limit {
  readonly value: number;
  readonly meaning: string;
  readonly source: string;
}

/** Single figures by name, in the unit that the name ends in: `Paise`, `Days` and `Years` (a number of them), `Day` (a date). */
export const LIMITS = {
  taxSilentPaise: {
    value: 100,
    meaning: 'the tax of a line may differ by so much from taxable amount times rate unsaid',
    source:
      'e-invoice arithmetic: https://gst-online.com/key-validation-for-item-value-taxable-value-and-invoice-value-while-generating-e-invoice (the figure of 1 rupee is an inference)',
  },
  taxWarningPaise: {
    value: 1_000,
    meaning: 'up to so much it is a warning and beyond it an error',
    source: 'inference: ten times the e-invoice tolerance',
  },
  stateTaxPaise: {
    value: 100,
    meaning: 'CGST and SGST of a line may differ by so much',
    source: 'inference: the e-invoice tolerance',
  },
  documentLinePaise: {
    value: 100,
    meaning: 'the totals of a document may differ from its lines by so much a line',
    source: 'inference: the e-invoice tolerance',
  },
  documentRoundOffPaise: {
    value: 9_999,
    meaning: 'and the document total by so much more for rounding off',
    source: 'e-invoice arithmetic: https://a2ztaxcorp.com/?p=19265',
  },
  returnBarYears: {
    value: 3,
    meaning: 'years after its due date until which a return can be filed',
    source:
      'https://www.centaxonline.com/blog/gstn-issued-advisory-on-barring-of-gst-return-on-expiry-of-three-years',
  },
  claimPaise: {
    value: 100,
    meaning: 'an ITC claim may be above the tax of its head by so much',
    source: 'inference: the e-invoice tolerance',
  },
  hsnFewDigits: {
    value: 4,
    meaning: 'digits of an HSN up to the turnover of hsnTurnoverCrore',
    source: HSN_DIGITS,
  },
  hsnManyDigits: {
    value: 6,
    meaning: 'digits of an HSN above that turnover',
    source: HSN_DIGITS,
  },
  hsnTurnoverCrore: {
    value: 5,
    meaning: 'turnover of the last financial year in crore rupees that divides the two',
    source: HSN_DIGITS,
  },
  hsnDigitsFromDay: {
    value: isoDay('2021-04-01'),
    meaning: 'documents from this day on need so many digits',
    source: HSN_DIGITS,
  },
  goodsAdvanceFromDay: {
    value: isoDay('2017-11-15'),
    meaning: 'no tax is due on advances for goods from this day on',
    source: 'notification 66/2017-Central Tax',
  },
  selfInvoiceFromDay: {
    value: isoDay('2024-11-01'),
    meaning: 'self-invoices from this day on have a time limit',
    source: RULE_47A,
  },
  selfInvoiceDays: {
    value: 30,
    meaning: 'days from receipt to self-invoice at most',
    source: RULE_47A,
  },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof LIMITS;

/** The figures alone, as `RuleTables` holds them. */
export const DEFAULT_LIMITS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { value }]) => [name, value]),
);

/** A figure of these tables, or the one that shipped where they leave it out. */
export function limitOf(tables: RuleTables, name: LimitName): number {
  return tables.limits[name] ?? LIMITS[name].value;
}
