import type { ColumnKey, Register } from './columns.ts';

/** A row of an example as it stands in a CSV file; columns that are not there are blank. */
export type ExampleRow = Readonly<Partial<Record<ColumnKey, string>>>;

/** The own GSTIN of the examples; of nobody, as far as one can tell. */
export const EXAMPLE_GSTIN = '29ABCCE1234F1ZY';
const SAME_STATE = '29XYZCE5678K1ZE';
const OTHER_STATE = '27PQRCE9012L1ZS';

/** An invoice of two rows within the state, one to another state, one to a consumer, and a credit note. */
const SALES: readonly ExampleRow[] = [
  ...[
    {
      itemDescription: 'Laptop computer',
      hsnSacCode: '84713010',
      ...goods({ quantity: '2', unit: 'NOS', price: '45000.00', taxable: '90000.00' }),
      ...stateTax('18', '8100.00'),
      externalLineItemId: 'EXAMPLE-1-1',
    },
    {
      itemDescription: 'Mouse',
      hsnSacCode: '84716060',
      ...goods({ quantity: '2', unit: 'NOS', price: '500.00', taxable: '1000.00' }),
      ...stateTax('18', '90.00'),
      externalLineItemId: 'EXAMPLE-1-2',
    },
  ].map((line) => ({
    ...sold('Invoice', 'EXAMPLE-1', '05-04-2026'),
    ...toStore(),
    ...line,
    documentTotalAmount: '107380.00',
  })),
  {
    ...sold('Invoice', 'EXAMPLE-2', '09-04-2026'),
    placeOfSupply: '27-Maharashtra',
    customerGstin: OTHER_STATE,
    customerName: 'Specimen Teas',
    customerCity: 'Pune',
    customerState: '27-Maharashtra',
    customerTaxpayerType: 'Regular',
    itemDescription: 'Black tea in packets',
    hsnSacCode: '09024020',
    ...goods({ quantity: '50', unit: 'KGS', price: '400.00', taxable: '20000.00' }),
    ...unionTax('5', '1000.00'),
    documentTotalAmount: '21000.00',
  },
  {
    ...sold('Invoice', 'EXAMPLE-3', '15-04-2026'),
    placeOfSupply: '29-Karnataka',
    customerName: 'Cash customer',
    customerTaxpayerType: 'Unregistered',
    itemDescription: 'Repair of a computer',
    itemCategory: 'Services',
    hsnSacCode: '998713',
    itemTaxableAmount: '1500.00',
    ...stateTax('18', '135.00'),
    documentTotalAmount: '1770.00',
  },
  {
    ...sold('Credit Note', 'EXAMPLE-4', '20-04-2026'),
    ...toStore(),
    linkedInvoiceNumber: 'EXAMPLE-1',
    linkedInvoiceDate: '05-04-2026',
    reasonForIssuingCdn: 'One mouse returned',
    itemDescription: 'Mouse',
    hsnSacCode: '84716060',
    ...goods({ quantity: '1', unit: 'NOS', price: '500.00', taxable: '500.00' }),
    ...stateTax('18', '45.00'),
    documentTotalAmount: '590.00',
  },
];

