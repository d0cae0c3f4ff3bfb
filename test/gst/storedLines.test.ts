import { describe, expect, it } from 'vitest';
import { type BodyValues, readDocumentBody } from '../../src/gst/documentBody.ts';
import { judgePurchases, judgeSales, PURCHASE, SALE, saidOf } from './judgeFixture.ts';
import type { Texts } from './lineFixture.ts';

const NOTE: Texts = {
  ...SALE,
  documentType: 'Credit Note',
  itemQuantity: '-2',
  itemUnitPrice: '500',
  itemTaxableAmount: '(1,000.00)',
  igstAmount: '-180',
  documentTotalAmount: '-1180.00',
};

function linesOf(register: 'sales' | 'purchase', texts: readonly Texts[]): readonly BodyValues[] {
  const { documents } = register === 'sales' ? judgeSales(texts) : judgePurchases(texts);
  expect(documents).toHaveLength(1);
  const { header, lines } = readDocumentBody(register, documents[0]?.body ?? '');
  return lines.map((line) => ({ ...header, ...line }));
}

describe('the stored lines of a note', () => {
  it('have the sign of their document', () => {
    const [document] = judgeSales([NOTE]).documents;
    expect(document).toMatchObject({ taxable: 100_000, tax: 18_000 });
    expect(linesOf('sales', [NOTE])).toMatchObject([
      {
        itemQuantity: 2,
        itemUnitPrice: 500,
        itemTaxableAmount: 1000,
        igstAmount: 180,
        documentTotalAmount: 1180,
      },
    ]);
  });

  it('keep what goes against the others against them', () => {
    const back = { ...NOTE, itemQuantity: '1', itemTaxableAmount: '100', igstAmount: '18' };
    const lines = linesOf('sales', [NOTE, back]);
    expect(lines.map(({ itemTaxableAmount, igstAmount }) => [itemTaxableAmount, igstAmount])).toEqual([
      [1000, 180],
      [-100, -18],
    ]);
    expect(judgeSales([NOTE, back]).documents).toMatchObject([{ taxable: 90_000, tax: 16_200 }]);
  });

  it('stay as they are where they are positive already, and in no note at all', () => {
    const positive = { ...NOTE, itemQuantity: '2', itemTaxableAmount: '1000', igstAmount: '180' };
    expect(linesOf('sales', [positive])).toMatchObject([{ itemTaxableAmount: 1000, igstAmount: 180 }]);
    const discounted = { ...SALE, itemDiscount: '-50' };
    expect(linesOf('sales', [discounted])).toMatchObject([{ itemDiscount: -50 }]);
  });
});

describe('a stored claim', () => {
  const claim = { itcClaimType: 'Inputs', itcClaimIgstAmount: '180.00' };

  it('is none where I03 says that it was read as none, line by line', () => {
    const rows = [
      { ...PURCHASE, ...claim },
      { ...PURCHASE, ...claim, itcClaimType: 'Ineligible' },
    ];
    expect(saidOf(judgePurchases(rows), 'I03')).toEqual(['I03 3 itcClaimIgstAmount warning']);
    const claims = linesOf('purchase', rows).map(({ itcClaimIgstAmount }) => itcClaimIgstAmount);
    expect(claims).toEqual([180, undefined]);
  });

  it('is kept where it counts', () => {
    expect(linesOf('purchase', [{ ...PURCHASE, ...claim }])).toMatchObject([{ itcClaimIgstAmount: 180 }]);
  });
});
