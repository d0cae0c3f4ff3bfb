import type { ColumnKey, Register } from './columns.ts';

/** What is told of a column; how it is written follows from its kind. */
export interface ColumnText {
  readonly what: string;
  /** The documents for which it is needed; absent where none needs it, or all do. */
  readonly neededFor?: string;
  readonly example: string;
}

const NOTES = 'credit and debit notes';
const TAX_WITHIN = 'supplies within one state';
const TAX_BETWEEN = 'supplies between states, exports and imports with tax';

/** What is the same in both registers. */
const WORDS: Readonly<Partial<Record<ColumnKey, ColumnText>>> = {
  documentType: { what: 'What the document is.', example: 'Invoice' },
  documentNumber: {
    what: 'The number printed on the document, the same on all of its rows.',
    example: 'SB/26-27/0042',
  },
  documentDate: { what: 'The date printed on the document. Not in the future.', example: '05-04-2026' },
  returnFilingMonth: {
    what: 'The month of the return that the document goes into. Not before its own month.',
    example: '04-2026',
  },
  applicableTaxRate: {
    what: '65 where a notification lowers the tax to 65 percent of the rate. Empty otherwise.',
    example: '65',
  },
  isBillOfSupply: { what: 'Y for a bill of supply: one that charges no tax.', example: 'N' },
  isReverseCharge: {
    what: 'Y where the buyer owes the tax to the government instead of the supplier.',
    neededFor: 'supplies under reverse charge',
    example: 'N',
  },
  linkedAdvanceDocumentNumber: {
    what: 'The receipt voucher of an advance that this document settles.',
    neededFor: 'documents that settle an advance',
    example: 'RV/26-27/0007',
  },
  linkedAdvanceDocumentDate: {
    what: 'The date of that receipt voucher.',
    neededFor: 'documents that settle an advance',
    example: '02-04-2026',
  },
  linkedAdvanceAdjustmentAmount: {
    what: 'How much of that advance this row settles.',
    example: '5000.00',
  },
  linkedInvoiceNumber: {
    what: 'The number of the invoice that a credit or debit note corrects.',
    neededFor: NOTES,
    example: 'SB/26-27/0042',
  },
  linkedInvoiceDate: { what: 'The date of that invoice.', neededFor: NOTES, example: '05-04-2026' },
  itemDescription: { what: 'What was sold, in words.', example: 'Laptop computer' },
  itemCategory: { what: 'Whether the row is about goods or services.', example: 'Goods' },
  hsnSacCode: {
    what: 'The HSN code of the goods, or the SAC code of the service, which begins with 99.',
    neededFor: 'all but small sales to consumers',
    example: '84713010',
  },
  itemQuantity: { what: 'How much of it.', neededFor: 'goods', example: '2' },
  itemUnitCode: { what: 'The unit that it is counted in.', neededFor: 'goods', example: 'NOS' },
  itemUnitPrice: { what: 'The price of one unit before discount.', example: '45000.00' },
  itemDiscount: { what: 'The discount on the whole row.', example: '0.00' },
  itemTaxableAmount: {
    what: 'What the tax is worked out on: quantity times price less discount. On notes, too, without a minus.',
    example: '90000.00',
  },
  zeroTaxCategory: {
    what: 'Why no tax is charged.',
    neededFor: 'rows without tax, but exports and reverse charge',
    example: 'Nil Rated',
  },
  gstRate: {
    what: 'The whole rate: CGST and SGST together, or IGST.',
    neededFor: 'rows with tax, unless the rates of CGST and SGST, or of IGST, are given',
    example: '18',
  },
  cgstRate: { what: 'Half of the rate.', example: '9' },
  cgstAmount: { what: 'The CGST of the row.', neededFor: TAX_WITHIN, example: '8100.00' },
  sgstRate: { what: 'Half of the rate; in union territories that of UTGST.', example: '9' },
  sgstAmount: {
    what: 'The SGST of the row, or UTGST. As much as the CGST.',
    neededFor: TAX_WITHIN,
    example: '8100.00',
  },
  igstRate: { what: 'The whole rate.', example: '5' },
  igstAmount: { what: 'The IGST of the row.', neededFor: TAX_BETWEEN, example: '1000.00' },
  cessRate: { what: 'The rate of compensation cess; it ended on 31-01-2026.', example: '0' },
  cessAmount: { what: 'The compensation cess of the row.', example: '0.00' },
  documentCgstAmount: { what: 'The CGST of all rows of the document.', example: '8190.00' },
  documentSgstAmount: { what: 'The SGST of all rows of the document.', example: '8190.00' },
  documentIgstAmount: { what: 'The IGST of all rows of the document.', example: '0.00' },
  documentCessAmount: { what: 'The cess of all rows of the document.', example: '0.00' },
  documentTotalAmount: {
    what: 'What the document comes to with tax, the same on all of its rows.',
    example: '107380.00',
  },
  erpSource: { what: 'The program that the row comes from.', example: 'Tally' },
  companyCode: { what: "The company's code in that program.", example: '1000' },
  voucherType: { what: 'The type of the voucher in that program.', example: 'Sales' },
  voucherNumber: { what: 'The number of the voucher in that program.', example: '1042' },
  voucherDate: { what: 'The date of the voucher in that program.', example: '05-04-2026' },
  isDocumentCancelled: {
    what: 'Y for a document that was cancelled: it is kept, and counts for nothing.',
    example: 'N',
  },
  isDocumentDeleted: {
    what: 'Y for a document that was sent earlier and counts no more.',
    example: 'N',
  },
  externalId: { what: 'Your own mark of the document; kept as it is.', example: 'DOC-1042' },
  externalLineItemId: { what: 'Your own mark of the row; kept as it is.', example: 'DOC-1042-1' },
};

