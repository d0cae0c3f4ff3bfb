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

/** Templates write "Document Number" where Clear's JSON writes documentNumber; these do not follow that pattern. */
const IRREGULAR: Partial<Record<ColumnKey, string>> = {
  isBillOfSupply: 'Is this a Bill of Supply',
  isReverseCharge: 'Is Reverse Charge',
  isTdsDeducted: 'Is GST TDS Deducted',
  isLinkedInvoicePreGst: 'Is Linked Invoice Pre GST',
  reasonForIssuingCdn: 'Reason for Issuing CDN',
  placeOfSupply: 'Place of Supply',
  hsnSacCode: 'HSN or SAC code',
  itemDiscount: 'Item Discount Amount',
  itcClaimType: 'ITC Claim Type',
  voucherDate: 'Voucher date',
  erpSource: 'ERP Source',
  isDocumentCancelled: 'Is this Document Cancelled',
  isDocumentDeleted: 'Is this Document Deleted',
  externalId: 'External ID',
  externalLineItemId: 'External Line item ID',
};

export function headerText(key: ColumnKey): string {
  const spaced = key.replace(/([A-Z])/g, ' $1').replace(/^./, (first) => first.toUpperCase());
  return (
    IRREGULAR[key] ??
    spaced
      .replace(/\b(Gstin|Gst|Cgst|Sgst|Igst)\b/g, (word) => word.toUpperCase())
      .replace(/\bItc\b/, 'ITC')
      .replace(/\bCess (?=Rate)/, 'CESS ')
      .replace(/\bCess(?= Amount$)/, (word) =>
        key === 'cessAmount' || key.startsWith('itc') ? 'CESS' : word,
      )
  );
}