/** An invoice of two rows within the state, one from another state, a credit note, and an import of goods. */
const PURCHASE: readonly ExampleRow[] = [
  ...[
    {
      itemDescription: 'Laptop computer',
      hsnSacCode: '84713010',
      ...goods({ quantity: '2', unit: 'NOS', price: '40000.00', taxable: '80000.00' }),
      ...stateTax('18', '7200.00'),
      ...stateCredit('Capital Goods', '7200.00'),
    },
    {
      itemDescription: 'Printing paper',
      hsnSacCode: '48025690',
      ...goods({ quantity: '10', unit: 'PAC', price: '300.00', taxable: '3000.00' }),
      ...stateTax('18', '270.00'),
      ...stateCredit('Inputs', '270.00'),
    },
  ].map((line) => ({
    ...bought('Invoice', 'EXAMPLE-11', '03-04-2026'),
    ...fromStore(),
    ...line,
    documentTotalAmount: '97940.00',
  })),
  {
    ...bought('Invoice', 'EXAMPLE-12', '08-04-2026'),
    placeOfSupply: '29-Karnataka',
    supplierGstin: OTHER_STATE,
    supplierName: 'Specimen Teas',
    supplierState: '27-Maharashtra',
    itemDescription: 'Advertising',
    itemCategory: 'Services',
    hsnSacCode: '998361',
    itemTaxableAmount: '25000.00',
    ...unionTax('18', '4500.00'),
    itcClaimType: 'Input Services',
    itcClaimIgstAmount: '4500.00',
    documentTotalAmount: '29500.00',
  },
  {
    ...bought('Credit Note', 'EXAMPLE-13', '18-04-2026'),
    ...fromStore(),
    linkedInvoiceNumber: 'EXAMPLE-11',
    linkedInvoiceDate: '03-04-2026',
    itemDescription: 'Printing paper',
    hsnSacCode: '48025690',
    ...goods({ quantity: '1', unit: 'PAC', price: '300.00', taxable: '300.00' }),
    ...stateTax('18', '27.00'),
    ...stateCredit('Inputs', '27.00'),
    documentTotalAmount: '354.00',
  },
  {
    ...bought('Invoice', 'EXAMPLE-14', '12-04-2026'),
    placeOfSupply: '29-Karnataka',
    supplierName: 'Sample Machines Ltd',
    supplierState: '96-Other Countries',
    itemDescription: 'Sewing machine',
    hsnSacCode: '84522900',
    ...goods({ quantity: '1', unit: 'NOS', price: '60000.00', taxable: '60000.00' }),
    ...unionTax('18', '10800.00'),
    itcClaimType: 'Capital Goods',
    itcClaimIgstAmount: '10800.00',
    importType: 'Goods',
    importBillNumber: '7654321',
    importBillDate: '12-04-2026',
    importPortCode: 'INMAA1',
    documentTotalAmount: '70800.00',
  },
];

/** What the templates show: right in all, and refused (D15) because it never took place. */
export const EXAMPLE_ROWS: Readonly<Record<Register, readonly ExampleRow[]>> = {
  sales: SALES,
  purchase: PURCHASE,
};

function sold(documentType: string, documentNumber: string, documentDate: string): ExampleRow {
  return {
    ...{ documentType, documentNumber, documentDate, returnFilingMonth: '04-2026', isReverseCharge: 'N' },
    supplierGstin: EXAMPLE_GSTIN,
    supplierName: 'Example Traders',
  };
}

function bought(documentType: string, documentNumber: string, documentDate: string): ExampleRow {
  return {
    ...{ documentType, documentNumber, documentDate, returnFilingMonth: '04-2026', isReverseCharge: 'N' },
    customerGstin: EXAMPLE_GSTIN,
  };
}

function toStore(): ExampleRow {
  return {
    placeOfSupply: '29-Karnataka',
    customerGstin: SAME_STATE,
    customerName: 'Sample Stores',
    customerCity: 'Bengaluru',
    customerState: '29-Karnataka',
    customerTaxpayerType: 'Regular',
  };
}

function fromStore(): ExampleRow {
  return {
    placeOfSupply: '29-Karnataka',
    supplierGstin: SAME_STATE,
    supplierName: 'Sample Stores',
    supplierCity: 'Bengaluru',
    supplierState: '29-Karnataka',
  };
}

function goods(of: Readonly<Record<'quantity' | 'unit' | 'price' | 'taxable', string>>): ExampleRow {
  return {
    itemCategory: 'Goods',
    itemQuantity: of.quantity,
    itemUnitCode: of.unit,
    itemUnitPrice: of.price,
    itemTaxableAmount: of.taxable,
  };
}

/** CGST and SGST, each of this amount. */
function stateTax(gstRate: string, amount: string): ExampleRow {
  const half = String(Number(gstRate) / 2);
  return { gstRate, cgstRate: half, cgstAmount: amount, sgstRate: half, sgstAmount: amount };
}

/** IGST. */
function unionTax(gstRate: string, igstAmount: string): ExampleRow {
  return { gstRate, igstRate: gstRate, igstAmount };
}

function stateCredit(itcClaimType: string, amount: string): ExampleRow {
  return { itcClaimType, itcClaimCgstAmount: amount, itcClaimSgstAmount: amount };
}
