import { describe, expect, it, vi } from 'vitest';
import { SheetNotes } from '../../../src/sheet/xlsx/sheetNotes.ts';
import { XlsxSheet } from '../../../src/sheet/xlsx/xlsxSheet.ts';
import { rowsOf } from '../byteSource.ts';
import { sharedStringsXml, sheetXml } from './makeWorkbook.ts';
import { kindRowsOf, memoryPart, partsOf, sheetOf } from './sheetParts.ts';

const numbered = (count: number, attributes = '') =>
  Array.from(
    { length: count },
    (_, at) => `<row r="${at + 1}"${attributes}><c r="A${at + 1}"><v>${at}</v></c></row>`,
  ).join('');

describe('whoever reads a worksheet', () => {
  it('may end early, and read it again from its first row', async () => {
    const sheet = sheetOf({ rows: numbered(100) });
    let seen = 0;
    const rows = await rowsOf(sheet, { done: () => ++seen === 3 });
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await rowsOf(sheet)).toHaveLength(100);
  });

  it('gets the rows that it wants', async () => {
    const rows = await rowsOf(sheetOf({ rows: numbered(10) }), { wants: (number) => number % 4 === 0 });
    expect(rows.map(({ number }) => number)).toEqual([4, 8]);
  });

  it('is asked to pause between pieces with growing bytes, texts before rows, and is waited for', async () => {
    const sheet = sheetOf({
      rows: numbered(20_000),
      strings: sharedStringsXml(...Array(40_000).fill('text')),
    });
    const done: number[] = [];
    let isPaused = false;
    let rows = 0;
    await sheet.read({
      row: () => {
        expect(isPaused).toBe(false);
        rows += 1;
      },
      pause: async (bytes) => {
        done.push(bytes);
        isPaused = true;
        await new Promise(setImmediate);
        isPaused = false;
      },
    });
    expect(rows).toBe(20_000);
    expect(done.length).toBeGreaterThan(4);
    expect(done).toEqual([...done].sort((one, other) => one - other));
  });

  it('that gives up in a pause may begin anew', async () => {
    const sheet = sheetOf({
      rows: numbered(20_000),
      strings: sharedStringsXml(...Array(40_000).fill('text')),
    });
    const giveUp = () => Promise.reject(new Error('cancelled'));
    await expect(rowsOf(sheet, { pause: giveUp })).rejects.toThrow('cancelled');
    expect(await rowsOf(sheet)).toHaveLength(20_000);
  });

  it('reads the shared texts once for all passes', async () => {
    let reads = 0;
    const strings = memoryPart(sharedStringsXml('a'), 100);
    const counting = {
      name: '',
      read(take: Parameters<typeof strings.read>[0]) {
        reads += 1;
        return strings.read(take);
      },
    };
    const rows = '<row><c t="s"><v>0</v></c></row>';
    const sheet = new XlsxSheet({ ...partsOf({ rows }), sharedStrings: counting });
    for (let pass = 0; pass < 3; pass++) expect(await rowsOf(sheet)).toEqual([{ number: 1, cells: ['a'] }]);
    expect(reads).toBe(1);
  });

  it('gets texts of another column than there is as blank', async () => {
    await sheetOf({ rows: '<row><c><v>1</v></c></row>' }).read({
      row(view) {
        expect([-1, 1, 999, 1_000, Number.NaN].map((column) => view.text(column))).toEqual([
          '',
          '',
          '',
          '',
          '',
        ]);
        expect(view.kind(5)).toBe('blank');
      },
    });
  });
});

describe('many texts', () => {
  it('come out of their blocks as they went in, those that lie over two of them too', async () => {
    const texts = Array.from({ length: 66_000 }, (_, at) => `text ${at} ${'न'.repeat(at % 17)}`);
    const rows = texts
      .map((_, at) => `<row r="${at + 1}"><c r="A${at + 1}" t="s"><v>${at}</v></c></row>`)
      .join('');
    const read = await rowsOf(sheetOf({ rows, strings: sharedStringsXml(...texts) }));
    expect(read.map(({ cells }) => cells[0])).toEqual(texts);
  });
});

describe('what a worksheet has beside its rows', () => {
  const WITH_COLUMNS = sheetXml(
    '<row r="1"><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>' +
      [2, 3, 4, 5, 6, 7, 9].map((row) => `<row r="${row}" hidden="true"><c><v>1</v></c></row>`).join('') +
      '<row r="10" hidden="1"/>',
  )
    .replace(
      '<sheetData>',
      '<cols><col min="2" max="2" hidden="1"/><col min="3" max="16384" hidden="true"/></cols><sheetData>',
    )
    .replace(
      '</sheetData>',
      '</sheetData><mergeCells count="9"><mergeCell ref="A2:A4"/><mergeCell ref="B1:D1"/><mergeCell ref="B2:C3"/><mergeCell ref="E:F"/></mergeCells>',
    );

  it('is told once: hidden rows and columns, merged cells, other sheets', async () => {
    const sheet = sheetOf({ xml: WITH_COLUMNS, otherSheets: ['July', 'August'] });
    expect(sheet.warnings).toMatchObject([
      { code: 'OTHER_SHEETS', sheets: { read: 'Sales', others: ['July', 'August'] } },
    ]);
    await rowsOf(sheet, { done: () => true });
    expect(sheet.warnings).toHaveLength(1);
    expect(sheet.merged).toEqual([]);
    for (let pass = 0; pass < 2; pass++) {
      await rowsOf(sheet);
      expect(sheet.warnings.map(({ message }) => message)).toEqual([
        'The workbook has 2 more sheets; only the sheet "Sales" was read.',
        'The sheet "Sales" has 7 hidden rows, which were read like all others: row 2, 3, 4, 5, 6 and 2 more.',
        'The sheet "Sales" has hidden columns, which were read like all others: B, C to D.',
      ]);
      expect(sheet.merged).toEqual([
        { top: 2, bottom: 4, left: 0, right: 0 },
        { top: 2, bottom: 3, left: 1, right: 2 },
        { top: 1, bottom: 1_048_576, left: 4, right: 5 },
      ]);
    }
  });

  it('looks at merged cells until they are known, not in each further pass', async () => {
    const merging = vi.spyOn(SheetNotes.prototype, 'merge');
    const sheet = sheetOf({ xml: WITH_COLUMNS });
    for (let pass = 0; pass < 3; pass++) await rowsOf(sheet);
    expect(merging).toHaveBeenCalledTimes(4);
    expect(sheet.merged).toHaveLength(3);
    merging.mockRestore();
  });

  it.each(['A1:', '1:B', 'A2:A1', 'B1:A2', 'A1:A2:A3', 'A0:A2', 'A1:XFE2', 'A1:A1048577', ''])(
    'is damaged where it merges %s',
    async (ref) => {
      const xml = sheetXml('<row><c><v>1</v></c></row>').replace(
        '</sheetData>',
        `</sheetData><mergeCells><mergeCell ref="${ref}"/></mergeCells>`,
      );
      await expect(kindRowsOf(sheetOf({ xml }))).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    },
  );

  it('names hidden sheets', () => {
    const parts = partsOf({ rows: numbered(1), otherSheets: ['Old'] });
    const messages = new XlsxSheet({ ...parts, isHidden: true, hiddenBefore: ['Old'] }).warnings;
    expect(messages.map(({ message }) => message)).toEqual([
      'The workbook has one more sheet; only the sheet "Sales" was read. Hidden ones before it: "Old".',
      'The sheet "Sales" is hidden; it was read all the same, for the workbook shows no other.',
    ]);
  });
});
