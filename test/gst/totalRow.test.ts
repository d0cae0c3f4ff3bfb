import { describe, expect, it } from 'vitest';
import { isTotalRow } from '../../src/gst/totalRow.ts';
import { valuesOf } from './lines.ts';

const AMOUNT = { itemTaxableAmount: '1,23,456.00' };

describe('a row of totals', () => {
  it.each([
    'Total',
    'TOTAL:',
    'Grand Total',
    'Sub Total',
    'Sub-total',
    'Totals',
    'Total Amount',
    'Total (INR)',
    'Total for May 2026',
    'कुल',
    'कुल योग',
  ])('reads %j and has no document', (label) => {
    expect(isTotalRow('sales', valuesOf('sales', { ...AMOUNT, customerName: label }))).toBe(true);
    expect(isTotalRow('sales', valuesOf('sales', { ...AMOUNT, documentType: label }))).toBe(true);
    expect(isTotalRow('purchase', valuesOf('purchase', { ...AMOUNT, itemDescription: label }))).toBe(true);
  });

  it.each([
    ['customerName', 'Total Oil India'],
    ['customerName', 'Totally Fine Ltd'],
    ['itemDescription', 'Subtotalizer'],
    ['customerName', 'कुलदीप सिंह'],
    ['customerName', ''],
  ])('is not one with %s %j', (column, text) => {
    expect(isTotalRow('sales', valuesOf('sales', { ...AMOUNT, [column]: text }))).toBe(false);
  });

  it.each([
    { documentNumber: 'INV/1' },
    { documentDate: '01-05-2026' },
    { documentType: 'INVOICE' },
    { supplierGstin: '29AAFCD5862R1ZR' },
  ])('is not one with %o', (identity) => {
    expect(isTotalRow('sales', valuesOf('sales', { ...identity, itemDescription: 'Total' }))).toBe(false);
  });
});
