import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cached } from '../../src/gst/cellCache.ts';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { civilDay } from '../../src/gst/dates.ts';
import { lineOf, lineReader, valuesOf } from './lines.ts';

const OWN = '29AAFCD5862R1ZR';
const PARTY = '27AAPFU0939F1ZV';

describe('a line of a sales register', () => {
  it('takes own and party from supplier and customer', () => {
    const line = lineOf('sales', {
      documentType: 'INVOICE',
      documentNumber: ' inv/001 ',
      documentDate: '01/05/2026',
      returnFilingMonth: '05-2026',
      placeOfSupply: '27-Maharashtra',
      supplierGstin: OWN,
      customerGstin: PARTY,
      customerName: 'Überseehandel',
      customerState: 'MH',
      itemQuantity: '2.5',
      itemUnitCode: 'NOS-NUMBERS',
      hsnSacCode: '8471.30',
      itemTaxableAmount: '1,23,456.50',
      gstRate: '18%',
      igstAmount: '22222.17',
      exportBillNumber: '1234567.0',
      exportPortCode: 'innsa1',
    });
    expect(line).toMatchObject({
      register: 'sales',
      row: 2,
      notes: [],
      type: 'invoice',
      number: 'INV/001',
      date: civilDay({ year: 2026, month: 5, day: 1 }),
      period: 2026 * 12 + 4,
      own: { gstin: OWN },
      party: { gstin: PARTY },
      partyName: 'Überseehandel',
      partyState: '27',
      placeOfSupply: '27',
      quantity: 2500,
      unit: 'NOS',
      hsn: '847130',
      taxable: 12_345_650,
      gstRate: 18_000,
      igst: 2_222_217,
      billNumber: '1234567',
      portCode: 'INNSA1',
    });
  });

  it('has null, false or an empty text for every blank cell, and no note', () => {
    const line = lineOf('sales', {});
    const { register, row, values, notes, ruined, ...fields } = line;
    expect([register, row, notes, ruined]).toEqual(['sales', 2, [], undefined]);
    expect(values).toEqual(valuesOf('sales', {}));
    expect(new Set(Object.values(fields))).toEqual(new Set([null, '', false]));
  });

  it.each([
    '',
    'URP',
    'urp',
    'URP.',
    'NA',
    'NA.',
    'N/A',
    '-',
    '0',
    '000000000000000',
    'null',
    'NaN',
    'None',
    'undefined',
    'Unregistered Dealer',
    'UNREGISTERED PERSON',
    'Un-Registered',
    'Not Registered',
    'B2C',
    'Consumer',
    'Cash',
    'NOT APPLICABLE',
    'Not Available',
  ])('takes the customer GSTIN %j for none', (customerGstin) => {
    expect(lineOf('sales', { customerGstin })).toMatchObject({ party: null, notes: [] });
  });

  it.each(['Devi Traders', '#N/A', '#DIV/0!', '?', 'x'.repeat(200)])(
    'takes the customer GSTIN %j for none as well, and notes it',
    (customerGstin) => {
      expect(lineOf('sales', { customerGstin })).toMatchObject({
        party: null,
        notes: [{ column: 'customerGstin', kind: 'replaced' }],
      });
    },
  );

  it.each(['Devi Traders', 'B2C', 'Cash', '#N/A'])('takes %j for no own GSTIN', (supplierGstin) => {
    expect(lineOf('sales', { supplierGstin }).own).toEqual({ fault: 'shape' });
  });

  it('has no original customer where number and date of the original are blank', () => {
    const cells = { originalDocumentCustomerGstin: PARTY };
    expect(lineOf('sales', { ...cells, originalDocumentNumber: '0' }).originalParty).toBeNull();
    expect(lineOf('sales', { ...cells, originalDocumentNumber: 'A/1' }).originalParty).toMatchObject({
      gstin: PARTY,
    });
  });

  it('says of each cell that has no value why', () => {
    const line = lineOf('sales', {
      documentType: 'Quotation',
      documentNumber: '1.23457E+14',
      documentDate: '05/31/2026',
      placeOfSupply: '25',
      isReverseCharge: 'maybe',
      itemUnitCode: 'PALLET',
      itemTaxableAmount: '#REF!',
      cgstAmount: '9.995',
      sgstAmount: 'nine',
    });
    expect(line.notes).toEqual([
      { column: 'documentType', kind: 'unreadable' },
      { column: 'documentNumber', kind: 'ruinedByExcel' },
      { column: 'documentDate', kind: 'wrongOrder' },
      { column: 'placeOfSupply', kind: 'replaced' },
      { column: 'isReverseCharge', kind: 'unreadable' },
      { column: 'itemUnitCode', kind: 'replaced' },
      { column: 'itemTaxableAmount', kind: 'formulaError' },
      { column: 'cgstAmount', kind: 'rounded' },
      { column: 'sgstAmount', kind: 'unreadable' },
    ]);
    expect(line).toMatchObject({
      type: null,
      number: '1.23457E+14',
      date: null,
      placeOfSupply: '26',
      unit: 'OTH',
      taxable: null,
      cgst: 1000,
    });
  });
});