const SALES: Readonly<Partial<Record<ColumnKey, ColumnText>>> = {
  placeOfSupply: {
    what: "The state that the supply is made to, mostly the buyer's; 96-Other Countries for exports.",
    neededFor: 'buyers without GSTIN, and buyers in another state than that of their GSTIN',
    example: '29-Karnataka',
  },
  isTdsDeducted: { what: 'Y where the buyer, such as a government office, deducts GST.', example: 'N' },
  originalDocumentNumber: {
    what: 'Only to amend a document of an earlier return: the number that it had there.',
    neededFor: 'amendments',
    example: 'SB/25-26/0913',
  },
  originalDocumentDate: {
    what: 'The date that it had there.',
    neededFor: 'amendments',
    example: '28-02-2026',
  },
  originalDocumentCustomerGstin: {
    what: 'The GSTIN that it had there, where that is amended.',
    example: '29XYZCE5678K1ZE',
  },
  linkedInvoiceCustomerGstin: { what: 'The GSTIN of the buyer on that invoice.', example: '29XYZCE5678K1ZE' },
  isLinkedInvoicePreGst: { what: 'Y where that invoice is from before 01-07-2017.', example: 'N' },
  reasonForIssuingCdn: { what: 'Why the note was issued.', example: 'Goods returned' },
  ecommerceGstin: {
    what: 'The GSTIN of the operator of the web shop through which it was sold; its 14th character is C.',
    neededFor: 'sales through an operator of a web shop',
    example: '29AABCE1234F1CC',
  },
  supplierGstin: { what: 'Your own GSTIN.', example: '29ABCCE1234F1ZY' },
  supplierName: { what: 'Your own name.', example: 'Example Traders' },
  customerGstin: {
    what: "The buyer's GSTIN or UIN. Empty for a buyer who has none.",
    neededFor: 'registered buyers, SEZ units and deemed exports',
    example: '29XYZCE5678K1ZE',
  },
  customerName: { what: "The buyer's name.", example: 'Sample Stores' },
  customerAddress: { what: "The buyer's address.", example: '12 MG Road' },
  customerCity: { what: "The buyer's town.", example: 'Bengaluru' },
  customerState: { what: "The buyer's state.", example: '29-Karnataka' },
  customerTaxpayerType: {
    what: 'How the buyer is registered.',
    neededFor: 'SEZ units, where Export Type does not say so',
    example: 'Regular',
  },
  exportType: {
    what: 'For exports, and for sales to SEZ units: whether tax was paid (IGST) or not (LUT or bond). Deemed for deemed exports.',
    neededFor: 'exports, SEZ units and deemed exports',
    example: 'Without Payment',
  },
  exportBillNumber: { what: 'The number of the shipping bill: 3 to 7 digits.', example: '1234567' },
  exportBillDate: { what: 'The date of the shipping bill.', example: '10-04-2026' },
  exportPortCode: { what: 'The port of the shipping bill: 6 letters and digits.', example: 'INMAA1' },
};

