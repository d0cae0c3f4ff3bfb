import type { ColumnKey, Register } from './columns.ts';
import { OWN_GSTIN } from './columnTable.ts';
import { GROUP_COLUMNS } from './grouping.ts';

/**
 * What a document says once for all its rows. Not what tells documents apart (type, number, date, own GSTIN, original): a
 * blank there is an error. Not totals and links: they may stand on one row and mean that row.
 */
export const OF_A_DOCUMENT: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'returnFilingMonth',
  'placeOfSupply',
  'isBillOfSupply',
  'isReverseCharge',
  'isTdsDeducted',
  'ecommerceGstin',
  'supplierGstin',
  'supplierName',
  'supplierAddress',
  'supplierCity',
  'supplierState',
  'isSupplierCompositionDealer',
  'customerGstin',
  'customerName',
  'customerAddress',
  'customerCity',
  'customerState',
  'customerTaxpayerType',
  'exportType',
  'exportBillNumber',
  'exportBillDate',
  'exportPortCode',
  'importType',
  'importBillNumber',
  'importBillDate',
  'importPortCode',
  'vendorCode',
  'isDocumentCancelled',
  'isDocumentDeleted',
]);

const TELLS_DOCUMENTS_APART: readonly ColumnKey[] = [
  'documentType',
  'documentNumber',
  'documentDate',
  'originalDocumentNumber',
  'originalDocumentDate',
  'originalDocumentCustomerGstin',
];

/** One of these says that a row is an item of its document. */
export const ITEM_AMOUNTS: readonly ColumnKey[] = [
  'itemTaxableAmount',
  'itemDiscount',
  'cgstAmount',
  'sgstAmount',
  'igstAmount',
  'cessAmount',
];

/** All columns that identify or head a document: a cell merged over rows of a document says the same of each of them. */
export function documentColumns(register: Register): ReadonlySet<ColumnKey> {
  return new Set([
    ...OF_A_DOCUMENT,
    ...TELLS_DOCUMENTS_APART,
    ...GROUP_COLUMNS[register],
    OWN_GSTIN[register],
  ]);
}
