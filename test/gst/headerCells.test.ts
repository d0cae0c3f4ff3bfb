import { describe, expect, it } from 'vitest';
import { readDocumentBody } from '../../src/gst/documentBody.ts';
import {
  GUJARAT,
  judgePurchases,
  judgeSales,
  LOCAL_SALE,
  MAHARASHTRA,
  PURCHASE,
  SALE,
  saidOf,
  TELANGANA,
  without,
} from './judgeFixture.ts';

/** A second row that repeats of the header only what tells the document. */
const NEXT = { ...without(SALE, 'placeOfSupply', 'customerGstin'), externalLineItemId: '2' };

describe('header cells that only one row of a document fills', () => {
  it('hold for its other rows, wherever that row stands', () => {
    for (const rows of [
      [SALE, NEXT, { ...NEXT, placeOfSupply: '-' }],
      [NEXT, SALE, NEXT],
    ]) {
      const { documents, refused } = judgeSales(rows);
      expect(refused).toEqual([]);
      const { header, lines } = readDocumentBody('sales', documents[0]?.body ?? '');
      expect(header).toMatchObject({ placeOfSupply: '27', customerGstin: MAHARASHTRA });
      expect(lines).toHaveLength(3);
    }
  });

  it('are read before they are compared', () => {
    const { refused } = judgeSales([SALE, NEXT, { ...SALE, placeOfSupply: 'Maharashtra' }]);
    expect(refused).toEqual([]);
  });

  it.each([
    ['the period', { returnFilingMonth: '11-2026' }, { returnFilingMonth: '11-2026' }],
    ['reverse charge', { isReverseCharge: 'N' }, { isReverseCharge: false }],
    ['the export type', { exportType: 'Deemed' }, { exportType: 'deemed' }],
    ['the customer', { customerName: 'Devi', customerState: '27' }, { customerName: 'Devi' }],
  ])('are stored for all rows: %s', (_name, given, header) => {
    const { documents } = judgeSales([{ ...SALE, ...given }, NEXT]);
    expect(readDocumentBody('sales', documents[0]?.body ?? '').header).toMatchObject(header);
  });

  it('stay blank where the other rows differ or cannot be read', () => {
    const differing = judgeSales([SALE, NEXT, { ...SALE, placeOfSupply: '36', customerGstin: TELANGANA }]);
    expect(saidOf(differing, 'D12')).toEqual(['D12 2 placeOfSupply error', 'D12 2 customerGstin error']);
    expect(saidOf(differing, 'P02')).toEqual(['P02 3 placeOfSupply error']);
    const unread = judgeSales([{ ...SALE, placeOfSupply: 'Atlantis' }, NEXT]);
    expect(saidOf(unread, 'P01')).toEqual(['P01 2 placeOfSupply error']);
    const faulty = judgeSales([{ ...SALE, customerGstin: '27AAPFU0939F1ZW' }, NEXT]);
    expect(saidOf(faulty, 'G03')).toEqual(['G03 2 customerGstin error']);
  });

  it('are filled with what is read by another word', () => {
    const exported = { ...SALE, placeOfSupply: '', customerGstin: '', exportType: 'Goods' };
    const next = { ...exported, exportType: '', externalLineItemId: '2' };
    const { documents, refused } = judgeSales([exported, next]);
    expect(refused).toEqual([]);
    expect(readDocumentBody('sales', documents[0]?.body ?? '').header).toMatchObject({ placeOfSupply: '96' });
  });

  it('do not undo what a row says of an unregistered buyer', () => {
    const { documents } = judgeSales([
      { ...LOCAL_SALE, customerGstin: 'URP', isReverseCharge: 'N' },
      { ...LOCAL_SALE, customerGstin: MAHARASHTRA },
      LOCAL_SALE,
    ]);
    const { lines } = readDocumentBody('sales', documents[0]?.body ?? '');
    expect(lines.map(({ customerGstin }) => customerGstin)).toEqual([undefined, MAHARASHTRA, undefined]);
  });

  it('leave what tells a document an error', () => {
    for (const column of ['documentType', 'documentDate', 'supplierGstin'] as const) {
      const verdict = judgeSales([SALE, { ...SALE, [column]: '' }]);
      expect(saidOf(verdict, 'C01')).toEqual([`C01 3 ${column} error`]);
      expect(verdict.documents).toEqual([]);
    }
  });
});

describe('a purchase row without supplier', () => {
  const nameless = { ...without(PURCHASE, 'supplierGstin'), externalLineItemId: '2' };

  it('is of the only supplier of its number', () => {
    const { documents, refused } = judgePurchases([nameless, PURCHASE]);
    expect(refused).toEqual([]);
    expect(documents).toMatchObject([{ party: PURCHASE.supplierGstin, lineCount: 2 }]);
  });

  it('is of the only one without GSTIN, however its name is spelt', () => {
    const named = without(PURCHASE, 'supplierGstin', 'igstAmount', 'igstRate');
    const { documents } = judgePurchases([
      named,
      { ...named, supplierName: 'A.B. Traders' },
      { ...named, supplierName: 'a b traders' },
    ]);
    expect(documents).toMatchObject([{ party: 'A B TRADERS', lineCount: 3 }]);
  });

  it('is of nobody else where it says that the supplier has no GSTIN', () => {
    const cash = { ...without(PURCHASE, 'igstAmount', 'igstRate'), supplierGstin: 'URP' };
    const { documents } = judgePurchases([PURCHASE, cash, cash]);
    expect(documents.map(({ party, lineCount }) => [party, lineCount])).toEqual([
      [PURCHASE.supplierGstin, 1],
      ['', 2],
    ]);
    expect(saidOf(judgePurchases([PURCHASE, cash, nameless]), 'C01')).toEqual(['C01 4 supplierGstin error']);
  });

  it('is an error where there are several, and holds them back', () => {
    const verdict = judgePurchases([PURCHASE, nameless, { ...PURCHASE, supplierGstin: GUJARAT }]);
    expect(saidOf(verdict, 'C01')).toEqual(['C01 3 supplierGstin error']);
    expect(verdict.documents).toEqual([]);
    expect(verdict.refused.map(({ row, heldBackBy }) => [row, heldBackBy])).toEqual([
      [2, 3],
      [3, null],
      [4, 3],
    ]);
    const [error] = verdict.refused[1]?.errors ?? [];
    expect(error?.message).toBe(
      'Row names no supplier but other rows of document INV/1 name several. Enter Supplier GSTIN or Vendor Code or Supplier Name.',
    );
  });

  it('is a document of its own where no row names one, or one of another year', () => {
    const cash = without(PURCHASE, 'supplierGstin', 'igstAmount', 'igstRate');
    expect(judgePurchases([cash, cash]).documents).toMatchObject([{ party: '', lineCount: 2 }]);
    const lastYear = { ...PURCHASE, documentDate: '31-03-2026' };
    expect(judgePurchases([cash, lastYear]).documents).toMatchObject([{ party: '' }, { lineCount: 1 }]);
  });
});