const PURCHASE: Readonly<Partial<Record<ColumnKey, ColumnText>>> = {
  placeOfSupply: {
    what: 'The state that the supply is made to, mostly your own.',
    example: '29-Karnataka',
  },
  supplierGstin: {
    what: "The supplier's GSTIN. Empty for a supplier who has none.",
    neededFor: 'tax that is neither under reverse charge nor on an import',
    example: '29XYZCE5678K1ZE',
  },
  supplierName: {
    what: "The supplier's name.",
    neededFor: 'suppliers without GSTIN',
    example: 'Sample Stores',
  },
  supplierAddress: { what: "The supplier's address.", example: '12 MG Road' },
  supplierCity: { what: "The supplier's town.", example: 'Bengaluru' },
  supplierState: { what: "The supplier's state.", example: '29-Karnataka' },
  isSupplierCompositionDealer: {
    what: 'Y for a supplier under the composition scheme, who charges no tax.',
    example: 'N',
  },
  customerGstin: { what: 'Your own GSTIN.', example: '29ABCCE1234F1ZY' },
  itcClaimType: {
    what: 'What the purchase is used for, or that its tax cannot be taken as credit.',
    neededFor: 'claims of credit',
    example: 'Inputs',
  },
  itcClaimCgstAmount: {
    what: 'The CGST to be taken as credit. At most that of the row.',
    neededFor: 'claims of credit',
    example: '8100.00',
  },
  itcClaimSgstAmount: {
    what: 'The SGST to be taken as credit. At most that of the row.',
    neededFor: 'claims of credit',
    example: '8100.00',
  },
  itcClaimIgstAmount: {
    what: 'The IGST to be taken as credit. At most that of the row.',
    neededFor: 'claims of credit',
    example: '1000.00',
  },
  itcClaimCessAmount: { what: 'The cess to be taken as credit. At most that of the row.', example: '0.00' },
  importType: {
    what: 'For imports: what was imported. SEZ for goods from an SEZ unit.',
    neededFor: 'imports, and purchases from SEZ units',
    example: 'Goods',
  },
  importBillNumber: {
    what: 'The number of the bill of entry: at most 7 digits.',
    neededFor: 'imports of goods',
    example: '7654321',
  },
  importBillDate: {
    what: 'The date of the bill of entry.',
    neededFor: 'imports of goods',
    example: '12-04-2026',
  },
  importPortCode: {
    what: 'The port of the bill of entry: 6 letters and digits.',
    neededFor: 'imports of goods',
    example: 'INMAA1',
  },
  goodsReceiptNoteNumber: { what: 'The number of your goods receipt note.', example: 'GRN-118' },
  goodsReceiptNoteDate: { what: 'The date on which the goods came.', example: '06-04-2026' },
  goodsReceiptNoteQuantity: { what: 'How much came.', example: '2' },
  goodsReceiptNoteAmount: { what: 'What came, in rupees.', example: '90000.00' },
  paymentDueDate: { what: 'When the supplier is to be paid.', example: '20-05-2026' },
  vendorCode: { what: "The supplier's code in your program.", example: 'V-0815' },
};

const OF_REGISTER: Readonly<Record<Register, Readonly<Partial<Record<ColumnKey, ColumnText>>>>> = {
  sales: SALES,
  purchase: PURCHASE,
};

export function columnTextOf(register: Register, key: ColumnKey): ColumnText {
  const text = OF_REGISTER[register][key] ?? WORDS[key];
  if (text === undefined) throw new Error(`nobody has said what ${key} of ${register} is`);
  return text;
}
