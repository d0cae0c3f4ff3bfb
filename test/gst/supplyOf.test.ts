import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../src/gst/line.ts';
import { supplyOf } from '../../src/gst/supplyOf.ts';
import { gstinFixture, lineFixture } from './lineFixture.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;

function supply(register: 'sales' | 'purchase', given: Given) {
  return supplyOf(lineFixture(register, given), { sez: false, replacedStates: new Map([['28', '37']]) });
}

const KARNATAKA = gstinFixture('29AAFCD5862R1ZR');
const MAHARASHTRA = gstinFixture('27AAPFU0939F1ZV');

describe('the combined rate', () => {
  it.each<[Given, number | null]>([
    [{}, null],
    [{ gstRate: 0 }, 0],
    [{ gstRate: 18_000 }, 18_000],
    [{ gstRate: 18_000, cgstRate: 6_000, sgstRate: 6_000 }, 18_000],
    [{ gstRate: 0, cgstRate: 9_000, sgstRate: 9_000 }, 18_000],
    [{ gstRate: 0, cgstRate: 0, sgstRate: 0, igstRate: 18_000 }, 18_000],
    [{ cgstRate: 9_000 }, 9_000],
    [{ sgstRate: 9_000 }, 9_000],
    [{ cgstRate: 0, sgstRate: 0 }, 0],
    [{ cgstRate: 0, sgstRate: 0, igstRate: 0 }, 0],
    [{ igstRate: 5_000 }, 5_000],
  ])('of %j is %s', (given, rate) => {
    expect(supply('sales', given).rate).toBe(rate);
  });
});

describe('the place of supply, where the cell is blank', () => {
  it.each<[string, Given, string | null]>([
    ['is the state of the customer', { own: KARNATAKA, party: MAHARASHTRA, igst: 18 }, '27'],
    ['is it at home, too', { own: KARNATAKA, party: KARNATAKA, cgst: 9, sgst: 9 }, '29'],
    ['is open where the tax says otherwise', { own: KARNATAKA, party: MAHARASHTRA, cgst: 9 }, null],
    ['is the seller’s for a consumer with both halves', { own: KARNATAKA, cgst: 9, sgst: 9 }, '29'],
    ['is open with one half', { own: KARNATAKA, cgst: 9 }, null],
    ['is open with the other half', { own: KARNATAKA, sgst: 9 }, null],
    ['is open for a consumer with IGST', { own: KARNATAKA, igst: 18 }, null],
    ['is open for a faulty GSTIN', { own: KARNATAKA, party: { fault: 'check' }, igst: 18 }, null],
    ['is abroad for an export', { own: KARNATAKA, exportType: 'withPayment' }, '96'],
  ])('%s', (_what, given, place) => {
    expect(supply('sales', given).placeOfSupply).toBe(place);
  });

  it('is not guessed on purchases', () => {
    expect(supply('purchase', { own: KARNATAKA, party: MAHARASHTRA, igst: 18 }).placeOfSupply).toBeNull();
  });
});

describe('whether it is a service', () => {
  it.each<[Given, boolean | null]>([
    [{}, null],
    [{ hsn: '998314' }, true],
    [{ hsn: '8517' }, false],
    [{ itemCategory: 'services', hsn: '8517' }, true],
    [{ itemCategory: 'goods', hsn: '998314' }, false],
  ])('%j: %s', (given, isService) => {
    expect(supply('sales', given).isService).toBe(isService);
  });
});

describe('the state of the supplier', () => {
  it.each<['sales' | 'purchase', Given, string | null]>([
    ['sales', { own: KARNATAKA, party: MAHARASHTRA }, '29'],
    ['purchase', { own: KARNATAKA, party: MAHARASHTRA }, '27'],
    ['purchase', { own: KARNATAKA, partyState: '33' }, '33'],
    ['purchase', { own: KARNATAKA, partyState: '28' }, '37'],
    ['purchase', { party: gstinFixture('9917SGP29001OST') }, null],
    ['sales', { own: { fault: 'shape' } }, null],
    ['sales', {}, null],
  ])('on %s of %j is %s', (register, given, state) => {
    expect(supply(register, given).supplierState).toBe(state);
  });
});
