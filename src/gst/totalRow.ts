import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { OWN_GSTIN } from './columnTable.ts';
import { isBlank } from './reading.ts';

/** Only words that a total has beside it: a buyer may be called Total Oil. */
const TOTAL =
  /^(?:(?:grand|sub|net|gross|page|report|sheet|overall)[\s-]{0,3})?(?:totals?|कुल(?:\s?योग)?|योग|महायोग)(?:\s{1,3}(?:amount|value|taxable|invoice|tax|sales|purchases?|rs\.?|inr|for|of)\b.*)?\s{0,3}[:.=-]{0,3}\s{0,3}(?:\([^()]*\))?[\s\d.,₹]*$/iu;
const LONGEST_LABEL = 60;

const IDENTITY: Readonly<Record<Register, readonly number[]>> = {
  sales: identityOf('sales'),
  purchase: identityOf('purchase'),
};

/**
 * Whether a row only sums up those above: nothing that identifies a document, but a cell that reads like "Total", "Grand
 * Total", "Sub Total" or "कुल". The label may stand where the type, number or date would.
 *
 * @param values in the order of `COLUMNS_OF[register]`
 */
export function isTotalRow(register: Register, values: readonly string[]): boolean {
  for (const index of IDENTITY[register]) {
    const text = values[index] ?? '';
    if (text.length > 0 && !isBlank(text.trim()) && !isTotalLabel(text)) return false;
  }
  return values.some(isTotalLabel);
}

function isTotalLabel(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_LABEL && TOTAL.test(text.trim());
}

function identityOf(register: Register): number[] {
  const keys: readonly ColumnKey[] = ['documentNumber', 'documentDate', 'documentType', OWN_GSTIN[register]];
  return keys.map((key) => COLUMNS_OF[register].indexOf(key));
}
