import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { A01, A02, A03, A04 } from '../../../src/gst/rules/amounts.ts';
import { percentOf } from '../../../src/gst/rules/percentOf.ts';
import { dayFixture, gstinFixture, lineFixture, type Texts } from '../lineFixture.ts';
import { type Circumstances, told, verdict } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;
const REGISTERS = ['sales', 'purchase'] as const;

describe.each(REGISTERS)('A01 on %s', (register) => {
  it('refuses what is no number, as the field and the cell say it', () => {
    const line = lineFixture(
      register,
      { notes: [{ column: 'itemTaxableAmount', kind: 'unreadable' }] },
      { itemTaxableAmount: 'as agreed' },
    );
    expect(told(A01, line)).toEqual([
      {
        severity: 'error',
        column: 'itemTaxableAmount',
        message: 'Item Taxable Amount as agreed is not a number. Enter a plain amount.',
        row: 2,
      },
    ]);
  });

  it('says a formula error as such', () => {
    const line = lineFixture(
      register,
      { notes: [{ column: 'cgstAmount', kind: 'formulaError' }] },
      { cgstAmount: '#REF!' },
    );
    expect(told(A01, line)[0]?.message).toBe(
      'CGST Amount has the formula error #REF!. Enter the value itself.',
    );
  });

  it('refuses rates and quantities likewise, each by itself', () => {
    const line = lineFixture(
      register,
      {
        notes: [
          { column: 'gstRate', kind: 'unreadable' },
          { column: 'itemQuantity', kind: 'unreadable' },
        ],
      },
      { gstRate: 'GST', itemQuantity: 'ten' },
    );
    expect(told(A01, line).map(({ message }) => message)).toEqual([
      'GST Rate GST is not a number. Enter a plain number.',
      'Item Quantity ten is not a number. Enter a plain number.',
    ]);
  });

  it.each([
    ['itemTaxableAmount', 'error'],
    ['igstAmount', 'error'],
    ['cessAmount', 'error'],
    ['igstRate', 'error'],
    ['itemQuantity', 'warning'],
    ['itemDiscount', 'warning'],
    ['documentTotalAmount', 'warning'],
    ['documentIgstAmount', 'warning'],
  ] as const)('of %s: %s', (column, severity) => {
    const line = lineFixture(register, { notes: [{ column, kind: 'unreadable' }] }, { [column]: '10%' });
    expect(told(A01, line)).toMatchObject([{ severity, column }]);
  });

  it('says what it read of a quantity with its unit', () => {
    const notes = [{ column: 'itemQuantity', kind: 'replaced' }] as const;
    const line = lineFixture(register, { quantity: 1_500, notes }, { itemQuantity: '1.5 NOS' });
    expect(told(A01, line)).toMatchObject([
      {
        severity: 'warning',
        message: 'Item Quantity 1.5 NOS was read as 1.5. Use Item Unit Code for the unit.',
      },
    ]);
  });

  it('leaves other columns and other notes to other rules', () => {
    const line = lineFixture(register, {
      notes: [
        { column: 'documentDate', kind: 'unreadable' },
        { column: 'itemUnitCode', kind: 'replaced' },
        { column: 'cgstAmount', kind: 'rounded' },
        { column: 'hsnSacCode', kind: 'formulaError' },
      ],
    });
    expect(verdict(A01, line)).toBeNull();
  });

  it('reads a blank taxable amount of a note with tax as zero, and warns', () => {
    const blank: Given = { type: 'creditNote', igst: 1_800 };
    expect(verdict(A01, lineFixture(register, blank))).toBe('warning');
    expect(verdict(A01, lineFixture(register, { ...blank, type: 'invoice' }))).toBeNull();
    expect(verdict(A01, lineFixture(register, { ...blank, igst: 0 }))).toBeNull();
    expect(verdict(A01, lineFixture(register, { ...blank, taxable: 0 }))).toBeNull();
  });

  it('says of an unreadable taxable amount of a note only that', () => {
    const notes = [{ column: 'itemTaxableAmount', kind: 'unreadable' }] as const;
    expect(verdict(A01, lineFixture(register, { type: 'debitNote', igst: 1_800, notes }))).toBe('error');
  });
});

