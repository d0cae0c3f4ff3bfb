import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { columnOf } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createBodyWriter, type DocumentBody, readDocumentBody } from '../../src/gst/documentBody.ts';
import { createLineReader } from '../../src/gst/readLine.ts';
import { supplyOf } from '../../src/gst/supplyOf.ts';
import { judgeSales, KARNATAKA, MAHARASHTRA, rowOf, SALE } from './judgeFixture.ts';
import type { Texts } from './lineFixture.ts';

const WRITERS = { sales: createBodyWriter('sales'), purchase: createBodyWriter('purchase') };

function written(register: Register, texts: readonly Texts[]): string {
  const { states, units } = DEFAULT_TABLES;
  const read = createLineReader({ register, monthFirst: false, sandboxGstins: false, states, units });
  return WRITERS[register](
    texts.map((each, index) =>
      supplyOf(read(rowOf(register, index + 2, each)), { sez: false, replacedStates: new Map() }),
    ),
  );
}

function roundTrip(register: Register, ...texts: readonly Texts[]): DocumentBody {
  return readDocumentBody(register, written(register, texts));
}

/** What each kind of cell may hold, and what it is read back as. */
const CELLS: readonly (readonly [ColumnKey, text: string, value: string | number | boolean | undefined])[] = [
  ['documentType', 'CRN', 'creditNote'],
  ['documentNumber', ' inv/1 ', 'INV/1'],
  ['documentDate', '5/4/2026', '2026-04-05'],
  ['returnFilingMonth', 'May 2024', '05-2024'],
  ['placeOfSupply', '29-Karnataka', '29'],
  ['applicableTaxRate', '65', 65],
  ['applicableTaxRate', '0', undefined],
  ['isReverseCharge', 'yes', true],
  ['isReverseCharge', 'N', false],
  ['isTdsDeducted', '0', false],
  ['isTdsDeducted', 'null', undefined],
  ['customerGstin', '27aapfu 0939f1zv', MAHARASHTRA],
  ['customerGstin', 'URP', undefined],
  ['customerName', 'A "B", C\\D; 😀 देवी', 'A "B", C\\D; 😀 देवी'],
  ['customerName', '\ud800', '\ud800'],
  ['customerState', 'KA', '29'],
  ['customerState', 'Atlantis', 'Atlantis'],
  ['customerTaxpayerType', 'Moon', 'Moon'],
  ['itemCategory', 'G', 'goods'],
  ['hsnSacCode', '0402.10', '040210'],
  ['itemQuantity', '18.0000001', 18],
  ['itemQuantity', '1.250', 1.25],
  ['itemUnitPrice', '0.123456', 0.123456],
  ['itemUnitPrice', '₹1,234.50', 1234.5],
  ['itemUnitPrice', 'ask', 'ask'],
  ['itemTaxableAmount', '1,23,456.70', 123456.7],
  ['itemTaxableAmount', '(1,234.00)', -1234],
  ['itemTaxableAmount', '1234.00', 1234],
  ['itemTaxableAmount', '1234.05', 1234.05],
  ['itemTaxableAmount', '100', 100],
  ['itemTaxableAmount', '007.50', 7.5],
  ['itemTaxableAmount', '.5', 0.5],
  ['itemTaxableAmount', '5.', 5],
  ['itemTaxableAmount', '0', 0],
  ['itemTaxableAmount', '0.00', 0],
  ['itemTaxableAmount', '1249.999999', 1250],
  ['itemTaxableAmount', '99999999999.99', 99999999999.99],
  ['itemTaxableAmount', 'nan', undefined],
  ['gstRate', '18%', 18],
  ['gstRate', '0.25', 0.25],
  ['voucherDate', '45428', '2024-05-16'],
  ['voucherDate', 'soon', 'soon'],
  ['externalId', '000', '000'],
];

