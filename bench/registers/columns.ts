import type { ColumnKey, Register } from '../../src/gst/columns.ts';
import { COLUMNS_OF } from '../../src/gst/columns.ts';

/** Left out of the 40-column registers: what most ERP exports leave empty. */
const LEFT_OUT: Readonly<Record<Register, ReadonlySet<ColumnKey>>> = {
  sales: new Set<ColumnKey>([
    'applicableTaxRate',
    'isTdsDeducted',
    'linkedAdvanceDocumentNumber',
    'linkedAdvanceDocumentDate',
    'linkedAdvanceAdjustmentAmount',
    'originalDocumentNumber',
    'originalDocumentDate',
    'originalDocumentCustomerGstin',
    'linkedInvoiceCustomerGstin',
    'isLinkedInvoicePreGst',
    'reasonForIssuingCdn',
    'ecommerceGstin',
    'customerCity',
    'customerState',
    'cessRate',
    'cessAmount',
    'documentCgstAmount',
    'documentSgstAmount',
    'documentIgstAmount',
    'documentCessAmount',
    'exportBillNumber',
    'exportBillDate',
    'exportPortCode',
    'isDocumentDeleted',
    'externalLineItemId',
  ]),
  purchase: new Set<ColumnKey>([
    'linkedAdvanceDocumentNumber',
    'linkedAdvanceDocumentDate',
    'linkedAdvanceAdjustmentAmount',
    'supplierAddress',
    'supplierCity',
    'supplierState',
    'cessRate',
    'cessAmount',
    'itcClaimCessAmount',
    'documentCgstAmount',
    'documentSgstAmount',
    'documentIgstAmount',
    'documentCessAmount',
    'importBillDate',
    'importPortCode',
    'goodsReceiptNoteNumber',
    'goodsReceiptNoteDate',
    'goodsReceiptNoteQuantity',
    'goodsReceiptNoteAmount',
    'paymentDueDate',
    'voucherType',
    'voucherDate',
    'isDocumentCancelled',
    'isDocumentDeleted',
    'externalId',
    'externalLineItemId',
  ]),
};

/** The columns of a register file: all of the template, or the usual 40. */
export function columnsOf(register: Register, width: 'usual' | 'all'): readonly ColumnKey[] {
  const all = COLUMNS_OF[register];
  return width === 'all' ? all : all.filter((key) => !LEFT_OUT[register].has(key));
}
