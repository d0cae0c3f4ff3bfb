import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { H01, H02, H03, H04 } from '../../../src/gst/rules/goods.ts';
import type { JudgeSettings } from '../../../src/gst/verdict.ts';
import { dayFixture, gstinFixture, lineFixture } from '../lineFixture.ts';
import { type Circumstances, told, verdict } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;
const REGISTERS = ['sales', 'purchase'] as const;
const CHECKED = { settings: { hsnMaster: true } };
const CUSTOMER = gstinFixture('27AAPFU0939F1ZV');

describe.each(REGISTERS)('H01 on %s', (register) => {
  it.each(['STEEL', '1', '123456789', '85A7', '85/17', '85:17', '1.23E+05'])('refuses %s', (hsn) => {
    expect(told(H01, lineFixture(register, { hsn }, { hsnSacCode: hsn }), CHECKED)).toEqual([
      {
        severity: 'error',
        column: 'hsnSacCode',
        message: `HSN or SAC code ${hsn} is not a code. Use 4 or 6 or 8 digits.`,
        row: 2,
      },
    ]);
  });

  it.each(['', '12', '123', '8517', '85171', '851713', '8517130', '85171300'])('accepts %j', (hsn) => {
    expect(verdict(H01, lineFixture(register, { hsn }), CHECKED)).toBeNull();
  });

  it('warns of a code with words around it', () => {
    const notes = [{ column: 'hsnSacCode', kind: 'replaced' }] as const;
    const line = lineFixture(register, { hsn: '998314', notes }, { hsnSacCode: 'SAC 998314' });
    expect(told(H01, line, CHECKED)).toMatchObject([
      {
        severity: 'warning',
        message: 'HSN or SAC code SAC 998314 was read as 998314. Enter the code alone.',
      },
    ]);
  });

  it('refuses a formula error', () => {
    const notes = [{ column: 'hsnSacCode', kind: 'formulaError' }] as const;
    expect(verdict(H01, lineFixture(register, { notes }, { hsnSacCode: '#N/A' }), CHECKED)).toBe('error');
  });

  it('warns where the workspace does not check codes', () => {
    expect(verdict(H01, lineFixture(register, { hsn: 'STEEL' }))).toBe('warning');
  });
});

describe.each(REGISTERS)('H02 on %s', (register) => {
  const say = (hsn: string, circumstances?: Circumstances) =>
    told(H02, lineFixture(register, { hsn }), circumstances).map(({ message }) => message);

  it('suggests the zero that Excel dropped', () => {
    expect(told(H02, lineFixture(register, { hsn: '402' }))).toEqual([
      {
        severity: 'warning',
        column: 'hsnSacCode',
        message: 'HSN 402 has 3 digits. Did Excel drop a leading zero? Try 0402.',
        row: 2,
      },
    ]);
    expect(say('4021010')).toEqual([
      'HSN 4021010 has 7 digits. Did Excel drop a leading zero? Try 04021010.',
    ]);
  });

  it('suggests only what an installed list has', () => {
    const tables = { hsn: new Set(['0402']) };
    expect(say('402', { ...CHECKED, tables })[0]).toContain('Try 0402.');
    expect(say('403', { ...CHECKED, tables })).toEqual([
      'HSN 403 has 3 digits. Use the code of 4 or 6 or 8 digits.',
    ]);
    expect(say('403', { tables })[0]).toContain('Try 0403.');
  });

  it('does not suggest a second zero', () => {
    expect(say('04021')).toEqual(['HSN 04021 has 5 digits. Use the code of 4 or 6 or 8 digits.']);
  });

  it('knows the service groups, which had 5 digits', () => {
    expect(say('99831')).toEqual(['SAC 99831 has 5 digits. Use the service code of 4 or 6 digits.']);
  });

  it.each(['', '12', '0402', '998314', '04021010', 'STEEL', '123456789'])('is silent on %j', (hsn) => {
    expect(say(hsn)).toEqual([]);
  });
});

describe.each(REGISTERS)('H03 on %s', (register) => {
  const judge = (given: Given, circumstances?: Circumstances) =>
    verdict(H03, lineFixture(register, { date: dayFixture('2026-04-01'), ...given }), circumstances);

  it('asks for 4 digits from April 2021', () => {
    expect(judge({ hsn: '85' })).toBe('warning');
    expect(judge({ hsn: '8517' })).toBeNull();
    expect(judge({ hsn: '85', date: dayFixture('2021-04-01') })).toBe('warning');
    expect(judge({ hsn: '85', date: dayFixture('2021-03-31') })).toBeNull();
    expect(judge({ hsn: '85', date: null })).toBeNull();
  });

  it('looks the code up where a list is installed and the workspace wants it', () => {
    const tables = { hsn: new Set(['8517']) };
    expect(judge({ hsn: '8517' }, { ...CHECKED, tables })).toBeNull();
    expect(judge({ hsn: '8599' }, { ...CHECKED, tables })).toBe('warning');
    expect(judge({ hsn: '8599' }, { tables })).toBeNull();
    expect(judge({ hsn: '8599' }, CHECKED)).toBeNull();
    expect(told(H03, lineFixture(register, { hsn: '8599' }), { ...CHECKED, tables })[0]?.message).toBe(
      'HSN 8599 is not in the HSN list. Look the code up on the GST portal.',
    );
  });

  it('leaves odd lengths to H02 and what is no code to H01', () => {
    const tables = { hsn: new Set(['8517']) };
    expect(judge({ hsn: '402' }, { ...CHECKED, tables })).toBeNull();
    expect(judge({ hsn: 'STEELS' }, { ...CHECKED, tables })).toBeNull();
    const notes = [{ column: 'hsnSacCode', kind: 'formulaError' }] as const;
    expect(judge({ notes })).toBeNull();
  });

  it('needs no code for advances', () => {
    expect(judge({ type: 'advance', party: CUSTOMER })).toBeNull();
    expect(judge({ type: 'refundVoucher', party: CUSTOMER })).toBeNull();
  });
});

