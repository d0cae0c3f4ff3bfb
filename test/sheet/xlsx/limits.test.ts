import { describe, expect, it } from 'vitest';
import type { SheetFault } from '../../../src/sheet/fault.ts';
import { MAX_CELL_CHARACTERS, MAX_XML_UNIT_BYTES } from '../../../src/sheet/limits.ts';
import { sharedStringsXml, sheetXml } from './makeWorkbook.ts';
import { cellsOf, kindRowsOf, type SheetContent, sheetOf } from './sheetParts.ts';

async function faultOf(content: SheetContent): Promise<Partial<SheetFault>> {
  return kindRowsOf(sheetOf(content)).then(
    () => ({ message: 'nothing is wrong' }),
    (fault: SheetFault) => ({ code: fault.code, message: fault.message, field: fault.field }),
  );
}

const inRow = (number: number | string, cells: string) => `<row r="${number}">${cells}</row>`;
const text = (characters: number) => 'x'.repeat(characters);

/** Rows, what is wrong, and where the message says that it is. */
const DAMAGED: readonly (readonly [rows: string, how: string, where: string])[] = [
  [
    inRow(3, '<c r="A3"><v>1</v></c>') + inRow(3, '<c r="A3"><v>2</v></c>'),
    'row 3 follows there',
    'behind row 3',
  ],
  [inRow(3, '<c><v>1</v></c>') + inRow(2, '<c><v>2</v></c>'), 'row 2 follows there', 'behind row 3'],
  [inRow(3, '<c><v>1</v></c>') + inRow('0', ''), 'row "0"', 'behind row 3'],
  [inRow('x', ''), 'row "x"', 'The sheet "Sales" is damaged'],
  [inRow('1.5', ''), 'row "1.5"', 'The sheet "Sales" is damaged'],
  [inRow(3, '<c r="A2"><v>1</v></c>'), 'says that it is "A2"', 'Row 3'],
  [inRow(1234, '<c r="A1235"><v>1</v></c>'), 'says that it is "A1235"', 'Row 1234'],
  [inRow(12345, '<c r="A12445"><v>1</v></c>'), 'says that it is "A12445"', 'Row 12345'],
  [inRow(123456, '<c r="A123457"><v>1</v></c>'), 'says that it is "A123457"', 'Row 123456'],
  [inRow(123, '<c r="A1234"><v>1</v></c>'), 'says that it is "A1234"', 'Row 123'],
  [inRow(3, '<c r="XFE3"><v>1</v></c>'), 'says that it is "XFE3"', 'Row 3'],
  [inRow(3, '<c r="3"><v>1</v></c>'), 'says that it is "3"', 'Row 3'],
  [inRow(3, '<c r="B3" t="x"><v>1</v></c>'), 'no type of cells "x"', 'Cell B3'],
  [inRow(3, '<c r="B3" s="-1"><v>1</v></c>'), 'no style "-1"', 'Cell B3'],
  [inRow(3, '<c r="B3" t="s"><v>1</v></c>'), 'text "1" of the workbook, which has 1', 'Cell B3'],
  [inRow(3, '<c r="B3" t="s"><v>x</v></c>'), 'text "x"', 'Cell B3'],
  [inRow(3, '<c r="B3"><v>12,5</v></c>'), '"12,5" as a number', 'Cell B3'],
  [inRow(3, '<c r="B3"><v>1e999</v></c>'), '"1e999" as a number', 'Cell B3'],
  [inRow(3, '<c r="B3"><v>1.2.3</v></c>'), '"1.2.3" as a number', 'Cell B3'],
  [inRow(3, '<c r="B3" t="b"><v>2</v></c>'), '"2" as true or false', 'Cell B3'],
  [inRow(3, '<c r="B3" t="str"><v>&nbsp;</v></c>'), 'not defined', 'Cell B3'],
  [inRow(3, '<c r="B3" t="str"><v>a & b</v></c>'), 'not defined', 'Cell B3'],
  [inRow(3, '<c r="B3" t="str"><v>&#0;</v></c>'), 'not defined', 'Cell B3'],
  [inRow(3, '<c r="B3" t="str"><v>&#xD800;</v></c>'), 'not defined', 'Cell B3'],
  [inRow(3, '<c r="B3" t="str"><v>&#x110000;</v></c>'), 'not defined', 'Cell B3'],
  [inRow(3, '<c r="B3"><v>1</w></c>'), 'not well-formed', 'Row 3'],
  [inRow(3, '<c r="B3"><v>1</v></d>'), 'not well-formed', 'Row 3'],
  [inRow(3, '<c r=B3><v>1</v></c>'), 'not well-formed', 'Row 3'],
  [inRow(3, '<c r="B3"><v>1</v></c> stray'), 'not well-formed', 'Row 3'],
  ['<row r="3"><c r="B3"><v>1</v></c></sheetData>', 'not well-formed', 'Row 3'],
  [inRow(3, `<c r="B3" t="str">${'<e>'.repeat(17)}`), 'nested deeper', 'Cell B3'],
  [`${inRow(3, '<c><v>1</v></c>')}<!ELEMENT x>`, 'not well-formed', 'behind row 3'],
];