it('A01 warns of an Applicable Tax Rate that is none: many clients put the rate itself there', () => {
  const notes = [{ column: 'applicableTaxRate', kind: 'unreadable' }] as const;
  const found = told(A01, lineFixture('sales', { notes }, { applicableTaxRate: '18' }));
  expect(found).toMatchObject([{ severity: 'warning', column: 'applicableTaxRate' }]);
  expect(found[0]?.message).toBe(
    'Applicable Tax Rate 18 is not known. It was read as the whole rate. Use 65 or leave it empty.',
  );
});

describe.each(REGISTERS)('A02 on %s', (register) => {
  const invoice = (given: Given) => lineFixture(register, { type: 'invoice', ...given });

  it('refuses an invoice whose lines sum below zero, once', () => {
    const lines = [
      invoice({ row: 2, taxable: 10_000, igst: 1_800 }),
      invoice({ row: 3, taxable: -11_000, igst: -1_800 }),
      invoice({ row: 4, taxable: -11_000, igst: -1_800 }),
    ];
    expect(told(A02, lines)).toEqual([
      {
        severity: 'error',
        column: 'itemTaxableAmount',
        message: 'Invoice total is negative. Use Document Type Credit Note.',
        row: 3,
      },
    ]);
  });

  it('warns of each negative line of an invoice that is not negative', () => {
    const lines = [
      invoice({ row: 2, taxable: 10_000 }),
      invoice({ row: 3, taxable: -4_000 }),
      invoice({ row: 4, taxable: -6_000 }),
    ];
    expect(told(A02, lines).map(({ severity, row }) => [severity, row])).toEqual([
      ['warning', 3],
      ['warning', 4],
    ]);
  });

  it('stands on the sum: zero passes, a paisa less does not', () => {
    expect(verdict(A02, [invoice({ taxable: 100 }), invoice({ taxable: -100 })])).toBe('warning');
    expect(verdict(A02, [invoice({ taxable: 100 }), invoice({ taxable: -101 })])).toBe('error');
    expect(verdict(A02, [invoice({ taxable: 100, cess: -101 })])).toBe('error');
  });

  it('warns of a single paisa', () => {
    expect(verdict(A02, [invoice({ taxable: 100 }), invoice({ taxable: -1 })])).toBe('warning');
  });

  it('takes a line with its tax', () => {
    expect(verdict(A02, invoice({ taxable: -100, igst: 200 }))).toBeNull();
    expect(verdict(A02, [invoice({ taxable: 1_000 }), invoice({ igst: -100 })])).toBeNull();
  });

  it('ignores the sign of notes', () => {
    for (const type of ['creditNote', 'debitNote', 'refundVoucher'] as const) {
      expect(verdict(A02, invoice({ type, taxable: -10_000, igst: -1_800 }))).toBeNull();
    }
  });

  it('says nothing of positive, blank and untyped ones', () => {
    expect(verdict(A02, invoice({ taxable: 10_000 }))).toBeNull();
    expect(verdict(A02, invoice({}))).toBeNull();
    expect(verdict(A02, invoice({ type: null, taxable: -1 }))).toBeNull();
  });

  it('names the refund voucher to an advance', () => {
    expect(told(A02, invoice({ type: 'advance', taxable: -1 }))[0]?.message).toContain('Refund Voucher');
  });
});

it.each(REGISTERS)('A03 warns on %s of amounts that rounding changed, and of nothing else', (register) => {
  const line = lineFixture(
    register,
    {
      notes: [
        { column: 'itemTaxableAmount', kind: 'rounded' },
        { column: 'cgstAmount', kind: 'unreadable' },
      ],
    },
    { itemTaxableAmount: '18.0051' },
  );
  expect(told(A03, line)).toEqual([
    {
      severity: 'warning',
      column: 'itemTaxableAmount',
      message: 'Item Taxable Amount 18.0051 was rounded to two decimals.',
      row: 2,
    },
  ]);
  expect(verdict(A03, lineFixture(register))).toBeNull();
});

/** 1,000.00 rupees at 18 %, interstate, with so many paise too much. */
function interstate(off: number, given: Given = {}): Given {
  return { type: 'invoice', taxable: 100_000, gstRate: 18_000, igst: 18_000 + off, ...given };
}

