import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { A05, A06, A07, A08, A09, A10 } from '../../../src/gst/rules/rates.ts';
import { dayFixture, gstinFixture, lineFixture } from '../lineFixture.ts';
import { told, verdict } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;
const REGISTERS = ['sales', 'purchase'] as const;
const GST_2_0 = dayFixture('2025-09-22');

describe.each(REGISTERS)('A05 on %s', (register) => {
  it('refuses a rate that no date knows', () => {
    expect(told(A05, lineFixture(register, { gstRate: 17_000 }))).toEqual([
      {
        severity: 'error',
        column: 'gstRate',
        message: 'GST Rate 17 is not a GST rate. Check the rate.',
        row: 2,
      },
    ]);
  });

  it.each([0, 100, 250, 1_000, 1_500, 3_000, 5_000, 6_000, 7_500, 12_000, 18_000, 28_000, 40_000])(
    'knows %i thousandths, of whatever date',
    (gstRate) => {
      expect(verdict(A05, lineFixture(register, { gstRate, date: dayFixture('2026-11-01') }))).toBeNull();
      const half = gstRate / 2;
      expect(verdict(A05, lineFixture(register, { cgstRate: half, sgstRate: half }))).toBeNull();
      expect(verdict(A05, lineFixture(register, { igstRate: gstRate }))).toBeNull();
    },
  );

  it.each<[string, Given]>([
    ['cgstRate', { gstRate: 0, cgstRate: 9_500, sgstRate: 9_500 }],
    ['igstRate', { igstRate: 180 }],
    ['gstRate', { gstRate: 18_001 }],
  ])('blames %s', (column, given) => {
    expect(told(A05, lineFixture(register, given))).toMatchObject([{ column }]);
  });

  it.each<[Given, string]>([
    [{ igstRate: 180, igst: 18_000 }, 'GST Rate 0.18 is not a GST rate. Did you mean 18?'],
    [
      { cgstRate: 90, sgstRate: 90, cgst: 9_000, sgst: 9_000 },
      'GST Rate 0.18 is not a GST rate. Did you mean 18?',
    ],
    [{ igstRate: 180, igst: 28_000 }, 'GST Rate 0.18 is not a GST rate. Check the rate.'],
    [{ igstRate: 170, igst: 17_000 }, 'GST Rate 0.17 is not a GST rate. Check the rate.'],
  ])('sees a fraction by the tax of %j', (given, message) => {
    expect(told(A05, lineFixture(register, { taxable: 100_000, ...given }))).toMatchObject([{ message }]);
  });

  it('knows 65 percent of a rate where that applies', () => {
    const given = { cgstRate: 9_100, sgstRate: 9_100 };
    expect(verdict(A05, lineFixture(register, { ...given, applicableRate: 65 }))).toBeNull();
    expect(verdict(A05, lineFixture(register, given))).toBe('error');
    expect(verdict(A05, lineFixture(register, { igstRate: 17_000, applicableRate: 65 }))).toBe('error');
  });

  it('needs a rate', () => {
    expect(verdict(A05, lineFixture(register))).toBeNull();
  });
});

describe.each(REGISTERS)('A06 on %s', (register) => {
  const judge = (given: Given) => verdict(A06, lineFixture(register, given));

  it('refuses a rate that is not the sum of its halves', () => {
    const found = told(A06, lineFixture(register, { gstRate: 18_000, cgstRate: 6_000, sgstRate: 6_000 }));
    expect(found).toEqual([
      {
        severity: 'error',
        column: 'gstRate',
        message: 'GST Rate 18 differs from the split rates 6 and 6. Correct one of them.',
        row: 2,
      },
    ]);
    expect(judge({ gstRate: 18_000, igstRate: 12_000 })).toBe('error');
    expect(judge({ gstRate: 18_000, cgstRate: 9_000, sgstRate: 9_000, igstRate: 12_000 })).toBe('error');
  });

  it.each<Given>([
    { gstRate: 18_000, cgstRate: 9_000, sgstRate: 9_000, igstRate: 0 },
    { gstRate: 18_000, cgstRate: 0, sgstRate: 0, igstRate: 18_000 },
    { gstRate: 18_000, cgstRate: 9_000, sgstRate: 9_000, igstRate: 18_000 },
    { gstRate: 18_000, cgstRate: 0, sgstRate: 0, igstRate: 0 },
    { gstRate: 18_000, cgstRate: 9_000 },
    { gstRate: 0, cgstRate: 9_000, sgstRate: 9_000 },
    { cgstRate: 9_000, sgstRate: 9_000 },
    { gstRate: 28_000, cgstRate: 9_100, sgstRate: 9_100, applicableRate: 65 },
  ])('accepts %j', (given) => {
    expect(judge(given)).toBeNull();
  });
});

