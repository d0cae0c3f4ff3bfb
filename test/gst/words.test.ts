import { describe, expect, it } from 'vitest';
import { DEFAULT_STATES } from '../../src/gst/defaultStates.ts';
import { DEFAULT_UNITS } from '../../src/gst/defaultUnits.ts';
import {
  readDocumentType,
  readExportType,
  readFlag,
  readImportType,
  readItcClaimType,
  readItemCategory,
  readTaxpayerType,
  readZeroTaxCategory,
} from '../../src/gst/enums.ts';
import { cleanDocumentNumber, readHsn, readIdentifier, readLink } from '../../src/gst/identifiers.ts';
import { wordKey } from '../../src/gst/reading.ts';
import { createStateReader } from '../../src/gst/states.ts';
import { createUnitReader } from '../../src/gst/units.ts';

const readState = createStateReader(DEFAULT_STATES);
const readUnit = createUnitReader(DEFAULT_UNITS);

/** No word of a table may mean two things: the later one would win without a sound. */
function wordsGivenTwice(entries: readonly { code: string; words: readonly string[] }[]): string[] {
  const meanings = new Map<string, string>();
  return entries.flatMap(({ code, words }) =>
    words.filter((word) => {
      const earlier = meanings.get(wordKey(word));
      meanings.set(wordKey(word), code);
      return earlier !== undefined && earlier !== code;
    }),
  );
}

describe('a state', () => {
  it('is known by code, name, and both together, for every entry of the table', () => {
    for (const { code, name, replacedBy } of DEFAULT_STATES) {
      const expected = { value: replacedBy ?? code, note: replacedBy === null ? null : 'replaced' };
      for (const text of [
        code,
        `${code}.0`,
        `${Number(code)}`,
        name,
        name.toUpperCase(),
        `${code}-${name}`,
      ]) {
        expect(readState(text), text).toEqual(expected);
      }
    }
  });

  it('has no alias of two meanings', () => {
    expect(
      wordsGivenTwice(DEFAULT_STATES.map(({ code, name, aliases }) => ({ code, words: [name, ...aliases] }))),
    ).toEqual([]);
  });

  it.each([
    ['Karnataka', '29'],
    ['29-Karnataka', '29'],
    ['29 - KARNATAKA', '29'],
    ['Karnataka (29)', '29'],
    ['KA', '29'],
    ['KA-29', '29'],
    ['7', '07'],
    ['7.0', '07'],
    ["'07", '07'],
    ['Orissa', '21'],
    ['Pondicherry', '34'],
    ['Uttaranchal', '05'],
    ['NCT of Delhi', '07'],
    ['Jammu & Kashmir', '01'],
    ['Dadra & Nagar Haveli and Daman & Diu', '26'],
    ['Tamilnadu', '33'],
    ['96', '96'],
    ['OTH', '96'],
    ['Foreign Country', '96'],
    ['97', '97'],
    ['Other Territory', '97'],
  ])('%j is %s', (text, value) => {
    expect(readState(text)).toEqual({ value, note: null });
  });

  it.each([
    ['25', '26'],
    ['Daman and Diu', '26'],
    ['25-Daman & Diu', '26'],
    ['28', '37'],
    ['28-Andhra Pradesh', '37'],
  ])('%j is retired and read as %s', (text, value) => {
    expect(readState(text)).toEqual({ value, note: 'replaced' });
  });

  it.each([
    '39',
    '0',
    '99',
    '100',
    'Atlantis',
    '29-Maharashtra',
    '99-Karnataka',
    '29-Atlantis',
    'x'.repeat(101),
  ])('%j is none', (text) => {
    expect(readState(text)).toEqual({ value: null, note: 'unreadable' });
  });

  it.each(['', 'null', '-', 'NA'])('%j is blank', (text) => {
    expect(readState(text)).toEqual({ value: null, note: null });
  });

  it('may go by names in other scripts, which blank cells do not match', () => {
    const read = createStateReader([
      { code: '29', name: 'Karnataka', aliases: ['ಕರ್ನಾಟಕ'], replacedBy: null },
    ]);
    expect([read('ಕರ್ನಾಟಕ').value, read('').value, read('%').value]).toEqual(['29', null, null]);
  });
});

