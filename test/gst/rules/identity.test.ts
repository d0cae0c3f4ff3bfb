import { describe, expect, it } from 'vitest';
import {
  judgePurchases,
  judgeSales,
  KARNATAKA,
  MAHARASHTRA,
  messagesOf,
  PURCHASE,
  SALE,
  saidOf,
  without,
} from '../judgeFixture.ts';

const TCS = '29AABCF8078M1C8';
const TDS = '19AAACI1681G1DV';
const OIDAR = '9917SGP29001OST';
const UN_BODY = '0717UNO00157UNO';

describe('C01', () => {
  it.each(['supplierGstin', 'documentType', 'documentNumber', 'documentDate', 'itemTaxableAmount'] as const)(
    'asks for %s on sales',
    (column) => {
      expect(saidOf(judgeSales([without(SALE, column)]), 'C01')).toEqual([`C01 2 ${column} error`]);
    },
  );

  it('asks for the own GSTIN of purchases, not for the supplier’s', () => {
    expect(saidOf(judgePurchases([without(PURCHASE, 'customerGstin')]), 'C01')).toEqual([
      'C01 2 customerGstin error',
    ]);
    expect(saidOf(judgePurchases([without(PURCHASE, 'supplierGstin')]), 'C01')).toEqual([]);
  });

  it('reads what programs write for nothing as blank, and says it in words', () => {
    const verdict = judgeSales([{ ...SALE, documentDate: 'null' }]);
    expect(messagesOf(verdict, 'C01')).toEqual(['Document Date is empty. Fill it in.']);
  });

  it.each(['Credit Note', 'Debit Note', 'Advance', 'Refund Voucher'])(
    'asks for no taxable amount of a %s',
    (documentType) => {
      expect(saidOf(judgeSales([{ ...SALE, documentType, itemTaxableAmount: '' }]), 'C01')).toEqual([]);
    },
  );

  it('asks for the taxable amount of a bill of supply, not of a cancelled one', () => {
    const bill = { ...SALE, documentType: 'Bill of Supply', itemTaxableAmount: '' };
    expect(saidOf(judgeSales([bill]), 'C01')).toEqual(['C01 2 itemTaxableAmount error']);
    expect(saidOf(judgeSales([{ ...bill, isDocumentCancelled: 'Y' }]), 'C01')).toEqual([]);
  });

  it('leaves what is there but unreadable to the other rules', () => {
    const odd = { ...SALE, documentType: 'Poem', documentDate: 'soon', itemTaxableAmount: 'much' };
    expect(saidOf(judgeSales([odd]), 'C01')).toEqual([]);
    expect(saidOf(judgeSales([{ ...SALE, documentNumber: '#REF!' }]), 'C01')).toEqual([]);
  });

  it('asks cancelled documents for what identifies them', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y', documentDate: '' };
    expect(saidOf(judgeSales([cancelled]), 'C01')).toEqual(['C01 2 documentDate error']);
  });
});

