import { describe, expect, it } from 'vitest';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { guessRegister, matchHeader } from '../../src/gst/header.ts';

const REGISTERS = ['sales', 'purchase'] as const;

describe.each(REGISTERS)('the header of the %s template', (register) => {
  const headers = templateHeaders(register);

  it('matches column for column', () => {
    expect(matchHeader(register, [headers])).toEqual({
      rowIndex: 0,
      columnOf: headers.map((_, index) => index),
      headerCells: headers,
      unknown: [],
      ownColumns: [],
      missing: [],
      duplicates: [],
      score: headers.length,
    });
    expect(guessRegister([headers])).toBe(register);
  });

  it('matches by the JSON keys as well', () => {
    expect(matchHeader(register, [COLUMNS_OF[register]])).toMatchObject({
      columnOf: headers.map((_, index) => index),
      score: headers.length,
    });
  });
});