describe('a unit', () => {
  it('has no alias of two meanings', () => {
    expect(
      wordsGivenTwice(DEFAULT_UNITS.map(({ code, aliases }) => ({ code, words: [code, ...aliases] }))),
    ).toEqual([]);
  });

  it.each([
    ['NOS', 'NOS'],
    ['nos', 'NOS'],
    ['NOS-NUMBERS', 'NOS'],
    ['EA', 'NOS'],
    ['KG', 'KGS'],
    ['Kgs.', 'KGS'],
    ['KGS-KILOGRAMS', 'KGS'],
    ['M2', 'SQM'],
    ['SQF-SQUARE FEET', 'SQF'],
    ['OTH', 'OTH'],
  ])('%j is %s', (text, value) => {
    expect(readUnit(text)).toEqual({ value, note: null });
  });

  it.each(['PALLET', 'M2/day', '%', 'x'.repeat(101)])('%j is kept as OTH, and that is said', (text) => {
    expect(readUnit(text)).toEqual({ value: 'OTH', note: 'replaced' });
  });

  it.each(['', 'NA', '-', '0'])('%j is blank, as services have it', (text) => {
    expect(readUnit(text)).toEqual({ value: null, note: null });
  });
});

describe('the words of a column', () => {
  it.each([
    [readDocumentType, 'INVOICE', 'invoice'],
    [readDocumentType, 'Tax Invoice', 'invoice'],
    [readDocumentType, 'PINV', 'invoice'],
    [readDocumentType, 'CASH SALE', 'invoice'],
    [readDocumentType, 'BILL', 'invoice'],
    [readDocumentType, 'Export Invoice', 'invoice'],
    [readDocumentType, 'Regular Invoice', 'invoice'],
    [readDocumentType, 'Retail Invoice', 'invoice'],
    [readDocumentType, 'Revised Invoice', 'invoice'],
    [readDocumentType, 'Invoice-cum-Bill of Supply', 'invoice'],
    [readDocumentType, 'Sales', 'invoice'],
    [readDocumentType, 'Purchase', 'invoice'],
    [readDocumentType, 'Sales Credit Note', 'creditNote'],
    [readDocumentType, 'Purchase Return', 'creditNote'],
    [readDocumentType, 'Vendor Credit', 'creditNote'],
    [readDocumentType, 'Supplier Credit Note', 'creditNote'],
    [readDocumentType, 'CREDIT', 'creditNote'],
    [readDocumentType, 'CREDIT NOTE', 'creditNote'],
    [readDocumentType, 'credit-note', 'creditNote'],
    [readDocumentType, 'CRN', 'creditNote'],
    [readDocumentType, 'DBN', 'debitNote'],
    [readDocumentType, 'D', 'debitNote'],
    [readDocumentType, 'Bill of Supply', 'billOfSupply'],
    [readDocumentType, 'Receipt Voucher', 'advance'],
    [readDocumentType, 'Refund Voucher', 'refundVoucher'],
    [readItcClaimType, 'INPUT', 'inputs'],
    [readItcClaimType, 'INPUT SERVICES', 'inputServices'],
    [readItcClaimType, 'Input Service', 'inputServices'],
    [readItcClaimType, 'CAPITAL GOODS', 'capitalGoods'],
    [readItcClaimType, 'Ineligible', 'ineligible'],
    [readItcClaimType, 'NO', 'ineligible'],
    [readItcClaimType, 'CP', 'capitalGoods'],
    [readImportType, 'GOODS', 'goods'],
    [readImportType, 'Services', 'services'],
    [readImportType, 'SEZ', 'sez'],
    [readExportType, 'WPAY', 'withPayment'],
    [readExportType, 'EXPWOP', 'withoutPayment'],
    [readExportType, 'SEZWP', 'sezWithPayment'],
    [readExportType, 'SEZ supplies without payment', 'sezWithoutPayment'],
    [readExportType, 'Deemed Exp', 'deemed'],
    [readTaxpayerType, 'SEZ', 'sez'],
    [readTaxpayerType, 'Composition', 'composition'],
    [readZeroTaxCategory, 'Nil rated', 'nilRated'],
    [readZeroTaxCategory, 'NON-GST', 'nonGst'],
    [readZeroTaxCategory, 'Exempt', 'exempted'],
    [readItemCategory, 'G', 'goods'],
    [readItemCategory, 'service', 'services'],
  ] as const)('%o takes %j for %s', (read, text, value) => {
    expect(read(text)).toEqual({ value, note: null });
  });

  it.each([
    [readDocumentType, 'Quotation'],
    [readDocumentType, 'Delivery Challan'],
    [readExportType, 'Somewhere'],
    [readDocumentType, 'constructor'],
    [readDocumentType, '__proto__'],
    [readItcClaimType, 'Regular'],
    [readItemCategory, 'Electronics'],
    [readImportType, 'x'.repeat(101)],
  ] as const)('%o does not know %j', (read, text) => {
    expect(read(text)).toEqual({ value: null, note: 'unreadable' });
  });

  it.each(['Goods', 'EXPORT', 'Export of Services'])('an export type %j leaves the payment open', (text) => {
    expect(readExportType(text)).toEqual({ value: null, note: 'replaced' });
  });

  it.each([
    [readItcClaimType, 'NONE'],
    [readItcClaimType, 'Not Selected'],
    [readItcClaimType, ''],
    [readExportType, 'Regular'],
    [readExportType, 'Not Applicable'],
    [readImportType, 'Not Applicable'],
    [readImportType, 'N'],
    [readDocumentType, 'null'],
  ] as const)('%o takes %j for blank', (read, text) => {
    expect(read(text)).toEqual({ value: null, note: null });
  });

  it.each([
    ['Y', true],
    ['yes', true],
    ['TRUE', true],
    ['1', true],
    ['1.0', true],
    ['N', false],
    ['No', false],
    ['false', false],
    ['0', false],
    ['Not Applicable', false],
    ['', null],
    ['NA', null],
  ])('a flag %j is %s', (text, value) => {
    expect(readFlag(text)).toEqual({ value, note: null });
  });

  it.each(['maybe', 'X', '2'])('a flag %j is unreadable', (text) => {
    expect(readFlag(text)).toEqual({ value: null, note: 'unreadable' });
  });
});

