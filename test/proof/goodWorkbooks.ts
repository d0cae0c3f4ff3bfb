import { inflateRawSync } from 'node:zlib';
import { utils, write } from '@e965/xlsx';
import { readDirectory } from '../../src/sheet/xlsx/zipDirectory.ts';
import { registerParts } from '../hostile/makers/registerBook.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import { sharedStringsXml, sheetXml, stylesXml, workbookMembers } from '../sheet/xlsx/makeWorkbook.ts';
import type { Member } from '../sheet/xlsx/makeZip.ts';

/** Cells of every form that there is. */
const RICH_ROWS = [
  '<row r="1" spans="1:6"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>a</t></r><r><rPr/><t xml:space="preserve"> b</t></r></is></c></row>',
  '<row r="2" hidden="1"><c r="A2" s="1"><v>46113</v></c><c r="B2" s="2"><v>0.18</v></c><c r="C2" s="3"><v>42</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c></row>',
  '<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"a"</f><v>a&amp;b_x000D_</v></c><c r="C3" t="d"><v>2026-04-01T10:30:00</v></c></row>',
  '<row r="5"><c s="1"/><c><v>1234567890123456</v></c><c><v>1.5E3</v></c><!-- a --><c t="inlineStr"><is><t><![CDATA[<&>]]></t></is></c></row>',
  '<row><c t="s"><v>2</v></c><c/><c><v>-0.5</v></c></row>',
].join('');

export function richWorkbook(): Member[] {
  const sheet = sheetXml(RICH_ROWS)
    .replace(
      '<sheetData>',
      '<dimension ref="A1:E6"/><cols><col min="2" max="3" hidden="1"/></cols><sheetData>',
    )
    .replace('</worksheet>', '<mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells></worksheet>');
  return workbookMembers({
    'xl/worksheets/sheet1.xml': sheet,
    'xl/sharedStrings.xml': sharedStringsXml('Invoice', 'श्री गणेश', '</t><phoneticPr/><t>').replace(
      '</sst>',
      '<si><r><t>a</t></r><rPh sb="0" eb="1"><t>b</t></rPh></si></sst>',
    ),
    'xl/styles.xml': stylesXml(0, 'dd\\-mm\\-yyyy', 9, '00000'),
  });
}

export function inlineStrings(): Member[] {
  return workbookMembers(registerParts());
}

/** As another program packs one. */
export function sheetJsWorkbook(): Member[] {
  const bytes = Buffer.from(
    write(book(), { type: 'buffer', bookType: 'xlsx', bookSST: true, compression: true }),
  );
  return readDirectory(sourceOf(bytes)).map(({ name, method, dataOffset, dataBytes }) => {
    const data = bytes.subarray(dataOffset, dataOffset + dataBytes);
    return { name, content: method === 0 ? data : inflateRawSync(data) };
  });
}

/** The same as a classic workbook. */
export function sheetJsClassic(): Buffer {
  return Buffer.from(write(book(), { type: 'buffer', bookType: 'biff8' }));
}

function book() {
  const made = utils.book_new();
  const rows = Array.from({ length: 30 }, (_, at) => [
    'Invoice',
    `A/${at}`,
    new Date(Date.UTC(2026, 3, 1 + at)),
    at * 1.25,
    at % 2 === 0,
    `श्री ${at}`,
  ]);
  const sheet = utils.aoa_to_sheet([['Type', 'Number', 'Date', 'Amount', 'Reverse', 'Name'], ...rows]);
  sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 3, c: 0 } }];
  utils.book_append_sheet(made, sheet, 'Register');
  utils.book_append_sheet(made, utils.aoa_to_sheet([[1]]), 'Other');
  return made;
}
