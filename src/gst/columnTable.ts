import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { erpHeadersOf } from './erpHeaders.ts';

/** How the text of a column is read. `number` is an identifier: digits or not, it is never calculated with. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'enum'
  | 'flag'
  | 'date'
  | 'period'
  | 'state'
  | 'gstin'
  | 'hsn'
  | 'unit'
  | 'quantity'
  | 'amount'
  | 'percent';

export interface Column {
  /** As the template writes it: the name used in messages. */
  readonly header: string;
  readonly kind: ColumnKind;
  /** Headers of older templates and of ERP programs, the likelier one first; the JSON key counts without being listed. */
  readonly aliases: readonly string[];
}

function column(header: string, kind: ColumnKind, ...aliases: string[]): Column {
  return { header, kind, aliases };
}

/**
 * The columns of both registers. Headers: the header rows that ERP integrations (NetSuite, Oracle, Python, .NET) send for
 * Clear's system templates. Aliases: Clear's older sales and purchase templates, and what those programs call a column.
 */
const COLUMNS: Readonly<Record<ColumnKey, Column>> = {
  documentType: column('Document Type', 'enum', 'Doc Type', 'Credit(C)/ Debit(D) Note Type', 'Note Type'),
  documentNumber: column(
    'Document Number',
    'number',
    'Credit/Debit Note Number',
    'Credit Note/Debit Note Number',
    'Invoice Number',
    'Document No',
    'Doc No',
    'Invoice No',
    'Bill Number',
  ),
  documentDate: column(
    'Document Date',
    'date',
    'Credit/Debit Note Date',
    'Credit Note/Debit Note Date',
    'Invoice Date',
    'Doc Date',
    'Bill Date',
  ),
  returnFilingMonth: column(
    'Return Filing Month',
    'period',
    'Return Filing Month/Quarter',
    'Return Filing Period',
    'Return Period',
    'Books Month',
  ),
  placeOfSupply: column('Place of Supply', 'state', 'State Place of Supply', 'Place Of Supply (POS)', 'POS'),
  applicableTaxRate: column(
    'Applicable Tax Rate',
    'percent',
    'Applicable % of Tax Rate',
    'Applicable Percentage of Tax Rate',
  ),
  isBillOfSupply: column('Is this a Bill of Supply', 'flag', 'Is Bill of Supply', 'Bill of Supply'),
  isReverseCharge: column(
    'Is Reverse Charge',
    'flag',
    'Is Reverse Charge Applicable?',
    'Reverse Charge Applicable',
    'Reverse Charge',
    'RCM',
  ),
  isTdsDeducted: column('Is GST TDS Deducted', 'flag', 'Is TDS Deducted', 'GST TDS Deducted'),
  linkedAdvanceDocumentNumber: column('Linked Advance Document Number', 'number', 'Advance Document Number'),
  linkedAdvanceDocumentDate: column('Linked Advance Document Date', 'date', 'Advance Document Date'),
  linkedAdvanceAdjustmentAmount: column(
    'Linked Advance Adjustment Amount',
    'amount',
    'Adjustment Amount',
    'Advance Adjustment Amount',
  ),
  originalDocumentNumber: column(
    'Original Document Number',
    'number',
    'Original Invoice Number (In case of amendment)',
  ),
  originalDocumentDate: column(
    'Original Document Date',
    'date',
    'Original Invoice Date (In case of amendment)',
  ),
  originalDocumentCustomerGstin: column(
    'Original Document Customer GSTIN',
    'gstin',
    'Original Customer GSTIN (In case of amendment)',
  ),
  linkedInvoiceNumber: column('Linked Invoice Number', 'number', 'Linked Document Number'),
  linkedInvoiceDate: column('Linked Invoice Date', 'date', 'Linked Document Date'),
  linkedInvoiceCustomerGstin: column('Linked Invoice Customer GSTIN', 'gstin'),
  isLinkedInvoicePreGst: column(
    'Is Linked Invoice Pre GST',
    'flag',
    'Linked Invoice Pre GST',
    'Is Pre GST',
    'Pre GST',
  ),
  reasonForIssuingCdn: column(
    'Reason for Issuing CDN',
    'text',
    'Reason for Issuing Credit/Debit Note',
    'Reason for Issuing Note',
  ),
  ecommerceGstin: column(
    'Ecommerce GSTIN',
    'gstin',
    'E-Commerce Operator GSTIN',
    'GSTIN of E-Commerce Operator',
  ),
  supplierGstin: column('Supplier GSTIN', 'gstin', 'GSTIN of Supplier', 'Seller GSTIN'),
  supplierName: column('Supplier Name', 'text', 'Name of Supplier', 'Seller Name', 'Vendor Name'),
  supplierAddress: column('Supplier Address', 'text', 'Seller Address', 'Vendor Address'),
  supplierCity: column('Supplier City', 'text', 'Seller City', 'Vendor City'),
  supplierState: column('Supplier State', 'state', 'State of Supplier', 'Seller State', 'Vendor State'),
  isSupplierCompositionDealer: column(
    'Is Supplier Composition Dealer',
    'flag',
    'Is the supplier a Composition dealer?',
    'Composition Dealer',
  ),
  customerGstin: column(
    'Customer GSTIN',
    'gstin',
    'Customer Billing GSTIN',
    'GSTIN of Customer',
    'GSTIN/UIN of Recipient',
    'Buyer GSTIN',
  ),
  customerName: column('Customer Name', 'text', 'Customer Billing Name', 'Receiver Name', 'Buyer Name'),
  customerAddress: column('Customer Address', 'text', 'Customer Billing Address', 'Buyer Address'),
  customerCity: column('Customer City', 'text', 'Customer Billing City', 'Buyer City'),
  customerState: column(
    'Customer State',
    'state',
    'Customer Billing State',
    'State of Customer',
    'Buyer State',
  ),
  customerTaxpayerType: column(
    'Customer Taxpayer Type',
    'enum',
    'Taxpayer Type',
    'Type of Customer',
    'Customer Type',
  ),
  itemDescription: column('Item Description', 'text', 'Description of Item', 'Description'),
  itemCategory: column('Item Category', 'enum', 'Is the item a GOOD (G) or SERVICE (S)', 'Goods or Services'),
  hsnSacCode: column('HSN or SAC code', 'hsn', 'HSN/SAC', 'HSN', 'HSN Code', 'SAC Code', 'HSN SAC'),
  itemQuantity: column('Item Quantity', 'quantity', 'Quantity', 'Qty'),
  itemUnitCode: column(
    'Item Unit Code',
    'unit',
    'Item Unit of Measurement',
    'Unit Code',
    'Unit of Measurement',
    'UQC',
    'UOM',
    'Unit',
  ),
  itemUnitPrice: column('Item Unit Price', 'amount', 'Unit Price', 'Rate per Unit'),
  itemDiscount: column('Item Discount Amount', 'amount', 'Discount Amount', 'Discount'),
  itemTaxableAmount: column(
    'Item Taxable Amount',
    'amount',
    'Item Taxable Value',
    'Taxable Value',
    'Taxable Amount',
    'Item Taxable Val',
  ),
  zeroTaxCategory: column('Zero Tax Category', 'enum', 'Type of Zero Tax Supply', 'Nil/Exempt/Non GST'),
  gstRate: column('GST Rate', 'percent', 'GST Tax Rate', 'Tax Rate', 'Rate of Tax', 'GST %'),
  cgstRate: column('CGST Rate', 'percent', 'CGST %', 'Central Tax Rate'),
  cgstAmount: column('CGST Amount', 'amount', 'CGST', 'Central Tax', 'Central Tax Amount'),
  sgstRate: column('SGST Rate', 'percent', 'SGST/UTGST Rate', 'SGST %', 'State/UT Tax Rate'),
  sgstAmount: column(
    'SGST Amount',
    'amount',
    'SGST/UTGST Amount',
    'SGST',
    'State/UT Tax',
    'State/UT Tax Amount',
  ),
  igstRate: column('IGST Rate', 'percent', 'IGST %', 'Integrated Tax Rate'),
  igstAmount: column('IGST Amount', 'amount', 'IGST', 'Integrated Tax', 'Integrated Tax Amount'),
  cessRate: column('CESS Rate', 'percent', 'Cess %'),
  cessAmount: column('CESS Amount', 'amount', 'Cess'),
  itcClaimType: column('ITC Claim Type', 'enum', 'Eligibility for ITC', 'ITC Type', 'Eligibility of ITC'),
  itcClaimCgstAmount: column('ITC Claim CGST Amount', 'amount', 'CGST ITC Claim Amount', 'ITC CGST Amount'),
  itcClaimSgstAmount: column('ITC Claim SGST Amount', 'amount', 'SGST ITC Claim Amount', 'ITC SGST Amount'),
  itcClaimIgstAmount: column('ITC Claim IGST Amount', 'amount', 'IGST ITC Claim Amount', 'ITC IGST Amount'),
  itcClaimCessAmount: column('ITC Claim CESS Amount', 'amount', 'CESS ITC Claim Amount', 'ITC Cess Amount'),
  documentCgstAmount: column('Document CGST Amount', 'amount', 'Total CGST Amount'),
  documentSgstAmount: column('Document SGST Amount', 'amount', 'Total SGST Amount'),
  documentIgstAmount: column('Document IGST Amount', 'amount', 'Total IGST Amount'),
  documentCessAmount: column('Document Cess Amount', 'amount', 'Total Cess Amount'),
  documentTotalAmount: column(
    'Document Total Amount',
    'amount',
    'Total Transaction Value',
    'Total Invoice Value',
    'Invoice Value',
    'Note Value',
  ),
  exportType: column('Export Type', 'enum', 'Type of Export'),
  exportBillNumber: column('Export Bill Number', 'number', 'Shipping Bill Number', 'Shipping Bill No'),
  exportBillDate: column('Export Bill Date', 'date', 'Shipping Bill Date'),
  exportPortCode: column('Export Port Code', 'text', 'Shipping Bill Port Code', 'Port Code'),
  importType: column(
    'Import Type',
    'enum',
    'Type of Import(Goods Services SEZ)',
    'Type of Import (Goods, Services, SEZ)',
    'Type of Import',
  ),
  importBillNumber: column('Import Bill Number', 'number', 'Bill of Entry Number', 'Bill of Entry No'),
  importBillDate: column('Import Bill Date', 'date', 'Bill of Entry Date'),
  importPortCode: column('Import Port Code', 'text', 'Bill of Entry Port Code', 'Port Code'),
  goodsReceiptNoteNumber: column('Goods Receipt Note Number', 'text', 'GRN Number', 'GRN No'),
  goodsReceiptNoteDate: column('Goods Receipt Note Date', 'date', 'GRN Date'),
  goodsReceiptNoteQuantity: column('Goods Receipt Note Quantity', 'quantity', 'GRN Quantity'),
  goodsReceiptNoteAmount: column('Goods Receipt Note Amount', 'amount', 'GRN Amount'),
  paymentDueDate: column('Payment Due Date', 'date', 'Due Date'),
  erpSource: column('ERP Source', 'text'),
  companyCode: column('Company Code', 'text', 'ERP Company Code'),
  vendorCode: column('Vendor Code', 'text', 'Supplier Code'),
  voucherType: column('Voucher Type', 'text', 'ERP Voucher Type'),
  voucherNumber: column('Voucher Number', 'text', 'Voucher No'),
  voucherDate: column('Voucher Date', 'date'),
  isDocumentCancelled: column('Is this Document Cancelled', 'flag', 'Is Document Cancelled', 'Cancelled'),
  isDocumentDeleted: column('Is this Document Deleted', 'flag', 'Is Document Deleted', 'Deleted'),
  externalId: column('External ID', 'text'),
  externalLineItemId: column('External Line Item ID', 'text', 'External Line Item'),
};

