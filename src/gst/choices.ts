import type { ColumnKey } from './columns.ts';
import { columnOf } from './columnTable.ts';

/** What people should write; the readers take further words (`enums.ts`). */
const CHOICES: Readonly<Partial<Record<ColumnKey, readonly string[]>>> = {
  documentType: ['Invoice', 'Credit Note', 'Debit Note', 'Bill of Supply', 'Advance', 'Refund Voucher'],
  itcClaimType: ['Inputs', 'Input Services', 'Capital Goods', 'Ineligible'],
  importType: ['Goods', 'Services', 'SEZ'],
  exportType: ['With Payment', 'Without Payment', 'SEZ with Payment', 'SEZ without Payment', 'Deemed'],
  customerTaxpayerType: ['Regular', 'Composition', 'SEZ', 'Deemed Export', 'UIN', 'Unregistered', 'Overseas'],
  zeroTaxCategory: ['Nil Rated', 'Exempted', 'Non GST', 'Zero Rated'],
  itemCategory: ['Goods', 'Services'],
};
const FLAGS: readonly string[] = ['Y', 'N'];

/** The words of a column that has a list of them, flags among them; null for all others. */
export function choicesOf(key: ColumnKey): readonly string[] | null {
  return columnOf(key).kind === 'flag' ? FLAGS : (CHOICES[key] ?? null);
}
