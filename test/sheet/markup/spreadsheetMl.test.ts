import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, readBeginnings, readOrRefusal, readText } from './reading.ts';

const FILES = join(import.meta.dirname, '..', 'files');
const NAMESPACE = 'urn:schemas-microsoft-com:office:spreadsheet';

function workbook(rows: string, before = ''): string {
  return (
    `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="${NAMESPACE}" xmlns:ss="${NAMESPACE}">` +
    `${before}<Worksheet ss:Name="A &amp; B"><Table>${rows}</Table></Worksheet></Workbook>`
  );
}

function data(type: string, text: string, style = ''): string {
  return `<Cell${style === '' ? '' : ` ss:StyleID="${style}"`}><Data ss:Type="${type}">${text}</Data></Cell>`;
}

describe('a workbook in SpreadsheetML 2003', () => {
  it('gives typed cells as every workbook does', async () => {
    const styles = ['0%', 'dd/mm/yyyy', '00000', 'Currency', 'Long Time'];
    const before = styles.map(
      (code, index) => `<Style ss:ID="s${index}"><NumberFormat ss:Format="${code}"/></Style>`,
    );
    const cells = [
      data('Number', '0.18', 's0'),
      data('Number', '46113.5', 's1'),
      data('Number', '-1', 's1'),
      data('Number', '42', 's2'),
      data('Number', '12.50', 's3'),
      data('Number', '0.5', 's4'),
      data('Number', 'twelve'),
      data('DateTime', '2026-04-01T23:59:59.600'),
      data('DateTime', '1 April'),
      data('Boolean', '0'),
      data('Error', '#REF!'),
      data('String', ' 007 '),
    ];
    const text = workbook(`<Row>${cells.join('')}</Row>`, `<Styles>${before.join('')}</Styles>`);
    expect(await cellsOf(text, 1)).toEqual([
      'percent 18%',
      'date 2026-04-01T12:00:00',
      'number -1',
      'text 00042',
      'number 12.5',
      'date 12:00:00',
      'text twelve',
      'date 2026-04-02',
      'text 1 April',
      'boolean FALSE',
      'error #REF!',
      'text  007 ',
    ]);
  });

  it('gives what formulas came to, and says of one that it came to nothing', async () => {
    const cells = [
      '<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>',
      '<Cell ss:Formula="=RC[-1]*9"/>',
      '<Cell ss:Formula="=&quot;&quot;"><Data ss:Type="String"></Data></Cell>',
      '<Cell ss:StyleID="s1"/>',
      data('String', 'end'),
    ];
    expect(await cellsOf(workbook(`<Row>${cells.join('')}</Row>`), 1)).toEqual([
      'number 2',
      'error #UNCALCULATED!',
      'blank ',
      'blank ',
      'text end',
    ]);
  });

  it('names the sheets that are left out, and tells of merged cells', async () => {
    const text = workbook(
      '<Row><Cell ss:MergeDown="2" ss:MergeAcross="1"><Data>a</Data></Cell></Row>',
    ).replace('</Workbook>', '<Worksheet ss:Name="2"/><Worksheet ss:Name="3"/></Workbook>');
    const { warnings, merged, sheets } = await readText(text);
    expect(sheets).toEqual([{ read: 'A & B', others: ['2', '3'] }]);
    expect(warnings).toEqual([
      'Only the first sheet, "A & B", was read; the workbook has 2 more sheets, which are left out.',
      expect.stringContaining('XML spreadsheet of Excel 2003'),
    ]);
    expect(merged).toEqual([{ top: 1, bottom: 3, left: 0, right: 1 }]);
  });

  it('resolves nothing but what XML itself has: entities are refused, not looked for', async () => {
    const bomb = workbook('<Row><Cell><Data>&lol9;</Data></Cell></Row>').replace(
      '<Workbook',
      '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol9 "&lol;&lol;">]><Workbook',
    );
    expect(await readOrRefusal(bomb)).toMatchObject({ code: 'XML_FORBIDDEN' });
    const late = workbook('<Row><Cell><Data>a</Data></Cell></Row><!DOCTYPE a><Row/>');
    expect(await readOrRefusal(late)).toMatchObject({ code: 'XML_FORBIDDEN' });
    const unknown = workbook('<Row><Cell><Data>&nbsp;</Data></Cell></Row>');
    expect(await readOrRefusal(unknown)).toMatchObject({ code: 'CORRUPT_FILE' });
    const many = workbook(`<Row><Cell><Data>${'&#65;'.repeat(40_000)}</Data></Cell></Row>`);
    expect(await readOrRefusal(many)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('is read as deep as its elements lie, up to what no workbook has', async () => {
    const deep = (levels: number) =>
      workbook(`<Row><Cell><Data>${'<B>'.repeat(levels)}deep${'</B>'.repeat(levels)}</Data></Cell></Row>`);
    expect((await readText(deep(100))).rows).toEqual([{ number: 1, cells: ['deep'] }]);
    expect(await readOrRefusal(deep(100_000))).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it.each([
    ['a row that ends twice', `<Row>${data('String', 'a')}</Row></Row>`],
    ['a cell without a row', data('String', 'a')],
    ['a row in a row', `<Row><Row>${data('String', 'a')}</Row></Row>`],
    ['elements that end in another order', '<Row><Cell><Data>a</Cell></Data></Row>'],
  ])('is refused with %s: a row could come twice', async (_, rows) => {
    expect(await readOrRefusal(workbook(rows))).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('holds no more than a sheet does, whatever it declares', async () => {
    const far = workbook('<Row><Cell ss:MergeDown="999999999"><Data>a</Data></Cell></Row>');
    expect((await readText(far)).merged).toEqual([{ top: 1, bottom: 1_048_576, left: 0, right: 0 }]);
    const spans = workbook('<Row ss:Span="1048576"><Cell><Data>a</Data></Cell></Row><Row/>');
    expect(await readOrRefusal(spans)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('does not depend on how it is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'a1 .&;#x<>/\n₹'), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (cells, chunk) => {
          const text = workbook(`<Row>${cells.map((raw) => data('String', raw)).join('')}</Row><Row/>`);
          expect(await readOrRefusal(text, chunk)).toEqual(await readOrRefusal(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is all of its rows or a refusal, wherever it is cut off', async () => {
    const bytes = readFileSync(join(FILES, 'spreadsheetMlExcel.xls'));
    const { rows } = await readText(bytes);
    for (const beginning of await readBeginnings(bytes)) expect(beginning.rows).toEqual(rows);
  });
});
