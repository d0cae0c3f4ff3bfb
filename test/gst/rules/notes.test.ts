import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { N01, N03 } from '../../../src/gst/rules/notes.ts';
import { dayFixture, gstinFixture, lineFixture } from '../lineFixture.ts';
import { told, verdict } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;
const REGISTERS = ['sales', 'purchase'] as const;
const DAY = dayFixture('2026-04-10');

describe.each(REGISTERS)('N01 on %s', (register) => {
  const note: Given = { type: 'creditNote', date: DAY, linkedNumber: 'INV-1', linkedDate: DAY };
  const say = (given: Given) =>
    told(N01, lineFixture(register, { ...note, ...given })).map(({ severity, column, message }) => {
      expect(severity).toBe('warning');
      return [column, message];
    });

  it('is content with number and date of an invoice not later than the note', () => {
    expect(say({})).toEqual([]);
    expect(say({ linkedDate: DAY - 1 })).toEqual([]);
  });

  it('misses the invoice, or half of it', () => {
    expect(say({ linkedNumber: '', linkedDate: null })).toEqual([
      ['linkedInvoiceNumber', 'Linked Invoice Number is empty. Enter the invoice that the note corrects.'],
    ]);
    expect(say({ linkedNumber: '' })).toHaveLength(1);
    expect(say({ linkedDate: null })).toEqual([
      ['linkedInvoiceDate', 'Linked Invoice Date of INV-1 is empty. Enter the date of that invoice.'],
    ]);
  });

  it('leaves an unreadable date to its own rule', () => {
    const notes = [{ column: 'linkedInvoiceDate', kind: 'unreadable' }] as const;
    expect(say({ linkedDate: null, notes })).toEqual([]);
  });

  it('sees an invoice that is later than the note', () => {
    expect(say({ linkedDate: DAY + 1 })).toEqual([
      ['linkedInvoiceDate', 'Linked Invoice Date 11-04-2026 is later than the note of 10-04-2026.'],
    ]);
  });

  it('looks at credit and debit notes only', () => {
    const bare: Given = { linkedNumber: '', linkedDate: null };
    expect(say({ ...bare, type: 'debitNote' })).toHaveLength(1);
    for (const type of ['invoice', 'advance', 'refundVoucher', 'billOfSupply', null] as const) {
      expect(say({ ...bare, type })).toEqual([]);
    }
  });

  it('sees an invoice of another customer', () => {
    const party = gstinFixture('27AAPFU0939F1ZV');
    expect(say({ party, linkedParty: party })).toEqual([]);
    expect(say({ party, linkedParty: gstinFixture('29AAFCD5862R1ZR') })).toEqual([
      [
        'linkedInvoiceCustomerGstin',
        'Linked invoice INV-1 belongs to another customer. Check Linked Invoice Customer GSTIN.',
      ],
    ]);
    expect(say({ party: null, linkedParty: party })).toEqual([]);
    expect(say({ party, linkedParty: { fault: 'check' } })).toEqual([]);
  });
});

describe('N03', () => {
  const judge = (given: Given) => verdict(N03, lineFixture('sales', given));

  it('wants number and date of the original of an amendment', () => {
    expect(told(N03, lineFixture('sales', { originalNumber: 'INV-1' }))).toEqual([
      {
        severity: 'error',
        column: 'originalDocumentDate',
        message: 'Original Document Number and Date are both needed for an amendment.',
        row: 2,
      },
    ]);
    expect(told(N03, lineFixture('sales', { originalDate: DAY }))).toMatchObject([
      { severity: 'error', column: 'originalDocumentNumber' },
    ]);
    expect(judge({ originalNumber: 'INV-1', originalParty: gstinFixture('27AAPFU0939F1ZV') })).toBe('error');
    expect(judge({ originalNumber: 'INV-1', originalDate: DAY })).toBeNull();
    const notes = [{ column: 'originalDocumentDate', kind: 'unreadable' }] as const;
    expect(judge({ originalNumber: 'INV-1', notes })).toBeNull();
  });

  it.each([
    ['27AAPFU0939F1ZV', 'warning'],
    ['27AAPFU0939F1ZX', 'warning'],
    ['URP', null],
    ['', null],
  ])('of an original customer %j alone: %s', (originalDocumentCustomerGstin, expected) => {
    const texts = { originalDocumentCustomerGstin };
    expect(verdict(N03, lineFixture('sales', {}, texts))).toBe(expected);
    const notes = [{ column: 'originalDocumentDate', kind: 'unreadable' }] as const;
    expect(verdict(N03, lineFixture('sales', { notes }, texts))).toBeNull();
  });

  it('wants number and date of a linked advance', () => {
    expect(judge({ advanceAmount: 100 })).toBe('error');
    expect(judge({ advanceNumber: 'ADV-1', advanceAmount: 100 })).toBe('error');
    expect(judge({ advanceDate: DAY })).toBe('error');
    expect(judge({ advanceNumber: 'ADV-1', advanceDate: DAY })).toBeNull();
    expect(judge({ advanceAmount: 0 })).toBeNull();
    expect(judge({})).toBeNull();
    const notes = [{ column: 'linkedAdvanceDocumentDate', kind: 'unreadable' }] as const;
    expect(judge({ advanceNumber: 'ADV-1', notes })).toBeNull();
  });

  it.each([
    ['2017-11-14', 'goods', null],
    ['2017-11-15', 'goods', 'warning'],
    ['2017-11-15', 'services', null],
    ['2017-11-15', null, null],
  ] as const)('of an advance of %s for %s: %s', (date, itemCategory, expected) => {
    expect(judge({ type: 'advance', itemCategory, date: dayFixture(date) })).toBe(expected);
    expect(judge({ type: 'invoice', itemCategory, date: dayFixture(date) })).toBeNull();
  });
});