/** What the document's own number and date are called on sheets of credit and debit notes. */
export const NOTE_HEADERS: readonly string[] = [
  'Credit/Debit Note Number',
  'Credit/Debit Note Date',
  'Credit Note/Debit Note Number',
  'Credit Note/Debit Note Date',
];

/** On such sheets the invoice is the one that the note belongs to. */
const SECOND_MEANING: Partial<Record<ColumnKey, readonly string[]>> = {
  linkedInvoiceNumber: ['Invoice Number', 'Invoice No', 'Original Invoice Number'],
  linkedInvoiceDate: ['Invoice Date', 'Original Invoice Date'],
};

/** Where the sales template spells a column otherwise. */
const SALES_SPELLING: Partial<Record<ColumnKey, string>> = {
  voucherDate: 'Voucher date',
  externalLineItemId: 'External Line item ID',
};

/** The column of the account's own GSTIN. */
export const OWN_GSTIN: Readonly<Record<Register, ColumnKey>> = {
  sales: 'supplierGstin',
  purchase: 'customerGstin',
};

/** Without these in the header no row could be judged; everything else may be derived, or is asked for row by row. */
export const MANDATORY: Readonly<Record<Register, readonly ColumnKey[]>> = {
  sales: ['documentType', 'documentNumber', 'documentDate', 'supplierGstin', 'itemTaxableAmount'],
  purchase: ['documentType', 'documentNumber', 'documentDate', 'customerGstin', 'itemTaxableAmount'],
};

