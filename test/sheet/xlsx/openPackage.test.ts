import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { openPackage } from '../../../src/sheet/xlsx/openPackage.ts';

import { sourceOf } from '../byteSource.ts';
import { makeWorkbook, sheetXml, workbookMembers } from './makeWorkbook.ts';
import { makeZip } from './makeZip.ts';
import { textOf } from './readPackage.ts';

describe('a workbook', () => {
  it('gives the sheet, the strings and the formats', async () => {
    const workbook = await openPackage(sourceOf(makeWorkbook()));
    expect(workbook).toMatchObject({
      sheetName: 'Sheet1',
      isHidden: false,
      hiddenBefore: [],
      otherSheets: 0,
      formats: [{ kind: 'number' }],
      is1904: false,
    });
    expect(await textOf(workbook.sheet)).toContain('<c r="A1" t="s"><v>0</v></c>');
    expect(await textOf(workbook.sharedStrings)).toContain('<t>Invoice</t>');
  });

  it('is read whoever wrote it', async () => {
    const book = utils.book_new();
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet([
        ['a', 'b'],
        [1, new Date(2026, 3, 1)],
      ]),
      'Register',
    );
    utils.book_append_sheet(book, utils.aoa_to_sheet([['x']]), 'More');
    const bytes = write(book, { type: 'buffer', bookType: 'xlsx', compression: true, bookSST: true });
    const workbook = await openPackage(sourceOf(bytes));
    expect(workbook).toMatchObject({ sheetName: 'Register', otherSheets: 1 });
    expect(await textOf(workbook.sheet)).toMatch(/^<\?xml.*<\/worksheet>$/s);
    expect(await textOf(workbook.sharedStrings)).toContain('<t>a</t>');
  });

  it.each([['signed'], ['unsigned'], ['zip64']] as const)(
    'is read with %s data descriptors',
    async (descriptor) => {
      const members = workbookMembers().map((member) => ({ ...member, descriptor }));
      const workbook = await openPackage(sourceOf(makeZip(members)));
      expect(await textOf(workbook.sheet)).toContain('</worksheet>');
    },
  );

  it('is read as zip64, stored, and with a comment', async () => {
    const members = workbookMembers().map((member) => ({ ...member, zip64: true, method: 0 }));
    const workbook = await openPackage(sourceOf(makeZip(members, { zip64: true, comment: 'Tally' })));
    expect(await textOf(workbook.sheet)).toContain('</worksheet>');
  });

  it('gives a large part piece by piece', async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, row) => `<row r="${row + 1}"><c><v>${row * 7919}</v></c></row>`,
    );
    const xml = sheetXml(rows.join(''));
    const { sheet } = await openPackage(sourceOf(makeWorkbook({ 'xl/worksheets/sheet1.xml': xml })));
    expect(await textOf(sheet)).toBe(xml);
    let pieces = 0;
    await sheet.read(() => ++pieces < 3);
    expect(pieces).toBe(3);
  });
});
