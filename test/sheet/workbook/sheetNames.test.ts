import { describe, expect, it } from 'vitest';
import { SheetNames } from '../../../src/sheet/workbook/sheetNames.ts';

describe('names of sheets', () => {
  it.each([
    ['Errors', 'Errors'],
    ["'a/b\\c?d*e[f]g:h'", 'a b c d e f g h'],
    ['', 'Sheet'],
    ['\u0000', 'Sheet'],
    ['History', 'History (2)'],
    ['x'.repeat(40), 'x'.repeat(31)],
    [`${'x'.repeat(30)}😀`, 'x'.repeat(30)],
  ])('%j becomes %j', (wanted, given) => expect(new SheetNames().take(wanted)).toBe(given));

  it('are each given but once, whatever the case', () => {
    const names = new SheetNames();
    expect(['Errors', 'errors', 'ERRORS'].map((name) => names.take(name))).toEqual([
      'Errors',
      'errors (2)',
      'ERRORS (3)',
    ]);
  });
});