const DECISIVE_KINDS: ReadonlySet<ColumnKind> = new Set(['gstin', 'percent', 'flag']);
const TAX_AMOUNT = /(?:cgst|sgst|igst|cess)Amount$/i;

/** Whether a document's tax, its parties or whether it counts at all hang on the column. */
export function isDecisive(register: Register, key: ColumnKey): boolean {
  return MANDATORY[register].includes(key) || DECISIVE_KINDS.has(COLUMNS[key].kind) || TAX_AMOUNT.test(key);
}

/** Whether a column holds numbers of documents and codes of books, of which a spreadsheet program may make dates. */
export function isIdentifier(key: ColumnKey): boolean {
  return COLUMNS[key].kind === 'number' || key === 'voucherNumber' || key === 'vendorCode';
}

export function columnOf(key: ColumnKey): Column {
  return COLUMNS[key];
}

/** The column's name in messages: the template's header. */
export function headerOf(register: Register, key: ColumnKey): string {
  return (register === 'sales' ? SALES_SPELLING[key] : undefined) ?? COLUMNS[key].header;
}

/** All headers by which a column goes in a register, the template's first, then the JSON key, then the aliases. */
export function headersOf(register: Register, key: ColumnKey): readonly string[] {
  const headers = [headerOf(register, key), key, ...COLUMNS[key].aliases];
  const told = new Set(headers.map(lettersOf));
  return [...headers, ...erpHeadersOf(register, key).filter((header) => !told.has(lettersOf(header)))];
}

/** Headers that mean a column only on sheets of notes, and only where nothing else claims them. */
export function secondHeadersOf(key: ColumnKey): readonly string[] {
  return SECOND_MEANING[key] ?? [];
}

/** The header row of the system template: 65 columns of sales, 66 of purchases. */
export function templateHeaders(register: Register): string[] {
  return COLUMNS_OF[register].map((key) => headerOf(register, key));
}

function lettersOf(header: string): string {
  return header.toLowerCase().replaceAll(/[^a-z%]/g, '');
}
