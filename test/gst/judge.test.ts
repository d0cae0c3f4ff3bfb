import { describe, expect, it } from 'vitest';
import { COLUMNS_OF, type ColumnKey } from '../../src/gst/columns.ts';
import { columnOf } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { readDocumentBody } from '../../src/gst/documentBody.ts';
import { createJudge } from '../../src/gst/judge.ts';
import {
  GUJARAT,
  judgePurchases,
  judgeRows,
  judgeSales,
  KARNATAKA,
  MAHARASHTRA,
  PURCHASE,
  rowOf,
  SALE,
  TELANGANA,
  without,
} from './judgeFixture.ts';
import { settingsFixture } from './lineFixture.ts';

const BAD = { ...SALE, itemTaxableAmount: '' };

describe('the judge, on clean rows', () => {
  it('makes one document of the lines of one number, small letters or not', () => {
    const half = { itemTaxableAmount: '500', igstAmount: '90' };
    const verdict = judgeSales([SALE, { ...SALE, ...half, documentNumber: ' inv/1' }]);
    expect(verdict).toMatchObject({ refused: [], warnings: [] });
    expect(verdict.documents).toEqual([
      {
        ownGstin: KARNATAKA,
        number: 'INV/1',
        financialYear: 2026,
        type: 'invoice',
        isAmendment: false,
        party: '',
        date: '2026-10-05',
        lineCount: 2,
        taxable: 150_000,
        tax: 27_000,
        isDeleted: false,
        isCancelled: false,
        body: expect.any(String),
      },
    ]);
    expect(readDocumentBody('sales', verdict.documents[0]?.body ?? '').lines).toHaveLength(2);
  });

  it.each([
    ['financial year', { documentDate: '31-03-2026' }],
    ['type', { documentType: 'Credit Note' }],
    ['amendment', { originalDocumentNumber: 'INV/0', originalDocumentDate: '01-10-2026' }],
  ])('keeps documents apart by %s', (_name, differing) => {
    const { documents, refused } = judgeSales([SALE, { ...SALE, ...differing }, SALE]);
    expect(refused).toEqual([]);
    expect(documents.map(({ lineCount }) => lineCount)).toEqual([2, 1]);
  });

  it('tells a document marked cancelled or deleted, even by one line', () => {
    const { documents } = judgeSales([SALE, { ...SALE, isDocumentCancelled: 'Y' }]);
    expect(documents).toMatchObject([{ isCancelled: true, isDeleted: false }]);
    expect(judgeSales([{ ...SALE, isDocumentDeleted: 'Y' }]).documents).toMatchObject([
      { isCancelled: false, isDeleted: true },
    ]);
  });

  it('counts a note without its sign, and cess as tax', () => {
    const note = { ...SALE, documentType: 'Credit Note', itemTaxableAmount: '-1000', igstAmount: '-180' };
    expect(judgeSales([{ ...note, cessAmount: '-20' }]).documents).toMatchObject([
      { taxable: 100_000, tax: 20_000 },
    ]);
  });
});

describe('the judge, on purchases', () => {
  it.each([
    ['another supplier', { supplierGstin: GUJARAT }, [1, 1]],
    ['the same supplier', {}, [2]],
  ])('keeps the same number of %s apart or together', (_name, differing, counts) => {
    const { documents } = judgePurchases([PURCHASE, { ...PURCHASE, placeOfSupply: '', ...differing }]);
    expect(documents.map(({ lineCount }) => lineCount)).toEqual(counts);
  });

  it('knows a supplier without GSTIN by vendor code, else by name', () => {
    const unregistered = {
      ...without(PURCHASE, 'supplierGstin', 'igstAmount', 'igstRate'),
      vendorCode: 'V1',
    };
    const named = { ...unregistered, vendorCode: '', supplierName: 'A.B. Traders  & Co' };
    const verdict = judgePurchases([
      unregistered,
      { ...unregistered, supplierName: 'another spelling' },
      named,
      { ...named, supplierName: 'a b traders co' },
    ]);
    expect(verdict.documents.map(({ party, lineCount }) => [party, lineCount])).toEqual([
      ['V1', 2],
      ['A B TRADERS CO', 2],
    ]);
  });

  it('takes the bill of entry, else the voucher, for the number of an import or advance', () => {
    const bill = { ...PURCHASE, documentNumber: '', importType: 'Goods', importBillNumber: '1234567' };
    const voucher = { ...PURCHASE, documentNumber: '', documentType: 'Advance', voucherNumber: 'pv/9' };
    expect(judgePurchases([bill, bill]).documents).toMatchObject([{ number: '1234567', lineCount: 2 }]);
    expect(judgePurchases([voucher, voucher]).documents).toMatchObject([{ number: 'PV/9', lineCount: 2 }]);
  });

  it('lets no other row take them, and holds no document back for it', () => {
    const domestic = { ...PURCHASE, documentNumber: '', importBillNumber: '', voucherNumber: '7' };
    const verdict = judgePurchases([domestic, { ...PURCHASE, documentNumber: '7' }, domestic]);
    expect(verdict.documents).toMatchObject([{ number: '7', lineCount: 1 }]);
    expect(verdict.refused.map(({ row, heldBackBy }) => [row, heldBackBy])).toEqual([
      [2, null],
      [4, null],
    ]);
  });
});

