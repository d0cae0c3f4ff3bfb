import { describe, expect, it } from 'vitest';
import { isSame, readOracle } from '../../../scripts/workbookOracle.ts';
import { openXlsx } from '../../../src/sheet/xlsx/xlsxSheet.ts';
import { sourceOf } from '../byteSource.ts';
import {
  makeWorkbook,
  type Parts,
  sharedStringsXml,
  sheetXml,
  stylesXml,
  workbookXml,
} from './makeWorkbook.ts';

const TEXTS = [
  'Invoice',
  'R&amp;D &lt;new&gt; &quot;x&quot; &apos;y&apos;',
  'नमस्ते &#x20B9;&#8377;',
  'two_x000D_lines_x000A_\tand more',
  '_x005F_x000D_ stays',
  '  spaces  ',
  '',
  '😀 &#169;',
];
const STRINGS = sharedStringsXml(...TEXTS).replace(
  '</sst>',
  '<si><r><rPr><b/></rPr><t>Rich </t></r><r><t xml:space="preserve"> text</t></r><rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="1"/></si><si><t/></si><si/></sst>',
);
const FORMATS = [
  0,
  14,
  22,
  'dd\\-mm\\-yyyy',
  '0.00%',
  '00000',
  '[h]:mm',
  '#,##0.00',
  'General;[Red]0',
  9,
  21,
];
/** Values of cells, each by its attributes but the reference. */
const CELLS: readonly (readonly [attributes: string, content: string])[] = [
  ...[...TEXTS.keys(), 8, 9, 10].map((index) => [' t="s"', `<v>${index}</v>`] as const),
  ['', '<v>1</v>'],
  ['', '<v>-0.5</v>'],
  ['', '<v>1234567890123456</v>'],
  ['', '<v>0.30000000000000004</v>'],
  ['', '<v>1E+15</v>'],
  ['', '<v>1.5e-3</v>'],
  ['', '<v>27000000000.25</v>'],
  [' t="n"', '<v>7</v>'],
  [' s="1" t="n"', '<v>45000</v>'],
  [' s="1"', '<v>45292</v>'],
  [' s="2"', '<v>45292.4375</v>'],
  [' s="3"', '<v>46212</v>'],
  [' s="4"', '<v>0.18</v>'],
  [' s="9"', '<v>0.075</v>'],
  [' s="5"', '<v>42</v>'],
  [' s="6"', '<v>1.5</v>'],
  [' s="7"', '<v>1250.5</v>'],
  [' s="8"', '<v>3</v>'],
  [' s="10"', '<v>0.75</v>'],
  [' s="1"', '<v>-3</v>'],
  [' s="1"', ''],
  [' t="b"', '<v>1</v>'],
  [' t="b"', '<v>0</v>'],
  [' t="e"', '<v>#DIV/0!</v>'],
  [' t="e"', '<v>#N/A</v>'],
  [' t="str"', '<f>A1&amp;"b"</f><v>cached &amp; kept</v>'],
  [' t="str"', '<f>A1</f><v></v>'],
  ['', '<f ca="1">NOW()</f><v>5</v>'],
  [' s="1"', '<f t="shared" ref="A1:A2" si="0">TODAY()</f><v>45293</v>'],
  ['', '<f t="shared" si="0"/><v>6</v>'],
  [' t="inlineStr"', '<is><t>inline</t></is>'],
  [' t="inlineStr"', '<is><t xml:space="preserve"> a_x000D_b &amp; c </t></is>'],
  [' t="inlineStr"', '<is><r><t>rich </t></r><r><rPr><i/></rPr><t>inline</t></r></is>'],
];

function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last;
}

