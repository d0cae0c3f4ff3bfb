import { describe, expect, it } from 'vitest';
import { formatIsoDay } from '../../src/gst/dates.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { isoDay } from '../../src/gst/isoDay.ts';
import { LIMITS, limitOf } from '../../src/gst/limits.ts';
import { holdsOn, isInForce } from '../../src/gst/rules/inForce.ts';

const { rates, cess, retailPrice } = DEFAULT_TABLES;

function ratesOn(day: string, hsn = ''): number[] {
  const held = rates.filter((entry) => isInForce([entry], isoDay(day), hsn)).map(({ rate }) => rate / 1000);
  return [...new Set(held)].sort((a, b) => a - b);
}

describe('the rates', () => {
  const ALWAYS = [0, 0.1, 0.25, 1, 1.5, 3, 5, 6, 7.5];

  it.each([
    ['2017-07-01', '8517', [...ALWAYS, 12, 18, 28]],
    ['2025-09-21', '8517', [...ALWAYS, 12, 18, 28]],
    ['2025-09-22', '8517', [...ALWAYS, 18, 40]],
    ['2025-09-22', '69041000', [...ALWAYS, 12, 18, 40]],
    ['2025-09-22', '24022090', [...ALWAYS, 18, 28, 40]],
    ['2026-01-31', '21069020', [...ALWAYS, 18, 28, 40]],
    ['2026-02-01', '21069020', [...ALWAYS, 18, 40]],
  ])('on %s for HSN %s', (day, hsn, expected) => {
    expect(ratesOn(day, hsn)).toEqual(expected);
  });

  it('were none before GST', () => {
    expect(ratesOn('2017-06-30')).toEqual([]);
  });
});

describe('compensation cess', () => {
  it.each([
    ['2025-09-21', '87032291', true],
    ['2025-09-22', '87032291', false],
    ['2025-09-22', '24022090', true],
    ['2026-01-31', '21069020', true],
    ['2026-02-01', '21069020', false],
    ['2026-02-01', '24022090', false],
  ])('on %s for HSN %s: %s', (day, hsn, due) => {
    expect(isInForce(cess, isoDay(day), hsn)).toBe(due);
  });
});

describe('valuation by retail price', () => {
  it.each([
    ['2026-01-31', '24022090', false],
    ['2026-02-01', '24022090', true],
    ['2026-02-01', '21069020', true],
    ['2026-02-01', '21069099', false],
    ['2026-02-01', '24031921', false],
    ['2026-02-01', '24031990', true],
    ['2026-02-01', '24041100', true],
    ['2026-02-01', '24049100', false],
    ['2026-02-01', '2403', true],
  ])('on %s for HSN %s: %s', (day, hsn, isValued) => {
    expect(isInForce(retailPrice, isoDay(day), hsn)).toBe(isValued);
  });
});

describe('every entry', () => {
  it('has a source and a span that does not end before it begins', () => {
    for (const entry of [...rates, ...cess, ...retailPrice]) {
      expect(entry.source).toMatch(/https:|notification/);
      if (entry.until !== null) expect(entry.until).toBeGreaterThan(entry.from ?? 0);
      expect(holdsOn(entry, entry.from ?? 0)).toBe(true);
    }
    for (const { source, meaning } of Object.values(LIMITS)) expect(source && meaning).not.toBe('');
  });
});

describe('a limit', () => {
  it('is the one of the tables, else the one that shipped', () => {
    expect(limitOf({ ...DEFAULT_TABLES, limits: { claimPaise: 5 } }, 'claimPaise')).toBe(5);
    expect(limitOf({ ...DEFAULT_TABLES, limits: {} }, 'claimPaise')).toBe(100);
    expect(formatIsoDay(limitOf(DEFAULT_TABLES, 'goodsAdvanceFromDay'))).toBe('2017-11-15');
  });
});