describe.each(REGISTERS)('A07 on %s', (register) => {
  const judge = (given: Given) => verdict(A07, lineFixture(register, given));

  it('warns of a rate after its end and before its beginning', () => {
    expect(told(A07, lineFixture(register, { gstRate: 12_000, date: GST_2_0 }))).toEqual([]);
    const found = told(A07, lineFixture(register, { gstRate: 12_000, date: GST_2_0, hsn: '6109' }));
    expect(found).toEqual([
      {
        severity: 'warning',
        column: 'gstRate',
        message:
          'Rate 12 was not in force on 22-09-2025 for HSN 6109. Correct for earlier supplies and notes only.',
        row: 2,
      },
    ]);
    const early = told(A07, lineFixture(register, { gstRate: 40_000, date: GST_2_0 - 1, hsn: '2202' }));
    expect(early[0]?.message).toBe(
      'Rate 40 was not in force on 21-09-2025. Correct for earlier supplies and notes only.',
    );
  });

  it.each([
    [12_000, '8517', '2025-09-21', null],
    [12_000, '8517', '2025-09-22', 'warning'],
    [12_000, '69041000', '2025-09-22', null],
    [12_000, '6904', '2025-09-22', null],
    [12_000, '6905', '2026-11-01', null],
    [12_000, '69072100', '2025-09-22', 'warning'],
    [28_000, '87032291', '2025-09-21', null],
    [28_000, '87032291', '2025-09-22', 'warning'],
    [28_000, '24022090', '2026-01-31', null],
    [28_000, '24022090', '2026-02-01', 'warning'],
    [28_000, '21069020', '2026-01-31', null],
    [28_000, '', '2026-02-01', 'warning'],
    [40_000, '24022090', '2025-09-21', 'warning'],
    [40_000, '24022090', '2025-09-22', null],
    [18_000, '8517', '2017-07-01', null],
    [18_000, '8517', '2017-06-30', 'warning'],
    [0, '8517', '2017-06-30', null],
  ])('%i thousandths for HSN %s on %s: %s', (gstRate, hsn, date, expected) => {
    expect(judge({ gstRate, hsn, date: dayFixture(date) })).toBe(expected);
  });

  it.each<keyof Given>(['linkedDate', 'originalDate', 'advanceDate'])(
    'takes the earlier day of %s',
    (field) => {
      const note: Given = { type: 'creditNote', gstRate: 12_000, hsn: '8517', date: GST_2_0 };
      expect(judge({ ...note, [field]: GST_2_0 - 1 })).toBeNull();
      expect(judge({ ...note, [field]: GST_2_0 })).toBe('warning');
    },
  );

  it('needs rate, date and a rate that it knows', () => {
    expect(judge({ gstRate: 12_000, hsn: '8517' })).toBeNull();
    expect(judge({ date: GST_2_0, hsn: '8517' })).toBeNull();
    expect(judge({ gstRate: 17_000, date: GST_2_0, hsn: '8517' })).toBeNull();
    expect(judge({ gstRate: 12_000, date: GST_2_0, hsn: '8517', isLinkedInvoicePreGst: true })).toBeNull();
  });
});