describe.each(REGISTERS)('A04 on %s', (register) => {
  const judge = (given: Given, circumstances?: Circumstances, texts?: Texts) =>
    verdict(A04, lineFixture(register, given, texts), circumstances);

  it.each([
    [0, null],
    [100, null],
    [-100, null],
    [101, 'warning'],
    [-101, 'warning'],
    [1_000, 'warning'],
    [-1_000, 'warning'],
    [1_001, 'error'],
    [-1_001, 'error'],
  ])('off by %i paise: %s', (off, expected) => {
    expect(judge(interstate(off))).toBe(expected);
  });

  it('says what was found and what was expected', () => {
    expect(told(A04, lineFixture(register, interstate(50_000)))).toEqual([
      {
        severity: 'error',
        column: 'igstAmount',
        message: 'Tax 680.00 does not match 18 percent of 1000.00. Expected 180.00.',
        row: 2,
      },
    ]);
  });

  it.each([
    [1, '0.01'],
    [10, '0.10'],
    [999, '9.99'],
  ])('prints %i paise as %s', (taxable, rupees) => {
    const message = told(A04, lineFixture(register, interstate(0, { taxable })))[0]?.message;
    expect(message).toContain(`percent of ${rupees}. Expected`);
  });

  it('takes half the rate for CGST and SGST each, rounded by itself', () => {
    const split: Given = { type: 'invoice', taxable: 1_010, gstRate: 5_000, cgst: 25, sgst: 25 };
    expect(judge(split)).toBeNull();
    const limits = { taxSilentPaise: 0 };
    expect(judge(split, { tables: { limits } })).toBeNull();
    expect(judge({ ...split, cgst: 26 }, { tables: { limits } })).toBe('warning');
    expect(told(A04, lineFixture(register, { ...split, cgst: 26 }), { tables: { limits } })).toMatchObject([
      { column: 'cgstAmount' },
    ]);
    expect(judge({ ...split, taxable: 1_030, cgst: 26, sgst: 26 }, { tables: { limits } })).toBeNull();
  });

  it('takes 65 percent of it where that applies', () => {
    expect(judge(interstate(0, { applicableRate: 65 }))).toBe('error');
    expect(judge(interstate(0, { applicableRate: 65, igst: 11_700 }))).toBeNull();
    expect(told(A04, lineFixture(register, interstate(0, { applicableRate: 65 })))[0]?.message).toBe(
      'Tax 180.00 does not match 65 percent of 18 percent of 1000.00. Expected 117.00.',
    );
  });

  it('takes split rates that are 65 percent already as they are', () => {
    const given: Given = { gstRate: null, igstRate: 11_700, applicableRate: 65, igst: 11_700 };
    expect(judge(interstate(0, given))).toBeNull();
  });

  it.each<[string, Given]>([
    ['rate', { gstRate: null }],
    ['taxable amount', { taxable: null }],
    ['every tax', { igst: null }],
  ])('needs what is blank: %s', (_what, given) => {
    expect(judge(interstate(50_000, given))).toBeNull();
  });

  it('refuses a plain invoice without tax', () => {
    const party = gstinFixture('27AAPFU0939F1ZV');
    expect(judge(interstate(0, { party, igst: 0 }))).toBe('error');
    expect(judge(interstate(0, { party, igst: null, cgst: 0, sgst: 0 }))).toBe('error');
    const ofUnregistered = judge(interstate(0, { party: null, igst: 0 }));
    expect(ofUnregistered).toBe(register === 'purchase' ? null : 'error');
  });

  it('never refuses a note, and ignores its sign', () => {
    for (const type of ['creditNote', 'debitNote', 'refundVoucher'] as const) {
      expect(judge(interstate(50_000, { type }))).toBe('warning');
      expect(judge(interstate(0, { type, taxable: -100_000, igst: 18_000 }))).toBeNull();
      expect(judge(interstate(0, { type, taxable: -100_000, igst: -18_000 }))).toBeNull();
      expect(judge(interstate(0, { type, igst: 0 }))).toBeNull();
      expect(judge(interstate(0, { type, taxable: 0 }))).toBeNull();
    }
  });

  it('holds a negative line of an invoice to a negative tax', () => {
    expect(judge(interstate(0, { taxable: -100_000, igst: -18_000 }))).toBeNull();
    expect(judge(interstate(0, { taxable: -100_000, igst: 18_000 }))).toBe('error');
  });

  it.each<[string, Given]>([
    ['reverse charge', { isReverseCharge: true }],
    ['an advance', { type: 'advance' }],
    ['an import of goods', { importType: 'goods' }],
    ['an import of services', { importType: 'services' }],
  ])('never refuses %s', (_what, given) => {
    expect(judge(interstate(50_000, given))).toBe('warning');
  });

  it.each<[string, Given]>([
    ['reverse charge', { isReverseCharge: true }],
    ['an import', { importType: 'goods' }],
    ['a sale through an operator (section 9(5))', { ecommerce: gstinFixture('29AABCF8078M1C8') }],
    ['a bill of supply', { isBillOfSupply: true }],
    ['a bill of supply by its type', { type: 'billOfSupply' }],
    ['a composition supplier', { isSupplierComposition: true }],
    ['exempt goods, which A09 refuses', { zeroTaxCategory: 'exempted' }],
    ['an SEZ supply', { taxpayerType: 'sez' }],
  ])('is silent on no tax under %s', (_what, given) => {
    expect(judge(interstate(0, { igst: 0, ...given }))).toBeNull();
  });

  it('holds an operator’s and an SEZ supply with tax to the arithmetic', () => {
    expect(judge(interstate(50_000, { ecommerce: gstinFixture('29AABCF8078M1C8') }))).toBe('error');
    expect(judge(interstate(50_000, { taxpayerType: 'sez' }))).toBe('error');
  });

  it.each([
    ['24022090', '2026-02-01', 'warning'],
    ['21069020', '2026-02-01', 'warning'],
    ['2403', '2026-02-01', 'warning'],
    ['24022090', '2026-01-31', 'error'],
    ['24031921', '2026-02-01', 'error'],
    ['85171300', '2026-02-01', 'error'],
    ['', '2026-02-01', 'error'],
  ])('of HSN %s on %s: %s (valued by retail price)', (hsn, date, expected) => {
    expect(judge(interstate(50_000, { hsn, date: dayFixture(date) }))).toBe(expected);
  });

  it('takes its bounds from the tables', () => {
    const limits = { taxSilentPaise: 200, taxWarningPaise: 300 };
    expect(judge(interstate(200), { tables: { limits } })).toBeNull();
    expect(judge(interstate(201), { tables: { limits } })).toBe('warning');
    expect(judge(interstate(301), { tables: { limits } })).toBe('error');
  });
});