describe('H03 on sales', () => {
  const judge = (given: Given, settings: Partial<JudgeSettings>) =>
    verdict(H03, lineFixture('sales', { date: dayFixture('2026-04-01'), ...given }), { settings });

  it('asks for 6 digits above 5 crore', () => {
    expect(judge({ hsn: '8517' }, { turnoverCrore: 5 })).toBeNull();
    expect(judge({ hsn: '8517' }, { turnoverCrore: 6 })).toBe('warning');
    expect(judge({ hsn: '851713' }, { turnoverCrore: 6 })).toBeNull();
    expect(judge({ hsn: '8517' }, { turnoverCrore: null })).toBeNull();
  });

  it('takes the setting for a blank code of a registered buyer or abroad', () => {
    expect(judge({ party: CUSTOMER }, { hsnBlank: 'error' })).toBe('error');
    expect(judge({ party: CUSTOMER }, { hsnBlank: 'warn' })).toBe('warning');
    expect(judge({ exportType: 'withPayment' }, { hsnBlank: 'error' })).toBe('error');
  });

  it.each([
    [null, 'warning'],
    [5, null],
    [6, 'error'],
  ])('of a consumer’s invoice at a turnover of %s crore: %s', (turnoverCrore, expected) => {
    expect(judge({}, { hsnBlank: 'error', turnoverCrore })).toBe(expected);
  });
});

it('H03 warns of a blank code on purchases, whatever the setting, and asks for no 6 digits', () => {
  const settings = { hsnBlank: 'error', turnoverCrore: 500 } as const;
  expect(verdict(H03, lineFixture('purchase', { party: CUSTOMER }), { settings })).toBe('warning');
  const line = lineFixture('purchase', { hsn: '8517', date: dayFixture('2026-04-01') });
  expect(verdict(H03, line, { settings })).toBeNull();
});

describe.each(REGISTERS)('H04 on %s', (register) => {
  const judge = (given: Given) => verdict(H04, lineFixture(register, { type: 'invoice', ...given }));

  it('warns where category and code disagree', () => {
    expect(judge({ itemCategory: 'goods', hsn: '998314', quantity: 1_000 })).toBe('warning');
    expect(judge({ itemCategory: 'services', hsn: '8517' })).toBe('warning');
    expect(judge({ itemCategory: 'goods', hsn: '8517', quantity: 1_000 })).toBeNull();
    expect(judge({ itemCategory: 'services', hsn: '998314' })).toBeNull();
    expect(judge({ itemCategory: 'services', hsn: 'STEEL' })).toBeNull();
    expect(judge({ itemCategory: 'services' })).toBeNull();
  });

  it('warns of goods without quantity on an invoice', () => {
    expect(told(H04, lineFixture(register, { type: 'invoice', hsn: '8517' }))).toMatchObject([
      { column: 'itemQuantity', message: 'Item Quantity is empty. Enter the quantity of the goods.' },
    ]);
    expect(judge({ hsn: '8517', quantity: 0 })).toBe('warning');
    expect(judge({ itemCategory: 'goods', type: 'billOfSupply' })).toBe('warning');
    expect(judge({ hsn: '8517', quantity: 1 })).toBeNull();
    expect(judge({ hsn: '8517', type: 'creditNote' })).toBeNull();
    expect(judge({ hsn: '8517', type: 'advance' })).toBeNull();
    expect(judge({ hsn: '998314' })).toBeNull();
    expect(judge({})).toBeNull();
    expect(judge({ hsn: '8517', notes: [{ column: 'itemQuantity', kind: 'unreadable' }] })).toBeNull();
  });

  it('says that an unknown unit was kept as OTH, but not of services', () => {
    const notes = [{ column: 'itemUnitCode', kind: 'replaced' }] as const;
    const line = lineFixture(register, { notes, unit: 'OTH' }, { itemUnitCode: 'Truckload' });
    expect(told(H04, line)).toEqual([
      {
        severity: 'warning',
        column: 'itemUnitCode',
        message: 'Unit Truckload is not a GST unit. It was kept as OTH.',
        row: 2,
      },
    ]);
    expect(judge({ notes, hsn: '998314' })).toBeNull();
    expect(judge({ notes: [{ column: 'placeOfSupply', kind: 'replaced' }] })).toBeNull();
  });
});
