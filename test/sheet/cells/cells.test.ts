import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInFormat, readFormat } from '../../../src/sheet/cells/numberFormat.ts';
import { doubleText, numberText, percentText } from '../../../src/sheet/cells/numberText.ts';
import { serialText, textSerial } from '../../../src/sheet/cells/serialDate.ts';

describe('number formats', () => {
  it.each([
    ['dd\\-mm\\-yyyy', 'date'],
    ['[$-4009]d mmmm yyyy;@', 'date'],
    ['[h]:mm:ss', 'date'],
    ['hh:mm AM/PM', 'date'],
    ['A/P', 'date'],
    ['mmm-yy', 'date'],
    ['0.00%', 'percent'],
    ['General', 'number'],
    ['#,##0.00', 'number'],
    ['[$₹-4009]#,##0.00;[Red]-[$₹-4009]#,##0.00', 'number'],
    ['0.00E+00', 'number'],
    ['"days" 0', 'number'],
    ['0\\d', 'number'],
    ['_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', 'number'],
    ['@', 'number'],
    ['', 'number'],
    ['0', 'number'],
  ])('%s means a %s', (code, kind) => {
    expect(readFormat(code)).toEqual({ kind });
  });

  it('of noughts alone keep leading zeros', () => {
    expect(readFormat('00000')).toEqual({ kind: 'zeros', digits: 5 });
  });

  it('go by number where they are built in', () => {
    expect([0, 2, 9, 10, 14, 22, 45, 49].map((id) => builtInFormat(id).kind)).toEqual([
      'number',
      'number',
      'percent',
      'percent',
      'date',
      'date',
      'date',
      'number',
    ]);
  });
});

describe('serial dates', () => {
  it.each([
    [45_428, '2024-05-16'],
    [46_113, '2026-04-01'],
    [46_113.4375, '2026-04-01T10:30:00'],
    [46_113.999_999_9, '2026-04-02'],
    [61, '1900-03-01'],
    [60, '1900-02-29'],
    [59, '1900-02-28'],
    [1, '1900-01-01'],
    [0.5, '12:00:00'],
    [0, '00:00:00'],
    [2_958_465, '9999-12-31'],
  ])('%d is %s', (serial, text) => {
    expect(serialText(serial, false)).toBe(text);
  });

  it('begin in 1904 where the workbook says so', () => {
    expect(serialText(0, true)).toBe('1904-01-01');
    expect(serialText(44_651, true)).toBe('2026-04-01');
  });

  it('outside the calendar are none', () => {
    expect([-1, 2_958_466, Number.NaN].map((serial) => serialText(serial, false))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('come back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_958_465 }),
        fc.integer({ min: 0, max: 86_399 }),
        (day, second) => {
          const text = serialText(day + second / 86_400, false) ?? '';
          expect(textSerial(text)).toBeCloseTo(day + second / 86_400, 9);
        },
      ),
    );
    expect(textSerial('n/a')).toBeNull();
    expect(textSerial('')).toBeNull();
  });
});

describe('number texts', () => {
  it.each([
    ['1234.5', '1234.5'],
    ['1234.5600000000001', '1234.56'],
    ['0.30000000000000004', '0.3'],
    ['1E-3', '0.001'],
    ['1.2345678901234501E+17', '1.23456789012345E+17'],
    ['1234567890123456', '1234567890123456'],
    ['007', '007'],
    ['1250.00', '1250'],
    ['-0.5', '-0.5'],
    ['0.000001', '0.000001'],
    ['1e-9', '0'],
    ['-5e-324', '0'],
  ])('%s is %s', (raw, text) => {
    expect(numberText(raw)).toBe(text);
  });

  it('are none of what is no number', () => {
    expect(['', ' ', 'abc', '1,5', 'NaN', 'Infinity', '1e999'].map(numberText)).toEqual(Array(7).fill(null));
  });

  it('of doubles are those of their text', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e14, noNaN: true }), (value) => {
        expect(Number(doubleText(value))).toBe(Number(value.toPrecision(15)));
        expect(doubleText(value)).toBe(numberText(String(value)) ?? '');
      }),
    );
  });

  it('of amounts in paise are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (paise) => {
        const amount = paise / 100;
        expect(Number(doubleText(amount))).toBe(amount);
        expect(doubleText(amount)).toBe(String(Number(amount.toPrecision(15))));
      }),
    );
  });

  it('of percents have no noise', () => {
    expect([0.18, 0.07, 0.0025, 1, 0].map(percentText)).toEqual(['18%', '7%', '0.25%', '100%', '0%']);
  });
});