describe('A04 on sales', () => {
  const judge = (given: Given) => verdict(A04, lineFixture('sales', given));

  it('never refuses an export, and is silent without tax', () => {
    expect(judge(interstate(50_000, { exportType: 'withPayment', placeOfSupply: '96' }))).toBe('warning');
    expect(judge(interstate(0, { exportType: 'withoutPayment', placeOfSupply: '96', igst: 0 }))).toBeNull();
    expect(judge(interstate(0, { exportType: 'sezWithoutPayment', igst: 0 }))).toBeNull();
  });
});

describe('the arithmetic of A04', () => {
  const taxable = fc.integer({ min: 1, max: 10_000_000_000_000 });
  const rate = fc.constantFrom(100, 250, 1_500, 3_000, 5_000, 12_000, 18_000, 28_000, 40_000);
  const exact = fc.record({ taxable, rate, isSplit: fc.boolean(), register: fc.constantFrom(...REGISTERS) });
  const taxed = (given: { taxable: number; rate: number; isSplit: boolean }, more = 0): Given => {
    const half = percentOf(given.taxable, given.rate / 2);
    return {
      type: 'invoice',
      taxable: given.taxable,
      gstRate: given.rate,
      ...(given.isSplit
        ? { cgst: half + more, sgst: half }
        : { igst: percentOf(given.taxable, given.rate) + more }),
    };
  };

  it('never fires on a tax that is computed exactly', () => {
    fc.assert(
      fc.property(exact, (given) => {
        const tables = { limits: { taxSilentPaise: 0 } };
        expect(verdict(A04, lineFixture(given.register, taxed(given)), { tables })).toBeNull();
      }),
    );
  });

  it('refuses whatever is more than 10 rupees above', () => {
    fc.assert(
      fc.property(exact, fc.integer({ min: 1_001, max: 1_000_000_000 }), (given, more) => {
        expect(verdict(A04, lineFixture(given.register, taxed(given, more)))).toBe('error');
      }),
    );
  });
});
