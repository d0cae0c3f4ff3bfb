import type { ColumnKey, Register } from './columns.ts';

type Headers = Readonly<Partial<Record<ColumnKey, readonly string[]>>>;

/**
 * What Tally, Busy, Marg, Zoho and SAP, and the sheets that accountants keep beside them, call a column, whichever side of
 * the register they are on. Only names that can mean nothing else: `Rate`, `GST` or `Amount` are not among them.
 */
const OF_BOTH: Headers = {
  documentType: ['Doc. Type', 'Document Typ', 'Invoice/Note Type'],
  documentNumber: [
    'Document Num',
    'Doc Number',
    'Doc Num',
    'Invoice Num',
    'Invoice #',
    'Inv No',
    'Inv Number',
    'Inv Num',
    'Tax Invoice Number',
    'Tax Invoice No',
    'Bill No',
    'Bill Num',
    'Billing Document',
    'Billing Document Number',
  ],
  documentDate: [
    'Document Dt',
    'Doc Dt',
    'Date of Document',
    'Inv Date',
    'Inv Dt',
    'Invoice Dt',
    'Date of Invoice',
    'Tax Invoice Date',
    'Bill Dt',
    'Date of Bill',
    'Billing Date',
  ],
  placeOfSupply: [
    'Place of Supply (With State Code)',
    'Place of Supply State',
    'Place of Supply State Code',
    'POS State',
    'POS State Code',
  ],
  isBillOfSupply: ['Bill of Supply Flag'],
  isReverseCharge: [
    'Reverse Charge Flag',
    'Is Reverse Charge Applicable',
    'Reverse Charge Mechanism',
    'Under Reverse Charge',
    'Supply Attract Reverse Charge',
    'Supply Attracts Reverse Charge',
    'Is RCM',
    'Is RCM Applicable',
    'RCM Applicable',
    'RCM Flag',
    'RCHRG',
  ],
  isTdsDeducted: ['TDS Deducted', 'GST TDS'],
  isSupplierCompositionDealer: ['Is Composition Dealer', 'Supplier Composition Dealer'],
  ecommerceGstin: [
    'E-Commerce GSTIN',
    'ECO GSTIN',
    'ECOM GSTIN',
    'GSTIN of ECO',
    'E-Commerce Operator GST No',
  ],
  supplierGstin: [
    'Supplier GST No',
    'Supplier GST Number',
    'Supplier GSTIN No',
    'Supplier GSTIN Number',
    'Supplier GSTIN/UIN',
    'GSTIN/UIN of Supplier',
    'Seller GST No',
  ],
  customerGstin: [
    'Customer GST No',
    'Customer GST Number',
    'Customer GSTIN No',
    'Customer GSTIN Number',
    'Customer GSTIN/UIN',
    'GSTIN of Recipient',
    'Recipient GSTIN',
    'Receiver GSTIN',
    'Buyer GST No',
    'Buyer GSTIN/UIN',
    'GSTIN/UIN of Buyer',
    'GSTIN of Buyer',
    'Bill To GSTIN',
  ],
  hsnSacCode: ['HSN/SAC Code', 'HSN No', 'HSN Number', 'SAC', 'HSN/SAC No', 'HSN/SAC Number'],
  itemQuantity: ['Billed Quantity', 'Billed Qty', 'Item Qty'],
  itemTaxableAmount: [
    'Taxable Val',
    'Taxable Value of Goods',
    'Assessable Value',
    'Assessable Amount',
    'Assessable Val',
    'Ass Value',
    'Base Amount',
    'GST Taxable Value',
    'GST Taxable Amount',
    'Item Assessable Value',
    'Item Taxable',
  ],
  gstRate: [
    'Tax %',
    'GST Tax %',
    'Item Tax %',
    'Rate of GST',
    'GST Slab',
    'Tax Slab',
    'Total GST Rate',
    'Total Tax Rate',
  ],
  ...taxHeaders('cgst', ['CGST', 'Central GST', 'Central Tax']),
  ...taxHeaders('sgst', [
    'SGST',
    'SGST/UTGST',
    'UTGST',
    'State GST',
    'State Tax',
    'State/UT Tax',
    'State/UT GST',
    'SGST or UTGST',
  ]),
  ...taxHeaders('igst', ['IGST', 'Integrated GST', 'Integrated Tax', 'Inter State GST']),
  ...taxHeaders('cess', ['Cess', 'GST Cess', 'Compensation Cess', 'GST Compensation Cess']),
  documentTotalAmount: [
    'Total Invoice Amount',
    'Invoice Amount',
    'Invoice Total',
    'Bill Amount',
    'Bill Value',
    'Bill Total',
    'Document Value',
    'Document Amount',
    'Gross Total',
    'Total Invoice Val',
  ],
  isDocumentCancelled: [
    'Is Cancelled',
    'Document Cancelled',
    'Doc Cancelled',
    'Is Doc Cancelled',
    'Is Invoice Cancelled',
    'Invoice Cancelled',
    'Bill Cancelled',
    'Voucher Cancelled',
    'Is Voucher Cancelled',
    'Cancelled Flag',
    'Cancel Flag',
    'Cancellation Flag',
    'Cancel',
    'Is Canceled',
    'Canceled',
    'Document Canceled',
    'Is Document Canceled',
  ],
  isDocumentDeleted: [
    'Is Deleted',
    'Document Deleted',
    'Doc Deleted',
    'Invoice Deleted',
    'Is Invoice Deleted',
    'Deleted Flag',
    'Delete Flag',
    'Deletion Flag',
  ],
};

