import { describe, expect, it } from 'vitest';
import { sharedStringsXml, sheetXml } from './makeWorkbook.ts';
import { cellsOf, kindRowsOf, sheetOf } from './sheetParts.ts';

const DATE = { kind: 'date' } as const;
const PERCENT = { kind: 'percent' } as const;
const NUMBER = { kind: 'number' } as const;

const row = (cells: string) => `<row r="1">${cells}</row>`;

describe('formulas without values', () => {
  it.each([
    '<c r="A1"><f>B1*2</f></c>',
    '<c r="A1"><f>B1*2</f><v></v></c>',
    '<c r="A1"><f>B1*2</f><v/></c>',
    '<c r="A1"><f>B1*2</f><v> </v></c>',
    '<c r="A1" s="1"><f t="shared" si="0"/><v></v></c>',
    '<c r="A1" t="n"><f ca="1">NOW()</f></c>',
    '<c r="A1" t="e"><f>B1</f><v></v></c>',
    '<c r="A1" t="s"><f>B1</f></c>',
    '<c r="A1" t="d"><f>B1</f><v></v></c>',
    '<c r="A1" t="b"><f>B1</f><v/></c>',
  ])('are no blanks: %s', async (cell) => {
    expect(await cellsOf({ rows: row(cell), formats: [NUMBER, DATE] })).toEqual(['error #UNCALCULATED!']);
    // Alone in their row too.
    expect(await kindRowsOf(sheetOf({ rows: row(cell) }))).toHaveLength(1);
  });

  it.each([
    '<c r="A1" t="str"><f>""</f><v></v></c>',
    '<c r="A1" t="str"><f>""</f><v/></c>',
    '<c r="A1" t="str"><f>""</f></c>',
    '<c r="A1"><v></v></c>',
    '<c r="A1"><ext><f>1</f></ext></c>',
    '<c r="A1" t="e"><v></v></c>',
  ])('are blank where they say so, or are none: %s', async (cell) => {
    expect(await cellsOf({ rows: row(`${cell}<c r="B1"><v>1</v></c>`) })).toEqual(['', 'number 1']);
  });
});

describe('the cells of a worksheet', () => {
  it('are texts that the workbook shares', async () => {
    const strings = sharedStringsXml('Invoice', 'R&amp;D', 'नमस्ते');
    const rows = row('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c>');
    expect(await cellsOf({ rows, strings })).toEqual(['Invoice', 'R&D', '', 'नमस्ते']);
  });

  it('are numbers as their digits are, or mended where a binary fraction shows', async () => {
    const values = ['12', '-12.5', '1234.5600000000001', '1E-3', '00', '0.30000000000000004', '1.50'];
    const rows = row(values.map((value) => `<c><v>${value}</v></c>`).join(''));
    expect(await cellsOf({ rows })).toEqual(
      ['12', '-12.5', '1234.56', '0.001', '00', '0.3', '1.5'].map((text) => `number ${text}`),
    );
  });

  it('are dates, percents and padded codes by their formats', async () => {
    const rows = row(
      '<c s="1"><v>45292</v></c><c s="2"><v>0.18</v></c><c s="3"><v>42</v></c><c s="0"><v>45292</v></c>' +
        '<c s="1"><v>-5</v></c><c s="3"><v>4.5</v></c><c s="99"><v>7</v></c>',
    );
    const formats = [NUMBER, DATE, PERCENT, { kind: 'zeros', digits: 5 } as const];
    const rest = ['number -5', 'number 4.5', 'number 7'];
    expect(await cellsOf({ rows, formats })).toEqual([
      'date 2024-01-01',
      'percent 18%',
      '00042',
      'number 45292',
      ...rest,
    ]);
    expect((await cellsOf({ rows, formats, is1904: true }))[0]).toBe('date 2028-01-02');
  });

  it('are booleans, errors, inline texts, cached values and ISO dates', async () => {
    const rows = row(
      '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c>' +
        '<c t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>' +
        '<c t="str"><f>A1&amp;"x"</f><v>b &lt; c</v></c><c><f>1+1</f><v>2</v></c><c><f>1+1</f></c>' +
        '<c t="d"><v>2024-05-01</v></c><c t="d"><v>2024-05-01T10:30:00.000Z</v></c><c t="d"><v>soon</v></c>',
    );
    expect(await cellsOf({ rows })).toEqual([
      'boolean TRUE',
      'boolean FALSE',
      'error #N/A',
      ' a ',
      'b < c',
      'number 2',
      'error #UNCALCULATED!',
      'date 2024-05-01',
      'date 2024-05-01T10:30:00',
      'soon',
    ]);
  });
});

describe('the rows of a worksheet', () => {
  it('have the numbers that they say, and holes; blank ones are not delivered', async () => {
    const rows =
      '<row><c><v>1</v></c></row><row r="3"><c t="inlineStr"><is><t> </t></is></c></row><row r="5"/><row r="6"></row>' +
      '<row r="9"><c r="B9"><v>2</v></c><c r="C9" s="1"/></row>';
    expect(await kindRowsOf(sheetOf({ rows }))).toEqual([
      { number: 1, cells: ['number 1'] },
      { number: 9, cells: ['', 'number 2'] },
    ]);
  });
});

describe('a worksheet', () => {
  it('that holds nothing is said to be empty', async () => {
    await expect(kindRowsOf(sheetOf({ xml: sheetXml('<row r="1"/>') }))).rejects.toMatchObject({
      code: 'EMPTY_FILE',
      message: expect.stringContaining('"Sales"'),
    });
  });
});