describe('a document body', () => {
  it.each(CELLS)('keeps %s %j as %j, of one line and of several', (column, text, value) => {
    const single = roundTrip('sales', { [column]: text });
    expect({ ...single.header, ...single.lines[0] }[column]).toBe(value);
    const several = roundTrip('sales', { [column]: text }, { erpSource: 'x' }, { [column]: text });
    expect({ ...several.header, ...several.lines[0] }[column]).toBe(value);
    expect({ ...several.header, ...several.lines[1] }[column]).toBeUndefined();
    expect({ ...several.header, ...several.lines[2] }[column]).toBe(value);
  });

  it('says once what all lines share, and puts items on the lines all the same', () => {
    const texts = { documentNumber: '1', customerName: 'Devi', hsnSacCode: '9401', igstRate: '18' };
    const body = written('sales', [
      { ...texts, itemTaxableAmount: '1' },
      { ...texts, itemTaxableAmount: '2' },
    ]);
    expect(body.split('Devi')).toHaveLength(2);
    expect(body.split('9401')).toHaveLength(2);
    expect(readDocumentBody('sales', body)).toEqual({
      header: { documentNumber: '1', customerName: 'Devi' },
      lines: [
        { hsnSacCode: '9401', igstRate: 18, itemTaxableAmount: 1 },
        { hsnSacCode: '9401', igstRate: 18, itemTaxableAmount: 2 },
      ],
    });
  });

  it('puts on the lines what the header should have said once but did not', () => {
    expect(roundTrip('sales', { customerName: 'Devi' }, { customerName: 'Devi & Co' })).toEqual({
      header: {},
      lines: [{ customerName: 'Devi' }, { customerName: 'Devi & Co' }],
    });
  });

  it('leaves out noughts that stand for no link, and the day that stands for none', () => {
    const texts = { linkedInvoiceNumber: '0', linkedInvoiceDate: '01-01-1900', hsnSacCode: '0' };
    expect(roundTrip('sales', texts)).toEqual({ header: {}, lines: [{}] });
  });

  it('keeps a derived place of supply, line by line where need be', () => {
    const local = { supplierGstin: KARNATAKA, cgstAmount: '9', sgstAmount: '9' };
    expect(roundTrip('sales', local, { ...local, itemTaxableAmount: '1' }).header).toEqual({
      supplierGstin: KARNATAKA,
      placeOfSupply: '29',
    });
    const { lines } = roundTrip('sales', local, { supplierGstin: KARNATAKA });
    expect(lines.map(({ placeOfSupply }) => placeOfSupply)).toEqual(['29', undefined]);
  });

  it.each(['sales', 'purchase'] as const)('keeps every column of %s, whichever are filled', (register) => {
    const sample: Readonly<Record<string, readonly string[]>> = {
      enum: ['Invoice', 'Goods', ''],
      flag: ['Y', 'N', ''],
      date: ['2026-04-05', '2026-12-31', ''],
      period: ['04-2026', ''],
      state: ['29', '96', ''],
      gstin: [KARNATAKA, MAHARASHTRA, ''],
      amount: ['0', '1.5', '-2', '1000', ''],
      percent: ['18', '0.25', ''],
      quantity: ['1', '2.125', ''],
    };
    const cell = (column: ColumnKey) =>
      fc
        .constantFrom(...(sample[columnOf(column).kind] ?? ['9401', 'A1', '']))
        .map((text): readonly [ColumnKey, string] => [column, text]);
    const line = fc.tuple(...COLUMNS_OF[register].map(cell)).map((cells): Texts => Object.fromEntries(cells));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
        const body = roundTrip(register, ...lines);
        expect(body.lines).toHaveLength(lines.length);
        for (const [index, texts] of lines.entries()) {
          const values = { ...body.header, ...body.lines[index] };
          const alone = roundTrip(register, texts);
          expect(values).toEqual({ ...alone.header, ...alone.lines[0] });
          for (const column of COLUMNS_OF[register]) {
            const isKept = column in values;
            if (texts[column] !== '' && column !== 'applicableTaxRate') expect(isKept, column).toBe(true);
            if (texts[column] === '' && column !== 'placeOfSupply') expect(isKept, column).toBe(false);
          }
        }
      }),
    );
  });

  it('stays short: three lines of forty columns in 700 bytes', () => {
    const full: Texts = {
      ...SALE,
      returnFilingMonth: '10-2026',
      isBillOfSupply: 'N',
      isReverseCharge: 'N',
      isTdsDeducted: 'N',
      supplierName: 'Deccan Furniture Works Private Limited',
      customerName: 'Devi Traders',
      customerAddress: '12 MG Road, Shivaji Nagar',
      customerCity: 'Pune',
      customerState: '27',
      customerTaxpayerType: 'Regular',
      itemUnitPrice: '500.00',
      itemDiscount: '0.00',
      gstRate: '0',
      cgstRate: '0',
      cgstAmount: '0.00',
      sgstRate: '0',
      sgstAmount: '0.00',
      cessRate: '0',
      cessAmount: '0.00',
      documentTotalAmount: '7080.00',
      erpSource: 'SAP',
      companyCode: '1000',
      voucherType: 'RV',
      voucherNumber: '9000012345',
      voucherDate: '05-10-2026',
      isDocumentCancelled: 'N',
      isDocumentDeleted: 'N',
    };
    expect(Object.keys(full).length).toBeGreaterThanOrEqual(40);
    const lines = [1, 2, 3].map((number) => ({
      ...full,
      itemDescription: `Chair of teak number ${number}`,
      itemQuantity: String(2 * number),
      itemTaxableAmount: `${1000 * number}.00`,
      igstAmount: `${180 * number}.00`,
      externalLineItemId: String(number),
    }));
    const [document] = judgeSales(lines).documents;
    expect(document?.lineCount).toBe(3);
    expect(Buffer.byteLength(document?.body ?? '')).toBeLessThanOrEqual(700);
  });

  it('refuses what a later release wrote', () => {
    expect(() => readDocumentBody('sales', '[2,1,[0,0,0],[]]')).toThrow(
      'A document body of version 2 cannot be read by this release.',
    );
    expect(() => readDocumentBody('sales', '{}')).toThrow(SyntaxError);
  });
});