/** The other party's columns where a program says no more than that. */
const PARTY_GSTIN = [
  'GSTIN/UIN',
  'Party GSTIN',
  'Party GSTIN/UIN',
  'Party GST No',
  'Party GST Number',
  'GSTIN of Party',
  'GST Identification Number (GSTIN)',
];
const PARTY_NAME = ['Party Name', 'Name of Party', 'Party'];

/** What is mine and what is the other party's depends on the side of the register. */
const OF_ONE: Readonly<Record<Register, Headers>> = {
  sales: {
    supplierGstin: ['My GSTIN', 'Own GSTIN', 'Company GSTIN', 'Our GSTIN', 'My GST No', 'Company GST No'],
    customerGstin: PARTY_GSTIN,
    customerName: PARTY_NAME,
  },
  purchase: {
    customerGstin: ['My GSTIN', 'Own GSTIN', 'Company GSTIN', 'Our GSTIN', 'My GST No', 'Company GST No'],
    supplierGstin: ['Vendor GSTIN', 'Vendor GST No', 'Vendor GST Number', 'GSTIN of Vendor', ...PARTY_GSTIN],
    supplierName: PARTY_NAME,
    documentNumber: [
      'Supplier Invoice No',
      'Supplier Invoice Number',
      'Supplier Bill No',
      'Vendor Invoice No',
      'Vendor Invoice Number',
      'Vendor Bill No',
    ],
    documentDate: ['Supplier Invoice Date', 'Supplier Bill Date', 'Vendor Invoice Date', 'Vendor Bill Date'],
  },
};

export function erpHeadersOf(register: Register, key: ColumnKey): readonly string[] {
  return [...(OF_BOTH[key] ?? []), ...(OF_ONE[register][key] ?? [])];
}

/** Each name of a tax with each word for its amount and its rate. */
function taxHeaders(tax: 'cgst' | 'sgst' | 'igst' | 'cess', names: readonly string[]): Headers {
  const each = (words: readonly string[]) => names.flatMap((name) => words.map((word) => name + word));
  return {
    [`${tax}Amount`]: each(['', ' Amount', ' Value', ' Tax Amount', ' Tax']),
    [`${tax}Rate`]: each([' Rate', ' %', ' Tax Rate', ' Tax %']),
  };
}