describe('the judge, on a row with an error', () => {
  it('refuses its whole document and no other one of the number', () => {
    const verdict = judgeSales([SALE, BAD, { ...SALE, documentType: 'Debit Note' }]);
    expect(verdict.documents.map(({ type }) => type)).toEqual(['debitNote']);
    expect(verdict.refused).toEqual([
      { row: 2, ownGstin: KARNATAKA, errors: [], heldBackBy: 3 },
      {
        row: 3,
        ownGstin: KARNATAKA,
        errors: [
          {
            row: 3,
            column: 'itemTaxableAmount',
            code: 'C01',
            severity: 'error',
            message: 'Item Taxable Amount is empty. Fill it in.',
            value: '',
          },
        ],
        heldBackBy: null,
      },
    ]);
  });

  it.each([
    ['date', { documentDate: '' }],
    ['type', { documentType: 'Quotation' }],
    [
      'original customer',
      {
        originalDocumentNumber: 'INV/0',
        originalDocumentDate: '01-09-2026',
        originalDocumentCustomerGstin: '27AAPFU0939F1ZW',
      },
    ],
  ])('holds back all of the number where its %s leaves the document open', (_name, differing) => {
    const verdict = judgeSales([{ ...SALE, documentType: 'Debit Note' }, SALE, { ...SALE, ...differing }]);
    expect(verdict.documents).toEqual([]);
    expect(verdict.refused.map(({ row, heldBackBy }) => [row, heldBackBy])).toEqual([
      [2, 4],
      [3, 4],
      [4, null],
    ]);
  });

  it.each([
    { originalDocumentCustomerGstin: MAHARASHTRA },
    { originalDocumentNumber: '0', originalDocumentDate: '00/00/0000' },
    { originalDocumentNumber: 'null', originalDocumentDate: '01-01-1900' },
  ])('takes a row with %j for no amendment', (texts) => {
    const { documents } = judgeSales([SALE, { ...SALE, ...texts }]);
    expect(documents).toMatchObject([{ lineCount: 2, isAmendment: false }]);
  });

  it('holds back all of the number for a wrong supplier of a purchase, none for a wrong customer of a sale', () => {
    const wrong = '24AAACR5055K2ZD';
    const other = { ...PURCHASE, supplierGstin: TELANGANA };
    expect(judgePurchases([other, { ...PURCHASE, supplierGstin: wrong }]).documents).toEqual([]);
    const note = { ...SALE, documentType: 'Debit Note' };
    expect(judgeSales([note, { ...SALE, customerGstin: wrong }]).documents).toHaveLength(1);
  });

  it('names the own GSTIN UNKNOWN where it is blank, wrong or not of the account', () => {
    const ownerOf = (...args: Parameters<typeof judgeSales>) =>
      judgeSales(...args).refused.map(({ ownGstin }) => ownGstin);
    expect(ownerOf([without(SALE, 'supplierGstin')])).toEqual(['UNKNOWN']);
    expect(ownerOf([{ ...SALE, supplierGstin: '29AAFCD5862R1ZX' }])).toEqual(['UNKNOWN']);
    expect(ownerOf([SALE], { ownGstins: [GUJARAT] })).toEqual(['UNKNOWN']);
    expect(ownerOf([SALE], { ownGstins: [KARNATAKA], onlyGstins: [GUJARAT] })).toEqual(['UNKNOWN']);
    expect(ownerOf([BAD], { ownGstins: [KARNATAKA] })).toEqual([KARNATAKA]);
  });

  it.each([
    ['blank', ''],
    ['none for all its letters', 'URP'],
    ['of a wrong shape', '29ABCDE12'],
    ['of a wrong check character', '29AAFCD5862R1ZX'],
    ['of no state', '45AAFCD5862R1ZQ'],
  ])('holds back all of the number, of any own GSTIN, for one that is %s', (_name, supplierGstin) => {
    const verdict = judgeSales([
      SALE,
      { ...SALE, supplierGstin, externalLineItemId: '2' },
      { ...SALE, supplierGstin: GUJARAT },
      { ...SALE, documentType: 'Debit Note', placeOfSupply: 'Atlantis' },
    ]);
    expect(verdict.documents).toEqual([]);
    expect(verdict.refused.map(({ row, ownGstin, heldBackBy }) => [row, ownGstin, heldBackBy])).toEqual([
      [2, KARNATAKA, 3],
      [3, 'UNKNOWN', null],
      [4, GUJARAT, 3],
      [5, KARNATAKA, null],
    ]);
  });

  it('holds back nothing of another number for a row without own GSTIN', () => {
    const rows = [SALE, { ...without(SALE, 'supplierGstin'), documentNumber: 'INV/2' }];
    const verdicts = judgeRows(rows.map((row, index) => rowOf('sales', index + 2, row)));
    expect(verdicts.map(({ documents }) => documents.length)).toEqual([1, 0]);
  });

  it('keeps the same number of two own GSTINs apart, also where one is not of the account', () => {
    const rows = [SALE, { ...SALE, supplierGstin: GUJARAT }, SALE];
    expect(judgeSales(rows).documents).toMatchObject([
      { ownGstin: KARNATAKA, lineCount: 2 },
      { ownGstin: GUJARAT, lineCount: 1 },
    ]);
    const { documents, refused } = judgeSales(rows, { ownGstins: [KARNATAKA] });
    expect(documents).toMatchObject([{ ownGstin: KARNATAKA, lineCount: 2 }]);
    expect(refused.map(({ row, ownGstin }) => [row, ownGstin])).toEqual([[3, 'UNKNOWN']]);
  });

  it('takes the only GSTIN of the trigger for a blank one', () => {
    const verdict = judgeSales([SALE, without(SALE, 'supplierGstin')], { onlyGstins: [KARNATAKA] });
    expect(verdict.refused).toEqual([]);
    expect(verdict.documents).toMatchObject([{ ownGstin: KARNATAKA, lineCount: 2 }]);
    const body = readDocumentBody('sales', verdict.documents[0]?.body ?? '');
    expect(body.header.supplierGstin ?? body.lines[1]?.supplierGstin).toBe(KARNATAKA);
    const wrong = judgeSales([without(SALE, 'supplierGstin')], { onlyGstins: ['29AAFCD5862R1ZX'] });
    expect(wrong.refused[0]?.errors.map(({ code }) => code)).toEqual(['C01']);
    const several = judgeSales([without(SALE, 'supplierGstin')], { onlyGstins: [KARNATAKA, MAHARASHTRA] });
    expect(several.documents).toEqual([]);
  });
});

