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
  TELANGANA,
} from '../judgeFixture.ts';
import type { Texts } from '../lineFixture.ts';

describe('D12', () => {
  it.each([
    ['documentDate', '06-10-2026', '05-10-2026'],
    ['placeOfSupply', '36', 'Maharashtra'],
    ['customerGstin', TELANGANA, MAHARASHTRA.toLowerCase()],
    ['isReverseCharge', 'Y', 'No'],
  ] as const)('refuses rows that differ in %s', (column, other, sameInOtherWords) => {
    const first = { ...SALE, isReverseCharge: 'N' };
    const verdict = judgeSales([first, { ...first, [column]: other }]);
    expect(saidOf(verdict, 'D12')).toEqual([`D12 2 ${column} error`]);
    expect(verdict.refused.map(({ heldBackBy }) => heldBackBy)).toEqual([null, 2]);
    expect(saidOf(judgeSales([first, { ...first, [column]: sameInOtherWords }]), 'D12')).toEqual([]);
    expect(saidOf(judgeSales([first, { ...first, [column]: '' }]), 'D12')).toEqual([]);
  });

  it('finds the third row, past a blank one', () => {
    const blank = { ...SALE, placeOfSupply: '' };
    const verdict = judgeSales([blank, SALE, { ...SALE, placeOfSupply: '36' }]);
    expect(messagesOf(verdict, 'D12')).toEqual([
      'Rows of document INV/1 differ in Place of Supply. All rows of one document must agree.',
    ]);
  });

  it('holds cancelled documents to one date, nothing else', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y' };
    const verdict = judgeSales([
      cancelled,
      { ...cancelled, documentDate: '06-10-2026', placeOfSupply: '36' },
    ]);
    expect(saidOf(verdict, 'D12')).toEqual(['D12 2 documentDate error']);
  });

  it.each(['isDocumentCancelled', 'isDocumentDeleted'] as const)(
    'refuses rows that differ in %s, and looks at all of them',
    (flag) => {
      const verdict = judgeSales([
        { ...SALE, [flag]: 'Y' },
        { ...SALE, [flag]: 'N', itemTaxableAmount: 'much' },
        SALE,
      ]);
      expect(saidOf(verdict, 'D12')).toEqual([`D12 2 ${flag} error`]);
      expect(saidOf(verdict, 'A01')).toEqual(['A01 3 itemTaxableAmount error']);
      expect(verdict.documents).toEqual([]);
    },
  );

  it('takes a blank mark for what the other rows say, and leaves an unknown one to C02', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y' };
    expect(judgeSales([SALE, cancelled]).documents).toMatchObject([{ isCancelled: true, lineCount: 2 }]);
    const unknown = judgeSales([cancelled, { ...SALE, isDocumentCancelled: 'Perhaps' }]);
    expect(saidOf(unknown, '')).toEqual(['C02 3 isDocumentCancelled error']);
  });

  it('keeps suppliers of purchases apart instead', () => {
    const verdict = judgePurchases([PURCHASE, { ...PURCHASE, supplierGstin: TELANGANA }]);
    expect(saidOf(verdict, 'D12')).toEqual([]);
  });
});

describe('D13', () => {
  const rows = (count: number): Texts[] =>
    Array.from({ length: count }, (_, index) => ({ ...SALE, itemTaxableAmount: String(1000 + index) }));

  it.each([2, 8, 9, 40])('finds the last of %i rows repeating the first', (count) => {
    const [first = SALE, ...others] = rows(count - 1);
    const verdict = judgeSales([first, ...others, first]);
    expect(saidOf(verdict, 'D13')).toEqual([`D13 ${count + 1} - warning`]);
    expect(messagesOf(verdict, 'D13')).toEqual([
      'Row repeats an earlier row of document INV/1. Remove it if it is not a second line.',
    ]);
  });

  it.each([2, 8, 9])('finds nothing in %i rows that differ', (count) => {
    expect(saidOf(judgeSales(rows(count)), 'D13')).toEqual([]);
  });

  it('sees a difference in the first and in the last column', () => {
    expect(saidOf(judgeSales([SALE, { ...SALE, documentType: 'inv' }]), 'D13')).toEqual([]);
    expect(saidOf(judgeSales([SALE, { ...SALE, externalLineItemId: '2' }]), 'D13')).toEqual([]);
  });
});