/** The cells over and over in rows of so many, blank rows in between. */
function rowsXml(perRow: number, hasReferences = true): string {
  let xml = '';
  for (let at = 0, row = 1; at < CELLS.length; at += perRow, row += 1 + (row % 2)) {
    const cells = CELLS.slice(at, at + perRow).map(([attributes, content], column) => {
      const r = hasReferences ? ` r="${lettersOf(column)}${row}"` : '';
      return content === '' ? `<c${r}${attributes}/>` : `<c${r}${attributes}>${content}</c>`;
    });
    if (!hasReferences && row % 2 === 0) xml += '<row/>';
    xml += `<row${hasReferences ? ` r="${row}" spans="1:9"` : ''}>${cells.join('')}</row>`;
    if (!hasReferences && row % 2 === 1) xml += '<row></row>';
  }
  return xml;
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

function prefixed(xml: string): string {
  return xml.replaceAll(/<(\/?)(?=[a-z])/gi, '<$1x:').replace(MAIN, MAIN.replace('xmlns', 'xmlns:x'));
}

async function differencesOf(bytes: Buffer) {
  const oracle = readOracle(bytes);
  if (oracle === null) throw new Error('the other reader found no worksheet');
  const sheet = await openXlsx(sourceOf(bytes));
  const differences: string[] = [];
  const seen = new Set<string>();
  await sheet.read({
    row(view) {
      for (let column = 0; column < view.cellCount; column++) {
        const ours = { kind: view.kind(column), text: view.text(column) };
        const address = `${lettersOf(column)}${view.number}`;
        const theirs = oracle.cells.get(address);
        seen.add(address);
        if (theirs === undefined ? ours.kind === 'blank' : isSame(ours, theirs, oracle.is1904)) continue;
        differences.push(`${address}: ${JSON.stringify({ ours, theirs })}`);
      }
    },
  });
  for (const [address, theirs] of oracle.cells)
    if (!seen.has(address)) differences.push(`${address}: ${JSON.stringify({ theirs })}`);
  return { differences, cells: oracle.cells.size };
}

const BASIC: Parts = {
  'xl/worksheets/sheet1.xml': sheetXml(rowsXml(9)),
  'xl/sharedStrings.xml': STRINGS,
  'xl/styles.xml': stylesXml(...FORMATS),
};
const is1904 = workbookXml('<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', '<workbookPr date1904="1"/>');

const WORKBOOKS: Readonly<Record<string, Parts>> = {
  'as Excel writes it': BASIC,
  'with dates since 1904': { ...BASIC, 'xl/workbook.xml': is1904 },
  'with prefixed namespaces': {
    ...BASIC,
    'xl/worksheets/sheet1.xml': prefixed(sheetXml(rowsXml(9))),
    'xl/sharedStrings.xml': prefixed(STRINGS),
  },
  'without references': { ...BASIC, 'xl/worksheets/sheet1.xml': sheetXml(rowsXml(9, false)) },
  'with a cell in each row': { ...BASIC, 'xl/worksheets/sheet1.xml': sheetXml(rowsXml(1)) },
  'with all cells in one row': { ...BASIC, 'xl/worksheets/sheet1.xml': sheetXml(rowsXml(1_000)) },
  'with a false dimension, views, hidden columns, merges and much else around its rows': {
    ...BASIC,
    'xl/worksheets/sheet1.xml': sheetXml(rowsXml(9))
      .replace(
        '<sheetData>',
        '<sheetPr filterMode="1"><tabColor rgb="FF00FF00"/></sheetPr><dimension ref="A1:XFD1048576"/>' +
          '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>' +
          '<cols><col min="2" max="3" width="9" hidden="1"/></cols><sheetData>',
      )
      .replace(
        '</sheetData>',
        '</sheetData><autoFilter ref="A1:I1"/><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>' +
          '<dataValidations><dataValidation sqref="A1"><formula1>"a,b"</formula1></dataValidation></dataValidations>' +
          '<extLst><ext uri="x"><row r="1"><c r="A1"><v>666</v></c></row></ext></extLst>',
      ),
  },
};

describe('a workbook', () => {
  it.each(Object.entries(WORKBOOKS))('%s is read as another reader reads it', async (_, parts) => {
    const { differences, cells } = await differencesOf(makeWorkbook(parts));
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(35);
  });

  it('with an ISO date is read as the date that another reader finds', async () => {
    const rows =
      '<row r="1"><c r="A1" t="d" s="1"><v>2024-05-01</v></c><c r="B1" t="d" s="1"><v>2024-05-01T06:00:00Z</v></c></row>';
    const bytes = makeWorkbook({ ...BASIC, 'xl/worksheets/sheet1.xml': sheetXml(rows) });
    expect((await differencesOf(bytes)).differences).toEqual([]);
  });
});
