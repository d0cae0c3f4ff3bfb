import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bof,
  boolErr,
  booleanResult,
  double,
  EMPTY_RESULT,
  eof,
  errorResult,
  format,
  formula,
  label,
  mulRk,
  number,
  record,
  rk,
  workbook,
  xf,
} from './biffWriter.ts';
import { openBytes, textsOf, typedRowsOf } from './typedRows.ts';

const packedInteger = (value: number) => ((value << 2) | 2) >>> 0;

async function cellsOf(records: readonly Buffer[], globals: readonly Buffer[] = []) {
  const rows = await typedRowsOf(await openBytes(workbook([{ records }], globals)));
  return rows.flatMap(({ texts, kinds }) => texts.map((text, column) => [text, kinds[column]]));
}

describe('cells of a classic workbook', () => {
  it('are numbers however they are packed', async () => {
    const cells = await cellsOf([
      number(0, 0, 1234.56),
      rk(0, 1, packedInteger(-7)),
      rk(0, 2, packedInteger(12_345) | 1),
      rk(0, 3, 0x3ff00000),
      rk(0, 4, 0x40590001),
      mulRk(0, 5, [packedInteger(1), packedInteger(2), packedInteger(-3)]),
    ]);
    const texts = ['1234.56', '-7', '123.45', '1', '1', '1', '2', '-3'];
    expect(cells).toEqual(texts.map((text) => [text, 'number']));
  });

  it('are the integers that were packed', async () => {
    const integers = fc.array(fc.integer({ min: -(2 ** 29), max: 2 ** 29 - 1 }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(integers, async (values) => {
        const cells = await cellsOf([mulRk(3, 2, values.map(packedInteger))]);
        expect(cells.slice(2)).toEqual(values.map((value) => [String(value), 'number']));
      }),
      { numRuns: 50 },
    );
  });

  it('are dates, percents and codes with noughts in front by their formats', async () => {
    const globals = [
      format(164, '00000'),
      format(165, 'dd\\-mm\\-yyyy hh:mm'),
      ...[0, 14, 164, 165, 10].map(xf),
    ];
    const cells = await cellsOf(
      [
        number(0, 0, 46_113, 1),
        number(0, 1, 560_001, 2),
        number(0, 2, 1_234, 2),
        number(0, 3, 46_113.4375, 3),
        number(0, 4, 0.18, 4),
        number(0, 5, -5, 1),
        number(0, 6, 1.5, 2),
        number(0, 7, 9, 77),
      ],
      globals,
    );
    expect(cells).toEqual([
      ['2026-04-01', 'date'],
      ['560001', 'text'],
      ['01234', 'text'],
      ['2026-04-01T10:30:00', 'date'],
      ['18%', 'percent'],
      ['-5', 'number'],
      ['1.5', 'number'],
      ['9', 'number'],
    ]);
  });

  it('count days from 1904 where the workbook says so', async () => {
    const globals = [record(0x0022, [1]), xf(14)];
    expect(await cellsOf([number(0, 0, 44_651, 0)], globals)).toEqual([['2026-04-01', 'date']]);
  });

  it('are what a formula last came to, also where it is numbered as in older workbooks', async () => {
    const older = (type: number, column: number) =>
      record(type, [0, column, 0], Buffer.concat([double(38_353), Buffer.alloc(8)]));
    const cells = await cellsOf([older(0x0206, 0), older(0x0406, 1)]);
    expect(cells).toEqual([
      ['38353', 'number'],
      ['38353', 'number'],
    ]);
  });

  it('are what a formula last came to', async () => {
    const cells = await cellsOf([
      formula(0, 0, double(99.5)),
      formula(0, 1, booleanResult(1)),
      formula(0, 2, errorResult(0x2a)),
      formula(0, 3, EMPTY_RESULT),
      boolErr(0, 4, 0, false),
      boolErr(0, 5, 0x07, true),
      number(0, 6, Number.NaN),
    ]);
    expect(cells).toEqual([
      ['99.5', 'number'],
      ['TRUE', 'boolean'],
      ['#N/A', 'error'],
      ['', 'blank'],
      ['FALSE', 'boolean'],
      ['#DIV/0!', 'error'],
      ['#NUM!', 'error'],
    ]);
  });

  it('are no blanks where no formula has come to anything', async () => {
    const uncalculated = ['#UNCALCULATED!', 'error'];
    const records = [label(0, 0, 'a'), formula(0, 1, EMPTY_RESULT), formula(1, 1, EMPTY_RESULT)];
    expect(await cellsOf(records)).toEqual([['a', 'text'], uncalculated, ['', 'blank'], uncalculated]);
    const byProgram = workbook([{ records }], [], [{ name: '\u0005SummaryInformation' }]);
    expect(await textsOf(byProgram)).toEqual([['a']]);
  });

  it('are not what is left to calculate when the workbook is opened', async () => {
    const left = (column: number, result: Buffer, flags: number) =>
      record(0x0006, [0, column, 0], Buffer.concat([result, Buffer.of(flags, 0, 0, 0, 0, 0)]));
    const cells = await cellsOf([
      left(0, double(0), 2),
      left(1, EMPTY_RESULT, 3),
      left(2, double(0), 1),
      left(3, double(4), 3),
      left(4, EMPTY_RESULT, 1),
      left(5, errorResult(7), 2),
    ]);
    expect(cells.map(([text]) => text)).toEqual([
      '#UNCALCULATED!',
      '#UNCALCULATED!',
      '0',
      '4',
      '',
      '#DIV/0!',
    ]);
  });

  it('are those of formulas also where they are numbered as Excel 3 and 4 did', async () => {
    const numbered = (type: number, column: number) => {
      const made = formula(0, column, double(column + 0.5));
      made.writeUInt16LE(type);
      return made;
    };
    expect(await cellsOf([numbered(0x0206, 0), numbered(0x0406, 1)])).toEqual([
      ['0.5', 'number'],
      ['1.5', 'number'],
    ]);
  });

  it('have formats even where these are said to be longer than they are', async () => {
    const tooLong = record(0x041e, [164, 99], Buffer.from('\0dd-mm-yy'));
    expect(await cellsOf([number(0, 0, 46_113, 0)], [tooLong, xf(164)])).toEqual([['2026-04-01', 'date']]);
  });

  it('do not include what a chart on the sheet holds', async () => {
    const chart = [bof(0x0020), number(0, 0, 666), bof(0x0020), label(5, 5, 'chart'), eof(), eof()];
    expect(await cellsOf([label(0, 0, 'a'), ...chart, label(0, 1, 'b')])).toEqual([
      ['a', 'text'],
      ['b', 'text'],
    ]);
  });
});

describe('rows of a classic workbook', () => {
  const rowsOf = async (records: readonly Buffer[]) => {
    const rows = await typedRowsOf(await openBytes(workbook([{ records }])));
    return rows.map(({ number, texts }) => [number, ...texts]);
  };

  it('have the numbers that the program shows, and blank ones are left out', async () => {
    const blanks = [label(5, 0, ' '), label(5, 1, '\t'), record(0x0201, [6, 0, 0]), label(7, 3, '')];
    expect(
      await rowsOf([label(2, 1, 'a'), ...blanks, label(65_535, 0, 'last'), label(65_535, 9, '')]),
    ).toEqual([
      [3, '', 'a'],
      [65_536, 'last'],
    ]);
  });

  it('come in order whatever order they were written in, each text with its formula', async () => {
    const cells = [0, 1, 2].flatMap((column) =>
      [0, 1, 300].flatMap((row) =>
        column === 1
          ? [
              formula(row, column, Buffer.from('000000000000ffff', 'hex')),
              record(0x0207, [], Buffer.from([1, 0, 0, 97 + (row % 26)])),
            ]
          : [label(row, column, `${row}/${column}`)],
      ),
    );
    expect(await rowsOf(cells)).toEqual(
      [0, 1, 300].map((row) => [row + 1, `${row}/0`, String.fromCharCode(97 + (row % 26)), `${row}/2`]),
    );
  });

  it('may hold their cells in any order; the last word counts', async () => {
    expect(await rowsOf([label(0, 2, 'c'), label(0, 0, 'a'), label(0, 2, 'C')])).toEqual([[1, 'a', '', 'C']]);
  });

  it('are left out, and their cells, where nobody wants them', async () => {
    const records = [0, 1, 2, 3].flatMap((row) => [
      label(row, 0, `a${row}`),
      mulRk(row, 1, [6, 10]),
      label(row, 3, 'd'),
    ]);
    const sheet = await openBytes(workbook([{ records }]));
    const rows = await typedRowsOf(sheet, { firstCells: 2, wants: (row) => row % 2 === 0 });
    expect(rows.map(({ number, texts }) => [number, ...texts])).toEqual([
      [2, 'a1', '1'],
      [4, 'a3', '1'],
    ]);
  });

  it('end where the reader has enough, and start again at the next reading', async () => {
    const sheet = await openBytes(
      workbook([{ records: [0, 1, 2].map((row) => label(row, 0, String(row))) }]),
    );
    let seen = 0;
    await sheet.read({ row: () => void seen++, done: () => seen === 2 });
    expect(seen).toBe(2);
    expect(await typedRowsOf(sheet)).toHaveLength(3);
  });

  it('pause on the way, with the bytes that were read', async () => {
    const records = Array.from({ length: 40_000 }, (_, row) => label(row, 0, `text ${row}`));
    const done: number[] = [];
    const sheet = await openBytes(workbook([{ records }]));
    await typedRowsOf(sheet, { pause: async (bytes) => void done.push(bytes) });
    expect(done.length).toBeGreaterThan(2);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });
});

describe('a sheet', () => {
  it('is the first visible worksheet; charts are none', async () => {
    const sheets = [
      { name: 'Chart', kind: 2, records: [] },
      { name: 'Lists', state: 1, records: [label(0, 0, 'hidden')] },
      { name: 'बिक्री', records: [label(0, 0, 'seen')] },
      { name: 'Next', records: [label(0, 0, 'next')] },
    ];
    const sheet = await openBytes(workbook(sheets));
    expect(sheet.format).toBe('XLS');
    expect(sheet.warnings.map(({ code, sheets }) => [code, sheets])).toEqual([
      ['OTHER_SHEETS', { read: 'बिक्री', others: ['Lists', 'Next'] }],
    ]);
    expect((await typedRowsOf(sheet))[0]?.texts).toEqual(['seen']);
  });

  it('says what it hides and merges', async () => {
    const hiddenRow = (row: number) => record(0x0208, [row, 0, 3, 255, 0, 0, 0x20, 0]);
    const records = [
      record(0x007d, [1, 1, 2_560, 0, 1, 0]),
      record(0x007d, [9, 255, 2_560, 0, 1, 0]),
      hiddenRow(1),
      hiddenRow(7),
      ...[0, 1, 2].flatMap((row) => [label(row, 0, 'a'), label(row, 1, 'b')]),
      record(0x00e5, [3, 0, 2, 0, 0, 4, 4, 0, 5, 8, 9, 1, 2]),
    ];
    const sheet = await openBytes(workbook([{ records }]));
    expect(sheet.merged).toEqual([
      { top: 1, bottom: 3, left: 0, right: 0 },
      { top: 9, bottom: 10, left: 1, right: 2 },
    ]);
    const [rows, columns] = sheet.warnings;
    expect(rows).toMatchObject({
      code: 'HIDDEN_ROWS',
      message: expect.stringMatching(/a hidden row, .* row 2\.$/),
    });
    expect(columns).toMatchObject({
      code: 'HIDDEN_COLUMNS',
      message: expect.stringMatching(/hidden columns, .* B\.$/),
    });
    expect(await textsOf(workbook([{ records }]))).toHaveLength(3);
  });
});
