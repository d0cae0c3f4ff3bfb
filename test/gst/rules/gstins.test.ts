import { describe, expect, it } from 'vitest';
import { gstinCheckCharacter } from '../../../src/gst/gstin.ts';
import {
  GUJARAT,
  judgePurchases,
  judgeSales,
  KARNATAKA,
  MAHARASHTRA,
  messagesOf,
  PURCHASE,
  SALE,
  saidOf,
} from '../judgeFixture.ts';

const SANDBOX = '29AAFCD5862R000';

function signed(first: string): string {
  return first + gstinCheckCharacter(first);
}

describe('G02', () => {
  it.each([
    ['27AAPFU0939F1Z', ['G02 2 customerGstin error']],
    ['ACME; Ltd', ['G02 2 customerGstin warning']],
    ['#N/A', ['G02 2 customerGstin warning']],
    ['Unregistered Dealer', []],
    ['27aapfu 0939f 1zv', []],
    ['URP', []],
    ['', []],
  ])('of a customer %j', (customerGstin, said) => {
    expect(saidOf(judgeSales([{ ...SALE, customerGstin }]), 'G')).toEqual(said);
  });

  it.each([
    'ecommerceGstin',
    'originalDocumentCustomerGstin',
    'linkedInvoiceCustomerGstin',
    'supplierGstin',
  ] as const)('looks at %s as well', (column) => {
    const original = { originalDocumentNumber: 'INV/0', originalDocumentDate: '01-09-2026' };
    expect(saidOf(judgeSales([{ ...SALE, ...original, [column]: '27AAPFU0939F1Z' }]), 'G02')).toEqual([
      `G02 2 ${column} error`,
    ]);
  });

  it('says what it made of a cell without any digit, and stays strict with the own GSTIN', () => {
    const verdict = judgeSales([{ ...SALE, customerGstin: 'Devi Traders' }]);
    expect(verdict.documents).toHaveLength(1);
    expect(messagesOf(verdict, 'G02')).toEqual([
      'Customer GSTIN Devi Traders is not a GSTIN. It was read as unregistered.',
    ]);
    expect(saidOf(judgeSales([{ ...SALE, supplierGstin: 'Devi Traders' }]), 'G02')).toEqual([
      'G02 2 supplierGstin error',
    ]);
  });

  it('offers the one look-alike that passes', () => {
    expect(messagesOf(judgeSales([{ ...SALE, customerGstin: '27AAPFU09E9F1ZV' }]), 'G02')).toEqual([
      'Customer GSTIN 27AAPFU09E9F1ZV is not a GSTIN. It must have 15 letters and digits. Copy it from the GST portal.',
    ]);
    expect(messagesOf(judgeSales([{ ...SALE, customerGstin: '27AAPFUO939F1ZV' }]), 'G02')).toEqual([
      'Customer GSTIN 27AAPFUO939F1ZV is not a GSTIN. It must have 15 letters and digits. Copy it from the GST portal. Did you mean 27AAPFU0939F1ZV?',
    ]);
  });

  it('looks at nothing but the own one of a cancelled document', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y', customerGstin: 'X', ecommerceGstin: 'X' };
    expect(saidOf(judgeSales([cancelled]), 'G')).toEqual([]);
    expect(saidOf(judgeSales([{ ...cancelled, supplierGstin: 'X' }]), 'G')).toEqual([
      'G02 2 supplierGstin error',
    ]);
  });
});

describe('G03', () => {
  it('refuses a wrong check character, and offers no computed one', () => {
    const verdict = judgePurchases([{ ...PURCHASE, supplierGstin: '29AAFCD5862R1ZX' }]);
    expect(saidOf(verdict, 'G')).toEqual(['G03 2 supplierGstin error']);
    expect(messagesOf(verdict, 'G03')).toEqual([
      "Supplier GSTIN 29AAFCD5862R1ZX has a wrong check character. Copy it again from the party's invoice or the GST portal.",
    ]);
  });

  it('warns of sandbox numbers where they are allowed', () => {
    const texts = { ...SALE, customerGstin: SANDBOX };
    expect(saidOf(judgeSales([texts], { sandboxGstins: true }), 'G03')).toEqual([
      'G03 2 customerGstin warning',
    ]);
    expect(judgeSales([texts]).documents).toEqual([]);
  });
});

describe('G04', () => {
  it('refuses a state that is none', () => {
    const customerGstin = signed('39AAPFU0939F1Z');
    const verdict = judgeSales([{ ...SALE, customerGstin }]);
    expect(saidOf(verdict, 'G')).toEqual(['G04 2 customerGstin error']);
    expect(messagesOf(verdict, 'G04')).toEqual([
      `Customer GSTIN ${customerGstin} starts with 39 which is not a state code.`,
    ]);
  });

  it.each(['25', '28'])('warns of the retired %s', (state) => {
    const customerGstin = signed(`${state}AAPFU0939F1Z`);
    expect(saidOf(judgeSales([{ ...SALE, customerGstin }]), 'G')).toEqual(['G04 2 customerGstin warning']);
  });
});

describe('G05', () => {
  const account = { ownGstins: [KARNATAKA.toLowerCase(), GUJARAT] };

  it('refuses an own GSTIN that is not of the account', () => {
    const texts = { ...SALE, supplierGstin: '29AABCF8078M2ZW' };
    const verdict = judgeSales([texts], account);
    expect(saidOf(verdict, 'G05')).toEqual(['G05 2 supplierGstin error']);
    expect(messagesOf(verdict, 'G05')).toEqual([
      'Supplier GSTIN 29AABCF8078M2ZW is not in this account. Add it to the account or check that this is a sales register.',
    ]);
    expect(saidOf(judgeSales([texts]), 'G05')).toEqual([]);
    expect(saidOf(judgeSales([SALE], account), 'G05')).toEqual([]);
  });

  it('says so where the other column holds an own one', () => {
    const swapped = { ...SALE, supplierGstin: MAHARASHTRA, customerGstin: KARNATAKA };
    expect(messagesOf(judgeSales([swapped], account), 'G05')).toEqual([
      `Supplier GSTIN ${MAHARASHTRA} is not in this account but Customer GSTIN is. Was this meant as a purchase register?`,
    ]);
    expect(messagesOf(judgePurchases([SALE], account), 'G05')).toEqual([
      `Customer GSTIN ${MAHARASHTRA} is not in this account but Supplier GSTIN is. Was this meant as a sales register?`,
    ]);
  });

  it('keeps to the GSTINs that the trigger names', () => {
    const verdict = judgeSales([SALE], { ...account, onlyGstins: [GUJARAT] });
    expect(messagesOf(verdict, 'G05')).toEqual([
      `Supplier GSTIN ${KARNATAKA} is not one of the GSTINs that this import was started for. Start it for this GSTIN as well.`,
    ]);
    expect(saidOf(judgeSales([SALE], { onlyGstins: [KARNATAKA] }), 'G05')).toEqual([]);
  });

  it('leaves a wrong own GSTIN to the other rules', () => {
    expect(saidOf(judgeSales([{ ...SALE, supplierGstin: '29AAFCD5862R1ZX' }], account), 'G')).toEqual([
      'G03 2 supplierGstin error',
    ]);
  });
});