describe('a document number', () => {
  it.each([
    ['INV/001', 'INV/001'],
    [' inv-1 ', 'INV-1'],
    ['123.0', '123'],
    ['00123', '00123'],
    ["'00123", '00123'],
    ['1.5', '1.5'],
    ['INV 1', 'INV 1'],
    ['2E5', '2E5'],
    ['null', ''],
    ['-', ''],
  ])('%j is %j', (text, value) => {
    expect(readIdentifier(text)).toEqual({ value, note: null });
    expect(cleanDocumentNumber(text)).toBe(value);
  });

  it.each(['1.23457E+14', '1e+15', '1.2e+7', '2026-03-24 00:00:00', '2026-03-24T10:30:00.5', '36:00'])(
    '%s was ruined by Excel',
    (text) => {
      expect(readIdentifier(text)).toEqual({ value: text.toUpperCase(), note: 'ruinedByExcel' });
    },
  );

  it.each(['0', '000', '0.0', '00/00/0000', 'null', ''])('of another document is none in %j', (text) => {
    expect(readLink(text)).toEqual({ value: '', note: null });
  });

  it('of another document is read as its own else', () => {
    for (const text of ['00123', 'inv/0', '1.23E+14', '#N/A'])
      expect(readLink(text)).toEqual(readIdentifier(text));
  });

  it('is no formula error', () => {
    expect(readIdentifier('#N/A')).toEqual({ value: '', note: 'formulaError' });
  });
});

describe('an HSN code', () => {
  it.each([
    ['8471', '8471'],
    ['8471.30.00', '84713000'],
    ['8471.30', '847130'],
    ['8471.0', '8471'],
    ['84 71 30', '847130'],
    ['0402', '0402'],
    ['AB12', 'AB12'],
    ['NA', ''],
    ['0', ''],
    ['0.0', ''],
  ])('%j is %j', (text, value) => {
    expect(readHsn(text)).toEqual({ value, note: null });
  });

  it.each([
    ['SAC 998314', '998314'],
    ['HSN: 8471.30', '847130'],
    ['HSN/SAC-9983', '9983'],
    ['84713010 - Laptop', '84713010'],
    ['84713010 Laptop, 14 inch', '84713010'],
    ['998314 (IT services)', '998314'],
  ])('of %j is %j, and that is said', (text, value) => {
    expect(readHsn(text)).toEqual({ value, note: 'replaced' });
  });

  it.each(['84713010 - 84713020', 'Laptop', 'SAC', '85A7', '8471/A'])('is not guessed of %j', (text) => {
    expect(readHsn(text).note).toBeNull();
    expect(readHsn(text).value).toBe(text.replace(/\s/g, ''));
  });

  it('may be ruined by Excel', () => {
    expect(readHsn('8.47E+07').note).toBe('ruinedByExcel');
  });
});