describe('D14', () => {
  it.each([
    ['1180.00', []],
    ['1280.99', []],
    ['1281.00', ['D14 2 documentTotalAmount warning']],
    ['1079.01', []],
    ['1079.00', ['D14 2 documentTotalAmount warning']],
    ['', []],
  ])('of a total %j for 1180', (documentTotalAmount, said) => {
    expect(saidOf(judgeSales([{ ...SALE, documentTotalAmount }]), 'D14')).toEqual(said);
  });

  it('allows a rupee a line', () => {
    const second = { ...SALE, itemTaxableAmount: '2000', igstAmount: '360', documentTotalAmount: '3641.99' };
    expect(saidOf(judgeSales([SALE, second]), 'D14')).toEqual([]);
    const verdict = judgeSales([SALE, { ...second, documentTotalAmount: '3642.00' }]);
    expect(messagesOf(verdict, 'D14')).toEqual([
      'Document Total Amount 3642.00 differs from the sum of the lines 3540.00.',
    ]);
  });

  it('counts cess, and a note by its size', () => {
    expect(saidOf(judgeSales([{ ...SALE, cessAmount: '500', documentTotalAmount: '1680' }]), 'D14')).toEqual(
      [],
    );
    const note = { ...SALE, documentType: 'CN', itemTaxableAmount: '-1000', igstAmount: '-180' };
    expect(saidOf(judgeSales([{ ...note, documentTotalAmount: '1180' }]), 'D14')).toEqual([]);
  });

  it.each([
    ['2360', '', []],
    ['', '2360', []],
    ['1180', '2360', []],
    ['2360', '1180', []],
    ['1180', '', ['D14 2 documentTotalAmount warning']],
    ['-9000', '', ['D14 2 documentTotalAmount warning']],
  ])('takes the largest of %j and %j for 2360, on whichever row', (first, second, said) => {
    const rows = [
      { ...SALE, documentTotalAmount: first },
      { ...SALE, externalLineItemId: '2', documentTotalAmount: second },
    ];
    expect(saidOf(judgeSales(rows), 'D14')).toEqual(said);
  });

  it.each([
    ['reverse charge', { isReverseCharge: 'Y' }],
    ['an export', { exportType: 'WPAY', placeOfSupply: '96', customerGstin: '' }],
    ['an SEZ supply', { customerTaxpayerType: 'SEZ' }],
  ])('allows the tax left out of %s', (_name, texts) => {
    const big = { ...SALE, itemTaxableAmount: '100000', igstAmount: '18000' };
    expect(saidOf(judgeSales([{ ...big, ...texts, documentTotalAmount: '100000' }]), 'D14')).toEqual([]);
    expect(saidOf(judgeSales([{ ...big, documentTotalAmount: '100000' }]), 'D14')).toHaveLength(1);
    expect(saidOf(judgeSales([{ ...big, ...texts, documentTotalAmount: '90000' }]), 'D14')).toHaveLength(1);
  });

  it.each([
    ['documentIgstAmount', SALE, '181.00', '181.01'],
    ['documentIgstAmount', SALE, '179.00', '178.99'],
    ['documentCgstAmount', LOCAL_SALE, '91.00', '91.01'],
    ['documentSgstAmount', LOCAL_SALE, '89.00', '88.99'],
    ['documentCessAmount', SALE, '1.00', '1.01'],
  ] as const)('holds %s to a rupee a line', (column, texts, near, far) => {
    expect(saidOf(judgeSales([{ ...texts, [column]: near }]), 'D14')).toEqual([]);
    expect(saidOf(judgeSales([{ ...texts, [column]: far }]), 'D14')).toEqual([`D14 2 ${column} warning`]);
  });

  it('says nothing of a total where an amount is missing', () => {
    const missing = { ...SALE, itemTaxableAmount: 'much', documentTotalAmount: '99999' };
    expect(saidOf(judgeSales([missing]), 'D14')).toEqual([]);
  });
});
