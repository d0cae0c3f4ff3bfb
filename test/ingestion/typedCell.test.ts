import { describe, expect, it } from 'vitest';
import { typedCell } from '../../src/ingestion/typedCell.ts';

describe('a cell of a file that knows texts alone', () => {
  it.each([
    ['1234.50', 1234.5],
    ['-5', -5],
    ['0', 0],
    ['999999999999999', 999_999_999_999_999],
    ['0.18', 0.18],
  ])('is a number in a column of numbers: %j', (text, value) => {
    expect(typedCell(text, undefined, true)).toBe(value);
    expect(typedCell(text, undefined, false)).toBe(text);
  });

  it.each([
    '',
    '007',
    '1,00,000',
    '+5',
    '1e5',
    '1234567890123456',
    '18%',
    ' 5',
    '5 ',
    '.5',
    '5.',
    '₹ 5',
    '--5',
    '=1+1',
  ])('stays a text there for all that could be read otherwise again: %j', (text) =>
    expect(typedCell(text, undefined, true)).toBe(text),
  );
});

describe('a cell of a workbook', () => {
  it.each([
    ['1234.5', 'n', 1234.5],
    ['1.23457E+15', 'n', '1.23457E+15'],
    ['12345678901234567890', 'n', '12345678901234567890'],
    ['18%', 'p', { percent: 0.18 }],
    ['7.35%', 'p', { percent: 0.0735 }],
    ['-0.1%', 'p', { percent: -0.001 }],
    ['1E+20%', 'p', '1E+20%'],
    ['2026-04-01', 'd', { date: '2026-04-01' }],
    ['TRUE', 'b', true],
    ['FALSE', 'b', false],
    ['#N/A', 'e', '#N/A'],
    ['5', 't', '5'],
    ['', ' ', ''],
  ])('is what it was: %j of the kind %s', (text, kind, value) => {
    expect(typedCell(text, kind, true)).toEqual(value);
    expect(typedCell(text, kind, false)).toEqual(value);
  });
});