describe.each(REGISTERS)('A08 on %s', (register) => {
  const judge = (hsn: string, date: string, given: Given = {}) =>
    verdict(
      A08,
      lineFixture(register, { type: 'invoice', cess: 100, hsn, date: dayFixture(date), ...given }),
    );

  it.each([
    ['87032291', '2025-09-21', null],
    ['87032291', '2025-09-22', 'warning'],
    ['24022090', '2025-09-22', null],
    ['24022090', '2026-01-31', null],
    ['24022090', '2026-02-01', 'warning'],
    ['21069020', '2026-01-31', null],
    ['21069020', '2026-02-01', 'warning'],
    ['21069099', '2025-09-22', 'warning'],
    ['', '2025-09-22', null],
    ['', '2026-02-01', 'warning'],
  ])('for HSN %s on %s: %s', (hsn, date, expected) => {
    expect(judge(hsn, date)).toBe(expected);
  });

  it('says what ended when', () => {
    const line = lineFixture(register, { cess: 12_345, hsn: '8703', date: GST_2_0 });
    expect(told(A08, line)[0]?.message).toBe(
      'Compensation cess 123.45 ended before 22-09-2025. Correct for earlier supplies only.',
    );
  });

  it('leaves notes, amendments of earlier documents, and documents without cess alone', () => {
    expect(judge('8703', '2026-02-01', { type: 'creditNote' })).toBeNull();
    expect(judge('8703', '2026-02-01', { originalDate: GST_2_0 - 1 })).toBeNull();
    expect(judge('8703', '2026-02-01', { cess: 0 })).toBeNull();
    expect(judge('8703', '2026-02-01', { cess: null })).toBeNull();
    expect(judge('8703', '2026-02-01', { date: null })).toBeNull();
  });
});

describe.each(REGISTERS)('A09 on %s', (register) => {
  const judge = (given: Given) => verdict(A09, lineFixture(register, given));

  it.each([
    ['nilRated', 'Nil rated'],
    ['exempted', 'Exempted'],
    ['nonGst', 'Non-GST'],
  ] as const)('refuses tax on %s', (zeroTaxCategory, name) => {
    expect(told(A09, lineFixture(register, { zeroTaxCategory, igst: 1 }))).toEqual([
      {
        severity: 'error',
        column: 'zeroTaxCategory',
        message: `Zero Tax Category is ${name} but tax is charged. Clear one of them.`,
        row: 2,
      },
    ]);
    expect(told(A09, lineFixture(register, { zeroTaxCategory, gstRate: 18_000, igst: 0 }))[0]?.message).toBe(
      `Zero Tax Category is ${name} but a rate of 18 percent is given. Clear one of them.`,
    );
    expect(judge({ zeroTaxCategory, igst: -1, type: 'creditNote' })).toBe('error');
  });

  it('accepts zeros, blanks and zero rated supplies', () => {
    expect(judge({ zeroTaxCategory: 'exempted', gstRate: 0, igst: 0 })).toBeNull();
    expect(judge({ zeroTaxCategory: 'exempted' })).toBeNull();
    expect(judge({ zeroTaxCategory: 'zeroRated', gstRate: 18_000, igst: 18_000 })).toBeNull();
    expect(judge({ gstRate: 18_000, igst: 18_000 })).toBeNull();
  });
});

describe('A10', () => {
  const judge = (given: Given) => verdict(A10, lineFixture('sales', { taxable: 100, ...given }));

  it('warns of a line without rate, tax and category', () => {
    expect(told(A10, lineFixture('sales', { taxable: 100, gstRate: 0, igst: 0 }))).toEqual([
      {
        severity: 'warning',
        column: 'zeroTaxCategory',
        message: 'Rate is zero. Choose nil rated or exempt or non-GST.',
        row: 2,
      },
    ]);
    expect(judge({})).toBe('warning');
  });

  it.each<[string, Given]>([
    ['a rate', { gstRate: 100 }],
    ['tax', { igst: 1 }],
    ['a category', { zeroTaxCategory: 'nilRated' }],
    ['a category that C02 refuses', { notes: [{ column: 'zeroTaxCategory', kind: 'unreadable' }] }],
    ['an export', { exportType: 'withoutPayment' }],
    ['an SEZ unit', { exportType: 'sezWithoutPayment' }],
    ['reverse charge', { isReverseCharge: true }],
    ['an operator that pays the tax', { ecommerce: gstinFixture('29AABCF8078M1C8') }],
    ['nothing to tax', { taxable: 0 }],
    ['a blank taxable amount', { taxable: null }],
  ])('accepts %s', (_what, given) => {
    expect(judge(given)).toBeNull();
  });
});