describe('C02', () => {
  it.each([
    ['documentType', 'error'],
    ['exportType', 'error'],
    ['isReverseCharge', 'error'],
    ['isBillOfSupply', 'error'],
    ['isTdsDeducted', 'error'],
    ['isLinkedInvoicePreGst', 'error'],
    ['isDocumentDeleted', 'error'],
    ['customerTaxpayerType', 'warning'],
    ['zeroTaxCategory', 'warning'],
    ['itemCategory', 'warning'],
  ] as const)('knows no “Electronics” in %s: %s', (column, severity) => {
    expect(saidOf(judgeSales([{ ...SALE, [column]: 'Electronics' }]), 'C02')).toEqual([
      `C02 2 ${column} ${severity}`,
    ]);
    expect(
      saidOf(judgeSales([{ ...SALE, [column]: column === 'documentType' ? 'inv' : '' }]), 'C02'),
    ).toEqual([]);
  });

  it.each(['itcClaimType', 'importType', 'isSupplierCompositionDealer'] as const)('nor in %s', (column) => {
    expect(saidOf(judgePurchases([{ ...PURCHASE, [column]: 'Regular supply' }]), 'C02')).toEqual([
      `C02 2 ${column} error`,
    ]);
  });

  it.each([
    [
      { placeOfSupply: '96', customerGstin: '' },
      'Export Type Goods does not say whether tax was paid. It was read as With Payment because of the tax.',
    ],
    [
      { placeOfSupply: '96', customerGstin: '', igstAmount: '0' },
      'Export Type Goods does not say whether tax was paid. It was read as Without Payment because of the tax.',
    ],
    [{}, 'Export Type Goods does not fit a supply within India. It was read as no export.'],
  ])('warns of an export type that leaves the payment open: %j', (texts, message) => {
    const verdict = judgeSales([{ ...SALE, ...texts, exportType: 'Goods' }]);
    expect(saidOf(verdict, 'C02')).toEqual(['C02 2 exportType warning']);
    expect(messagesOf(verdict, 'C02')).toEqual([message]);
    expect(verdict.documents).toHaveLength(1);
  });

  it('names the choices', () => {
    expect(messagesOf(judgeSales([{ ...SALE, isReverseCharge: 'May|be' }]), 'C02')).toEqual([
      'Is Reverse Charge May be is not known. Use Y or N.',
    ]);
    expect(messagesOf(judgePurchases([{ ...PURCHASE, itcClaimType: 'Regular' }]), 'C02')).toEqual([
      'ITC Claim Type Regular is not known. Use Inputs or Input Services or Capital Goods or Ineligible.',
    ]);
  });

  it('reads its own choices', () => {
    for (const itcClaimType of ['Inputs', 'Input Services', 'Capital Goods', 'Ineligible']) {
      expect(saidOf(judgePurchases([{ ...PURCHASE, itcClaimType }]), 'C02')).toEqual([]);
    }
    for (const documentType of [
      'Invoice',
      'Credit Note',
      'Debit Note',
      'Bill of Supply',
      'Advance',
      'Refund Voucher',
    ]) {
      expect(saidOf(judgeSales([{ ...SALE, documentType }]), 'C02')).toEqual([]);
    }
  });

  it('judges type and flags of a cancelled document, nothing else', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y', exportType: 'Moon', isReverseCharge: 'Moon' };
    expect(saidOf(judgeSales([cancelled]), 'C02')).toEqual(['C02 2 isReverseCharge error']);
  });
});

describe('G06', () => {
  it('refuses a sale to oneself and warns of such a purchase', () => {
    const same = { ...SALE, customerGstin: KARNATAKA };
    expect(saidOf(judgeSales([same]), 'G06')).toEqual(['G06 2 customerGstin error']);
    expect(saidOf(judgePurchases([same]), 'G06')).toEqual(['G06 2 supplierGstin warning']);
    expect(messagesOf(judgeSales([same]), 'G06')).toEqual([
      "Supplier and customer GSTIN are the same. Enter the buyer's GSTIN or leave it empty for an unregistered buyer.",
    ]);
  });

  it('passes another one and none', () => {
    expect(saidOf(judgeSales([SALE]), 'G06')).toEqual([]);
    expect(saidOf(judgeSales([{ ...SALE, customerGstin: '' }]), 'G06')).toEqual([]);
  });
});

describe('G07', () => {
  it.each([
    [OIDAR, ['G07 2 customerGstin warning']],
    [TCS, ['G07 2 customerGstin warning']],
    [TDS, []],
    [UN_BODY, []],
    [MAHARASHTRA, []],
  ])('of a customer %s: %j', (customerGstin, said) => {
    expect(saidOf(judgeSales([{ ...SALE, customerGstin }]), 'G07')).toEqual(said);
  });

  it.each([
    [TCS, ['G07 2 supplierGstin warning']],
    [TDS, ['G07 2 supplierGstin warning']],
    [UN_BODY, ['G07 2 supplierGstin warning']],
    [OIDAR, []],
    [KARNATAKA, []],
  ])('of a supplier %s: %j', (supplierGstin, said) => {
    expect(saidOf(judgePurchases([{ ...PURCHASE, supplierGstin }]), 'G07')).toEqual(said);
  });

  it('expects an operator to collect tax at source', () => {
    expect(saidOf(judgeSales([{ ...SALE, ecommerceGstin: TCS }]), 'G07')).toEqual([]);
    const verdict = judgeSales([{ ...SALE, ecommerceGstin: MAHARASHTRA }]);
    expect(saidOf(verdict, 'G07')).toEqual(['G07 2 ecommerceGstin warning']);
    expect(messagesOf(verdict, 'G07')[0]).toMatch(/^27AAPFU0939F1ZV is a regular registration\. /);
  });
});
