import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { X01, X02 } from '../../../src/gst/rules/exports.ts';
import { dayFixture, lineFixture } from '../lineFixture.ts';
import { told } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;
const DAY = dayFixture('2026-04-10');
const BILL: Given = { billNumber: '1234567', billDate: DAY, portCode: 'INMUN1' };

describe('X01', () => {
  const say = (given: Given) =>
    told(X01, lineFixture('sales', given)).map(({ severity, column }) => [severity, column]);

  it('is content with all of the shipping bill or none of it', () => {
    expect(say({})).toEqual([]);
    expect(say(BILL)).toEqual([]);
  });

  it.each(['INNSA1', 'INVTZ1', 'inbom4'])('knows the form of the port %s', (portCode) => {
    expect(say({ ...BILL, portCode })).toEqual([]);
  });

  it.each(['INMUN', 'INMUN12', 'IN-MU1', 'Mundra'.repeat(2)])('warns of the port %s', (portCode) => {
    expect(say({ ...BILL, portCode })).toEqual([['warning', 'exportPortCode']]);
  });

  it.each(['123', '1234567'])('knows the form of the number %s', (billNumber) => {
    expect(say({ ...BILL, billNumber })).toEqual([]);
  });

  it.each(['12', '12345678', 'SB1234'])('warns of the number %s', (billNumber) => {
    expect(say({ ...BILL, billNumber })).toEqual([['warning', 'exportBillNumber']]);
  });

  it.each<[string, Given]>([
    ['exportBillNumber', { billNumber: '' }],
    ['exportBillDate', { billDate: null }],
    ['exportPortCode', { portCode: '' }],
  ])('misses %s beside the other two', (column, given) => {
    expect(say({ ...BILL, ...given })).toEqual([['warning', column]]);
  });

  it('misses what one alone lacks, said once', () => {
    expect(told(X01, lineFixture('sales', { portCode: 'INMUN1' })).map(({ message }) => message)).toEqual([
      'Export Bill Number is empty. Give number and date and port of the shipping bill together.',
    ]);
  });

  it('leaves an unreadable date to its own rule', () => {
    const notes = [{ column: 'exportBillDate', kind: 'unreadable' }] as const;
    expect(say({ ...BILL, billDate: null, notes })).toEqual([]);
  });
});

describe('X02', () => {
  const say = (given: Given) =>
    told(X02, lineFixture('purchase', { type: 'invoice', importType: 'goods', ...BILL, ...given })).map(
      ({ severity, column }) => [severity, column],
    );

  it('refuses an import of goods without bill of entry', () => {
    const line = lineFixture('purchase', { type: 'invoice', importType: 'goods', ...BILL, billNumber: '' });
    expect(told(X02, line)).toEqual([
      {
        severity: 'error',
        column: 'importBillNumber',
        message: 'Import Bill Number is empty. Enter the bill of entry number.',
        row: 2,
      },
    ]);
  });

  it('is content with all of it, and with other imports and credit notes without', () => {
    expect(say({})).toEqual([]);
    const none: Given = { billNumber: '', billDate: null, portCode: '' };
    expect(say({ ...none, importType: 'services' })).toEqual([]);
    expect(say({ ...none, importType: 'sez' })).toEqual([]);
    expect(say({ ...none, importType: null })).toEqual([]);
    expect(say({ ...none, type: 'creditNote' })).toEqual([]);
    expect(say({ ...none, type: 'refundVoucher' })).toEqual([]);
    expect(say({ ...none, type: 'debitNote' })).toHaveLength(3);
    expect(say({ ...none })).toEqual([
      ['error', 'importBillNumber'],
      ['warning', 'importBillDate'],
      ['warning', 'importPortCode'],
    ]);
  });

  it('warns of a number longer than 7 and of a port that is none', () => {
    expect(say({ billNumber: '12345678' })).toEqual([['warning', 'importBillNumber']]);
    expect(say({ portCode: 'Mumbai 1' })).toEqual([['warning', 'importPortCode']]);
  });

  it('leaves what cannot be read to its own rule', () => {
    const notes = [{ column: 'importBillDate', kind: 'unreadable' }] as const;
    expect(say({ billDate: null, notes })).toEqual([]);
  });
});