/** Columns that no rule needs: what stands in them is kept as it is. */
const UNREAD: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'itemUnitPrice',
  'goodsReceiptNoteQuantity',
  'goodsReceiptNoteAmount',
  'paymentDueDate',
]);

describe.each(['sales', 'purchase'] as const)('a cell of %s that cannot be read', (register) => {
  const read = COLUMNS_OF[register].filter(
    (column) => columnOf(column).kind !== 'text' && !UNREAD.has(column),
  );
  it.each(read)('is told: %s', (column) => {
    const [verdict] = judgeRows([rowOf(register, 2, { ...SALE, [column]: '#REF!' })], { register });
    const findings = [
      ...(verdict?.refused.flatMap(({ errors }) => errors) ?? []),
      ...(verdict?.warnings ?? []),
    ];
    const told = findings.filter((finding) => finding.column === column);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ value }) => value === '#REF!')).toBe(true);
  });
});

describe('the key of a group', () => {
  const sales = createJudge(settingsFixture(), DEFAULT_TABLES);
  const purchases = createJudge(settingsFixture({ register: 'purchase' }), DEFAULT_TABLES);

  it('is the same for what people write in several ways', () => {
    expect(sales.keyColumns).toEqual(['documentNumber']);
    const key = sales.groupKey(['INV/1']);
    expect(sales.groupKey([' inv/1 '])).toBe(key);
    expect(sales.groupKey(['INV/2'])).not.toBe(key);
  });

  it('is none without a number', () => {
    expect(sales.groupKey([''])).toBe('');
    expect(sales.groupKey([' - '])).toBe('');
    expect(purchases.groupKey(['', '', ''])).toBe('');
  });

  it('falls back to bill and voucher on purchases', () => {
    expect(purchases.keyColumns).toEqual(['documentNumber', 'importBillNumber', 'voucherNumber']);
    const key = purchases.groupKey(['7', '', '']);
    expect(purchases.groupKey(['', '7', '8'])).toBe(key);
    expect(purchases.groupKey(['', '', '7'])).toBe(key);
  });

  it('keeps rows without number apart, each a document of its own', () => {
    const nameless = without(SALE, 'documentNumber');
    const verdicts = judgeRows([rowOf('sales', 2, nameless), rowOf('sales', 3, nameless)]);
    expect(verdicts.map(({ refused }) => refused.map(({ row, heldBackBy }) => [row, heldBackBy]))).toEqual([
      [[2, null]],
      [[3, null]],
    ]);
  });
});

it('refuses a today that is no date', () => {
  expect(() => createJudge(settingsFixture({ today: '24-11-2026' }), DEFAULT_TABLES)).toThrow(RangeError);
});
