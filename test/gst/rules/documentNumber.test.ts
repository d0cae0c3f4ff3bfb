import { describe, expect, it } from 'vitest';
import { judgePurchases, judgeSales, messagesOf, PURCHASE, SALE, saidOf } from '../judgeFixture.ts';

describe('D03', () => {
  it.each([
    ['A123456789012345', []],
    ['A1234567890123456', ['D03 2 documentNumber error']],
    ['a/b-9', []],
    ['AZ09/-', []],
    ['INV#1', ['D03 2 documentNumber error']],
    ['INV.1', ['D03 2 documentNumber error']],
    ['INV:1', ['D03 2 documentNumber error']],
    ['INV@1', ['D03 2 documentNumber error']],
    ['INV[1', ['D03 2 documentNumber error']],
    ['INV 1', ['D03 2 documentNumber error']],
    ['बिल/1', ['D03 2 documentNumber error']],
    ['1.23E+14', []],
  ])('of %j', (documentNumber, said) => {
    expect(saidOf(judgeSales([{ ...SALE, documentNumber }]), 'D03')).toEqual(said);
  });

  it('does not mind which other number was ruined', () => {
    const texts = { ...SALE, documentNumber: 'INV#1', voucherNumber: '1.2E+14' };
    expect(saidOf(judgeSales([texts]), 'D03')).toHaveLength(1);
  });

  it('only warns of what a supplier printed', () => {
    const verdict = judgePurchases([{ ...PURCHASE, documentNumber: 'inv;#1,000' }]);
    expect(saidOf(verdict, 'D03')).toEqual(['D03 2 documentNumber warning']);
    expect(messagesOf(verdict, 'D03')).toEqual([
      'Document Number inv #1 000 is not allowed. Use at most 16 letters or digits or / or -.',
    ]);
  });
});

describe('D04', () => {
  it.each([
    ['007', ['D04 2 documentNumber warning']],
    ['/7', ['D04 2 documentNumber warning']],
    ['-7', ['D04 2 documentNumber warning']],
    ['70/-', []],
    ['A0', []],
  ])('of %j', (documentNumber, said) => {
    expect(saidOf(judgeSales([{ ...SALE, documentNumber }]), 'D04')).toEqual(said);
  });

  it('says it once a document, and not of purchases', () => {
    const texts = { ...SALE, documentNumber: '007' };
    expect(saidOf(judgeSales([texts, { ...texts, itemTaxableAmount: '1' }]), 'D04')).toHaveLength(1);
    expect(saidOf(judgePurchases([texts]), 'D04')).toEqual([]);
  });
});

describe('D05', () => {
  it('refuses a number whose digits are gone', () => {
    const verdict = judgeSales([{ ...SALE, documentNumber: '1.23457E+14' }]);
    expect(saidOf(verdict, 'D')).toEqual(['D05 2 documentNumber error']);
    expect(messagesOf(verdict, 'D05')).toEqual([
      'Document Number 1.23457E+14 was changed by Excel. Format the column as text and enter the number again.',
    ]);
  });

  it('refuses the error of a formula', () => {
    expect(messagesOf(judgeSales([{ ...SALE, documentNumber: '#REF!' }]), 'D05')).toEqual([
      'Document Number #REF! is the error of a formula. Enter the number itself.',
    ]);
  });

  it.each([
    ['originalDocumentNumber', 'error'],
    ['linkedInvoiceNumber', 'warning'],
    ['exportBillNumber', 'warning'],
    ['voucherNumber', 'warning'],
  ] as const)('of %s: %s', (column, severity) => {
    expect(saidOf(judgeSales([{ ...SALE, [column]: '1.2E+14' }]), 'D05')).toEqual([
      `D05 2 ${column} ${severity}`,
    ]);
    expect(saidOf(judgeSales([{ ...SALE, [column]: '12E14' }]), 'D05')).toEqual([]);
  });
});