const LIMITED: readonly (readonly [content: SheetContent, how: string, where: string])[] = [
  [{ rows: inRow(1_048_577, '<c><v>1</v></c>') }, 'beyond row 1048576', 'Row 1048577'],
  [{ rows: inRow(2, '<c r="ALM2"><v>1</v></c>') }, 'beyond the 1,000th', 'Cell ALM2'],
  [{ rows: inRow(2, '<c r="XFD2" t="str"><v>a</v></c>') }, 'beyond the 1,000th', 'Cell XFD2'],
  [{ rows: inRow(2, `<c r="B2" t="str"><v>${text(32_768)}</v></c>`) }, '32767 characters', 'Cell B2'],
  [
    {
      rows: inRow(
        2,
        `<c r="B2" t="inlineStr"><is><r><t>${text(20_000)}</t></r><r><t>${text(20_000)}</t></r></is></c>`,
      ),
    },
    '32767 characters',
    'Cell B2',
  ],
  [
    { rows: inRow(2, '<c r="C2" t="s"><v>1</v></c>'), strings: sharedStringsXml('a', text(32_768)) },
    '32767 characters',
    'Cell C2',
  ],
  [
    { rows: `${inRow(2, '<c><v>1</v></c>')}<!--${text(MAX_XML_UNIT_BYTES)}${text(100_000)}-->` },
    'MiB of XML',
    'behind row 2',
  ],
  [{ rows: inRow(2, `<c><v>${text(MAX_XML_UNIT_BYTES * 3)}`) }, 'MiB of XML', 'Row 2'],
];

describe('a worksheet that is damaged is refused with where', () => {
  it.each(DAMAGED)('%s', async (rows, how, where) => {
    const fault = await faultOf({ rows, strings: sharedStringsXml('a') });
    expect(fault.code).toBe('CORRUPT_FILE');
    expect(fault.message).toContain(how);
    expect(fault.message).toContain(where);
  });

  it('where it holds no worksheet, a document type, or no XML', async () => {
    const other = sheetXml('').replaceAll('worksheet', 'chartsheet');
    expect(await faultOf({ xml: other })).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('no worksheet'),
    });
    const doctype = `<!DOCTYPE x [<!ENTITY a "b">]>${sheetXml('')}`;
    expect(await faultOf({ xml: doctype })).toMatchObject({ code: 'XML_FORBIDDEN' });
    expect(await faultOf({ rows: inRow(1, '<!DOCTYPE x>') })).toMatchObject({ code: 'XML_FORBIDDEN' });
    expect(await faultOf({ xml: 'a,b,c' })).toMatchObject({ code: 'CORRUPT_FILE' });
    expect(await faultOf({ xml: '' })).toMatchObject({ code: 'CORRUPT_FILE' });
    expect(await faultOf({ xml: `${sheetXml('')}<worksheet/>` })).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('where it has bytes that are no text', async () => {
    const rows = `${inRow(4, '<c><v>1</v></c>')}${inRow(5, '<c t="str"><v>a\u0000b</v></c>')}`;
    expect(await faultOf({ rows })).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining(
        'Row 5 of the sheet "Sales" is damaged: it has bytes that are no text',
      ),
      field: 'row 5',
    });
    const latin1 = Buffer.from(sheetXml(inRow(7, '<c t="str"><v>é</v></c>')), 'latin1');
    expect(await faultOf({ xml: latin1 })).toMatchObject({ code: 'CORRUPT_FILE', field: 'row 7' });
  });
});

describe('a worksheet that is damaged far behind its start is refused', () => {
  it.each([997, 65_536])('in pieces of %i', async (pieceBytes) => {
    const rows = Array.from({ length: 9_000 }, (_, at) =>
      inRow(at + 1, `<c t="str"><v>é ${at}</v></c>`),
    ).join('');
    const xml = Buffer.from(sheetXml(rows));
    xml[xml.indexOf('é 8765')] = 0xff;
    await expect(kindRowsOf(sheetOf({ xml }, pieceBytes))).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      field: 'row 8766',
    });
  });
});

describe('a worksheet that is too much is refused with where', () => {
  it.each(LIMITED)('limit %#: %o', async (content, how, where) => {
    const fault = await faultOf(content);
    expect(fault.code).toBe('LIMIT_EXCEEDED');
    expect(fault.message).toContain(how);
    expect(fault.message).toContain(where);
  });

  it('and what is just not is read', async () => {
    const longest = `${text(MAX_CELL_CHARACTERS - 1)}न`;
    const strings = sharedStringsXml(longest, text(40_000), 'short');
    const rows = inRow(
      1_048_576,
      `<c r="A1048576" t="s"><v>0</v></c><c r="B1048576" t="s"><v>2</v></c><c r="C1048576" t="str"><v>${longest}</v></c>` +
        '<c r="ALL1048576"><v>1</v></c><c r="ALM1048576" s="1"/><c r="XFD1048576" t="str"><v></v></c>',
    );
    const cells = await cellsOf({ rows, strings });
    expect(cells.length).toBe(1_000);
    expect([cells[0], cells[1], cells[2], cells[999]]).toEqual([longest, 'short', longest, 'number 1']);
  });
});

describe('shared texts that are damaged are refused', () => {
  it.each([
    ['<sst><si><t>a</t></si>', 'cut off'],
    ['<sst><si><t>&x;</t></si></sst>', 'reference'],
    ['<sst><si><t>a</r></si></sst>', 'well-formed'],
    ['<sst/><x/>', 'something else'],
    ['<sst>stray<si/></sst>', 'well-formed'],
    [`<sst><si>${'<r>'.repeat(17)}`, 'nested too deep'],
    ['<table/>', 'something else'],
    ['<sst><si>\u0000</si></sst>', 'no text'],
  ])('of kind %#', async (strings, how) => {
    const fault = await faultOf({ rows: inRow(1, '<c><v>1</v></c>'), strings });
    expect(fault).toMatchObject({ code: 'CORRUPT_FILE', message: expect.stringContaining(how) });
  });
});
