import { describe, expect, it } from 'vitest';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { isoDay } from '../../src/gst/isoDay.ts';
import { readTables } from '../../src/gst/readTables.ts';

function problemsOf(override: unknown): string {
  try {
    readTables(override);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AppError', code: 'settings_invalid' });
    return (error as Error).message;
  }
  return '';
}

const SOURCE = 'notification 1/2027-Central Tax (Rate)';

describe('an operator’s tables', () => {
  it.each([undefined, null, {}])('are the shipped ones for %j', (override) => {
    expect(readTables(override)).toEqual(DEFAULT_TABLES);
  });

  it('replace one table and leave the others', () => {
    const tables = readTables({
      rates: [
        { rate: 18, from: '2017-07-01', source: SOURCE },
        { rate: 2.5, from: '2027-01-01', until: '2027-12-31', hsn: ['2401', '99'], source: SOURCE },
        { rate: 0.125, until: null, source: SOURCE },
      ],
    });
    expect(tables).toEqual({
      ...DEFAULT_TABLES,
      rates: [
        { rate: 18_000, hsn: [], from: isoDay('2017-07-01'), until: null, source: SOURCE },
        {
          rate: 2_500,
          hsn: ['2401', '99'],
          from: isoDay('2027-01-01'),
          until: isoDay('2027-12-31'),
          source: SOURCE,
        },
        { rate: 125, hsn: [], from: null, until: null, source: SOURCE },
      ],
    });
  });

  it('take rates from 0 to 100', () => {
    const rates = [0, 100].map((rate) => ({ rate, source: SOURCE }));
    expect(readTables({ rates }).rates.map(({ rate }) => rate)).toEqual([0, 100_000]);
  });

  it('may be all of them', () => {
    const tables = readTables({
      cess: [],
      retailPrice: [{ hsn: ['2402'], from: '2026-02-01', source: SOURCE }],
      states: [
        { code: '29', name: 'Karnataka', aliases: ['KA'] },
        { code: '28', name: 'Andhra', replacedBy: '37' },
      ],
      units: [{ code: 'KGS', aliases: ['KG', 'Kilo'] }],
      limits: { taxSilentPaise: 200, selfInvoiceFromDay: '2025-01-01' },
      hsn: ['8517', '851712'],
    });
    expect(tables.rates).toBe(DEFAULT_TABLES.rates);
    expect(tables.cess).toEqual([]);
    expect(tables.retailPrice).toEqual([
      { hsn: ['2402'], from: isoDay('2026-02-01'), until: null, source: SOURCE },
    ]);
    expect(tables.states).toEqual([
      { code: '29', name: 'Karnataka', aliases: ['KA'], replacedBy: null },
      { code: '28', name: 'Andhra', aliases: [], replacedBy: '37' },
    ]);
    expect(tables.units).toEqual([{ code: 'KGS', aliases: ['KG', 'Kilo'] }]);
    expect(tables.limits).toEqual({
      ...DEFAULT_TABLES.limits,
      taxSilentPaise: 200,
      selfInvoiceFromDay: isoDay('2025-01-01'),
    });
    expect(['8517', '851712', '8518'].map((code) => tables.hsn?.has(code))).toEqual([true, true, false]);
  });

  it('have an HSN list in one text too', () => {
    const { hsn } = readTables({ hsn: { source: SOURCE, codes: '85 8517 998314' } });
    expect(['85', '8517', '998314', '9983', '85 8517'].map((code) => hsn?.has(code))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    [[], 'the document is no object: write it as {"rates": …}'],
    [{ ratess: [] }, 'ratess is not known: use rates, cess'],
    [{ rates: [] }, 'rates is empty'],
    [{ rates: {} }, 'rates is no list'],
    [{ rates: ['18'] }, 'rates[0] is no object'],
    [{ rates: [{ rate: '18', source: SOURCE }] }, 'rates[0].rate is "18": give percent as a number'],
    [{ rates: [{ rate: 100.5, source: SOURCE }] }, 'rates[0].rate is 100.5'],
    [{ rates: [{ rate: -1, source: SOURCE }] }, 'rates[0].rate is -1'],
    [{ rates: [{ rate: 0.1234, source: SOURCE }] }, 'rates[0].rate is 0.1234'],
    [{ rates: [{ rate: 5 }] }, 'rates[0].source is missing'],
    [{ rates: [{ rate: 5, source: ' ' }] }, 'rates[0].source is " "'],
    [{ rates: [{ rate: 5, source: SOURCE, form: 1 }] }, 'rates[0].form is not known: use rate, hsn, from'],
    [{ rates: [{ rate: 5, source: SOURCE, from: '01-02-2026' }] }, 'rates[0].from is "01-02-2026"'],
    [{ rates: [{ rate: 5, source: SOURCE, until: '2026-02-30' }] }, 'rates[0].until is "2026-02-30"'],
    [
      { cess: [{ source: SOURCE, from: '2026-02-02', until: '2026-02-01' }] },
      'cess[0].until is before cess[0].from',
    ],
    [{ cess: [{ source: SOURCE, hsn: [2401] }] }, 'cess[0].hsn[0] is 2401: give 2 to 8 digits as a text'],
    [{ retailPrice: [{ source: SOURCE, hsn: '2401' }] }, 'retailPrice[0].hsn is no list'],
    [{ states: [{ code: 7, name: 'Delhi' }] }, 'states[0].code is 7: give two digits as a text'],
    [{ states: [{ code: '07' }] }, 'states[0].name is missing'],
    [{ states: [{ code: '07', name: 'Delhi', replacedBy: 'x' }] }, 'states[0].replacedBy is "x"'],
    [{ units: [{ code: 'KG' }] }, 'units[0].code is "KG": give three capital letters'],
    [{ units: [{ code: 'KGS', aliases: [''] }] }, 'units[0].aliases[0] is ""'],
    [{ limits: { taxPaise: 1 } }, 'limits.taxPaise is not known: use taxSilentPaise'],
    [{ limits: { taxSilentPaise: 1.5 } }, 'limits.taxSilentPaise is 1.5: give a whole number'],
    [{ limits: { goodsAdvanceFromDay: 17_485 } }, 'limits.goodsAdvanceFromDay is 17485: give a day'],
    [{ limits: { goodsAdvanceFromDay: null } }, 'limits.goodsAdvanceFromDay is null: give a day'],
    [{ hsn: { codes: '85 8517' } }, 'hsn.source is missing: give where it is from'],
    [{ hsn: { source: SOURCE, codes: '85  8517' } }, 'hsn.codes is "85  8517": give codes of 2 to 8 digits'],
    [{ hsn: { source: SOURCE } }, 'hsn.codes is missing'],
    [{ hsn: '8517' }, 'hsn is no object: write it as {"source": …}'],
    [{ hsn: ['85-17'] }, 'hsn[0] is "85-17"'],
    [{ hsn: ['8'.repeat(100)] }, `hsn[0] is "${'8'.repeat(59)}…: give`],
  ])('in %j have a problem with its place and remedy', (override, problem) => {
    const problems = problemsOf(override).split('\n');
    expect(problems.filter((line) => line.startsWith(`  - ${problem}`))).toHaveLength(1);
  });

  it('tell every problem at once, and no more than can be read', () => {
    const two = problemsOf({ rates: [{ rate: 'x', source: SOURCE }], limits: { claimPaise: -1 } });
    expect(two.split('\n')).toHaveLength(3);
    const many = problemsOf({ hsn: Array.from({ length: 100 }, () => 'x') });
    expect(many).toContain('and 80 more');
  });
});