describe('a line of a purchase register', () => {
  it('takes own and party from customer and supplier', () => {
    const line = lineOf('purchase', {
      documentType: 'PINV',
      supplierGstin: PARTY,
      supplierName: 'Supplier',
      supplierState: 'Maharashtra',
      customerGstin: OWN,
      isSupplierCompositionDealer: 'Yes',
      itcClaimType: 'Input Service',
      itcClaimCgstAmount: '12',
      importType: 'GOODS',
      importBillNumber: '123',
      importBillDate: '2026-04-01',
      importPortCode: 'INMAA1',
      vendorCode: '4711.0',
    });
    expect(line).toMatchObject({
      type: 'invoice',
      own: { gstin: OWN },
      party: { gstin: PARTY },
      partyName: 'Supplier',
      partyState: '27',
      isSupplierComposition: true,
      itcClaimType: 'inputServices',
      itcCgst: 1200,
      importType: 'goods',
      billNumber: '123',
      billDate: civilDay({ year: 2026, month: 4, day: 1 }),
      portCode: 'INMAA1',
      vendorCode: '4711',
    });
  });
});

describe('the reader of lines', () => {
  it('reads a row the same, whatever it read before', () => {
    const cell = fc.constantFrom(
      '',
      'x',
      '1',
      '18%',
      '01-05-2026',
      OWN,
      PARTY,
      'Y',
      '#REF!',
      '29',
      'Karnataka',
      'G',
      ' 7 ',
    );
    const rows = fc.array(fc.array(cell, { minLength: 66, maxLength: 66 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom('sales', 'purchase'), rows, (register, every) => {
        const read = lineReader(register);
        for (const [index, values] of every.entries()) {
          const row = { row: index + 2, values: values.slice(0, COLUMNS_OF[register].length) };
          expect(read(row)).toEqual(lineReader(register)(row));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes a short row for one that ends in blank cells', () => {
    expect(lineReader('sales')({ row: 2, values: ['INVOICE', 'A/1'] })).toMatchObject({
      type: 'invoice',
      number: 'A/1',
      date: null,
      notes: [],
    });
  });

  it('makes every line of both registers an object of one shape', () => {
    expect(Object.keys(lineOf('sales', {}))).toEqual(Object.keys(lineOf('purchase', { documentType: 'x' })));
  });
});

describe('the memory of texts', () => {
  it('asks once for each text, and again only after it had to forget', () => {
    const asked: string[] = [];
    const read = cached((text) => {
      asked.push(text);
      return text.length;
    });
    for (const text of ['aa', 'bbb', 'aa', 'aa', 'bbb']) expect(read(text)).toBe(text.length);
    expect(asked).toEqual(['', 'aa', 'bbb']);
    const long = 'x'.repeat(101);
    for (const text of [long, long]) expect(read(text)).toBe(101);
    expect(asked).toEqual(['', 'aa', 'bbb', long, long]);
    for (let index = 0; index < 50_000; index += 1) read(`${index}`);
    expect(read('aa')).toBe(2);
    expect(asked.filter((text) => text === 'aa')).toHaveLength(2);
  });
});

describe('the values of a line', () => {
  it('are the texts of the row without outer blanks', () => {
    const line = lineOf('sales', { customerName: ' Ü \u00a0', supplierName: 'कुमार' });
    expect(line.values).toEqual(valuesOf('sales', { customerName: 'Ü', supplierName: 'कुमार' }));
  });
});
