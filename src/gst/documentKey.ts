import type { ColumnKey, Register } from './columns.ts';
import { financialYearOf } from './dates.ts';
import type { GstinCell } from './line.ts';
import type { Supply } from './supply.ts';
import type { DocumentKey } from './verdict.ts';

/** Where an error leaves open which document a row belongs to. */
export const KEY_COLUMNS: Readonly<Record<Register, ReadonlySet<ColumnKey>>> = {
  sales: new Set<ColumnKey>([
    'documentType',
    'documentNumber',
    'documentDate',
    'supplierGstin',
    'originalDocumentNumber',
    'originalDocumentDate',
    'originalDocumentCustomerGstin',
  ]),
  purchase: new Set<ColumnKey>([
    'documentType',
    'documentNumber',
    'documentDate',
    'customerGstin',
    'supplierGstin',
    'importType',
  ]),
};

/** The document that a row belongs to. Meaningful only where no key column of the row is in error. */
export function documentKey({ line }: Supply): DocumentKey {
  return {
    ownGstin: gstinText(line.own),
    number: line.number,
    financialYear: line.date === null ? 0 : financialYearOf(line.date),
    type: line.type ?? '',
    isAmendment: line.originalNumber !== '' || line.originalDate !== null || line.originalParty !== null,
    party:
      line.register === 'sales' ? '' : gstinText(line.party) || line.vendorCode || nameKey(line.partyName),
  };
}

function gstinText(cell: GstinCell): string {
  return cell === null || 'fault' in cell ? '' : cell.gstin;
}

/** A name without what people write differently from one bill to the next: case, punctuation, blanks. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
