import { describe, expect, it } from 'vitest';
import {
  judgePurchases,
  judgeSales,
  LOCAL_SALE,
  MAHARASHTRA,
  messagesOf,
  PURCHASE,
  SALE,
  saidOf,
} from '../judgeFixture.ts';
import type { Texts } from '../lineFixture.ts';

const LUT: Texts = { ...SALE, customerGstin: '', placeOfSupply: '96', exportType: 'WOPAY', igstAmount: '' };
const UNREGISTERED: Texts = { ...PURCHASE, supplierGstin: '', supplierName: 'Ravi' };

describe('P04', () => {
  it.each([
    ['IGST beside CGST', { ...LOCAL_SALE, igstAmount: '1' }, 'cgstAmount'],
    ['CGST alone', { ...LOCAL_SALE, sgstAmount: '' }, 'cgstAmount'],
    ['CGST beside a zero', { ...LOCAL_SALE, sgstAmount: '0' }, 'cgstAmount'],
    ['SGST alone', { ...LOCAL_SALE, cgstAmount: '' }, 'sgstAmount'],
    ['more than a rupee between the two', { ...LOCAL_SALE, sgstAmount: '91.01' }, 'cgstAmount'],
    ['more than a rupee the other way', { ...LOCAL_SALE, sgstAmount: '88.99' }, 'cgstAmount'],
  ])('refuses %s', (_name, texts, column) => {
    expect(saidOf(judgeSales([texts]), 'P04')).toEqual([`P04 2 ${column} error`]);
    expect(saidOf(judgePurchases([texts]), 'P04')).toEqual([`P04 2 ${column} error`]);
  });

  it.each([
    ['IGST alone', SALE],
    ['equal CGST and SGST', LOCAL_SALE],
    ['one rupee between the two', { ...LOCAL_SALE, sgstAmount: '91.00' }],
    ['a zero IGST', { ...LOCAL_SALE, igstAmount: '0' }],
    ['no tax', { ...SALE, igstAmount: '' }],
    ['an unreadable SGST', { ...LOCAL_SALE, sgstAmount: 'ninety' }],
  ])('passes %s', (_name, texts) => {
    expect(saidOf(judgeSales([texts]), 'P04')).toEqual([]);
  });

  it('says all three amounts, ungrouped', () => {
    const texts = { ...LOCAL_SALE, igstAmount: '1,23,456.5', sgstAmount: '-90' };
    expect(messagesOf(judgeSales([texts]), 'P04')).toEqual([
      'Use IGST alone or equal CGST and SGST on a line. Found 123456.50 and 90.00 and -90.00.',
    ]);
  });
});

describe('P08', () => {
  it.each([
    [{ customerTaxpayerType: 'SEZ' }],
    [{ exportType: 'SEZ with payment' }],
    [{ exportType: 'SEZ without payment', igstAmount: '' }],
    [{ customerTaxpayerType: 'Deemed Export' }],
    [{ exportType: 'Deemed' }],
  ])('asks for the customer of %j', (texts) => {
    const verdict = judgeSales([{ ...SALE, customerGstin: 'URP', ...texts }]);
    expect(saidOf(verdict, 'P08')).toEqual(['P08 2 customerGstin error']);
    expect(messagesOf(verdict, 'P08')).toEqual([
      'Customer GSTIN is needed for SEZ and deemed export supplies.',
    ]);
    expect(saidOf(judgeSales([{ ...SALE, ...texts }]), 'P08')).toEqual([]);
  });

  it('is silent where the account is the SEZ unit, and on exports', () => {
    expect(saidOf(judgeSales([{ ...SALE, customerGstin: '' }], { sez: true }), 'P08')).toEqual([]);
    expect(saidOf(judgeSales([LUT]), 'P08')).toEqual([]);
  });
});

describe('P09', () => {
  it.each([
    ['an export under LUT with tax', { ...LUT, igstAmount: '180' }, ['P09 2 exportType error']],
    ['its credit note', { ...LUT, documentType: 'CN', igstAmount: '-180' }, ['P09 2 exportType error']],
    ['an SEZ supply under LUT with tax', { ...SALE, exportType: 'SEZWOP' }, ['P09 2 exportType error']],
    ['an export under LUT without', LUT, []],
    ['a zero', { ...LUT, igstAmount: '0' }, []],
    ['an export with payment', { ...LUT, exportType: 'WPAY', igstAmount: '180' }, []],
    ['a deemed export', { ...SALE, exportType: 'Deemed' }, []],
    ['no export type', SALE, []],
  ])('on %s', (_name, texts, said) => {
    expect(saidOf(judgeSales([texts]), 'P09')).toEqual(said);
  });
});

describe('P11', () => {
  it.each([
    ['no buyer', { customerGstin: '' }, ['P11 2 isReverseCharge warning']],
    ['a buyer', {}, []],
    ['an operator', { customerGstin: '', ecommerceGstin: '29AABCF8078M1C8' }, []],
    ['a blank flag', { customerGstin: '', isReverseCharge: '' }, []],
    ['a no', { customerGstin: '', isReverseCharge: 'N' }, []],
  ])('on reverse charge with %s', (_name, texts, said) => {
    expect(saidOf(judgeSales([{ ...SALE, isReverseCharge: 'Y', ...texts }]), 'P11')).toEqual(said);
  });
});

describe('P12', () => {
  it.each([
    ['a flag', { isBillOfSupply: 'Y' }, ['P12 2 isBillOfSupply error']],
    ['a type', { documentType: 'Bill of Supply' }, ['P12 2 documentType error']],
    ['cess', { isBillOfSupply: 'Y', igstAmount: '', cessAmount: '5' }, ['P12 2 isBillOfSupply error']],
    ['no tax', { isBillOfSupply: 'Y', igstAmount: '', cessAmount: '0' }, []],
    ['no flag', { isBillOfSupply: 'N' }, []],
    [
      'reverse charge of a sale',
      { isBillOfSupply: 'Y', isReverseCharge: 'Y' },
      ['P12 2 isBillOfSupply error'],
    ],
  ])('on sales with %s', (_name, texts, said) => {
    expect(saidOf(judgeSales([{ ...SALE, ...texts }]), 'P12')).toEqual(said);
  });

  it.each([
    [{ isSupplierCompositionDealer: 'Y' }, ['P12 2 isSupplierCompositionDealer error']],
    [{ isSupplierCompositionDealer: 'Y', igstAmount: '' }, []],
    [{ isSupplierCompositionDealer: 'Y', isReverseCharge: 'Y' }, []],
    [{ isBillOfSupply: 'Y' }, ['P12 2 isBillOfSupply error']],
  ])('on purchases with %j', (texts, said) => {
    expect(saidOf(judgePurchases([{ ...PURCHASE, ...texts }]), 'P12')).toEqual(said);
  });
});

describe('P13', () => {
  it.each([
    ['tax', {}, ['P13 2 supplierGstin error']],
    ['no tax', { igstAmount: '' }, []],
    ['reverse charge', { isReverseCharge: 'Y' }, []],
    ['an import', { importType: 'Services' }, []],
    ['an import type that nobody knows', { importType: 'Moon' }, []],
    ['a supplier', { supplierGstin: SALE.supplierGstin ?? '' }, []],
    ['a supplier that cannot be read', { supplierGstin: `${MAHARASHTRA}X` }, []],
  ])('without supplier GSTIN, with %s', (_name, texts, said) => {
    expect(saidOf(judgePurchases([{ ...UNREGISTERED, ...texts }]), 'P13')).toEqual(said);
  });
});
