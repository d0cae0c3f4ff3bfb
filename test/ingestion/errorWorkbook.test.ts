import { describe, expect, it } from 'vitest';
import {
  MOST_COMMENTS,
  type WorkbookSources,
  writeErrorWorkbook,
} from '../../src/ingestion/errorWorkbook.ts';
import { openSheet } from '../../src/sheet/open.ts';
import type { WorkbookBounds } from '../../src/sheet/workbook/writeWorkbook.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import { excelJs, sheetJs } from '../sheet/workbook/written.ts';
import { BookSheet, bookRows, dated, numeric } from './bookSheet.ts';
import { type Judged, judgeSheet, judgeText, register, SALES_HEADER, salesLine } from './judging.ts';

const OWN = '29AAFCD5862R1ZR';

/** A file of ours that notes whether it is open. */
class OpenFile {
  isOpen = false;
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
  }

  readonly open = async function* (this: OpenFile): AsyncGenerator<Uint8Array> {
    this.isOpen = true;
    try {
      for (let at = 0; at < this.#bytes.length; at += 1_000) yield this.#bytes.subarray(at, at + 1_000);
    } finally {
      this.isOpen = false;
    }
  }.bind(this);
}

function sourcesOf(judged: Judged, more: Partial<WorkbookSources> = {}): WorkbookSources {
  const { errorFile, markFile, warningFile, verdict } = judged;
  return {
    errors: new OpenFile(errorFile).open,
    marks: new OpenFile(markFile).open,
    warnings: warningFile === '' ? null : new OpenFile(warningFile).open,
    fileName: 'sales.csv',
    stats: verdict.stats,
    notices: verdict.fileWarnings,
    ruleCounts: verdict.ruleCounts,
    isTakenIn: true,
    ...more,
  };
}

async function written(sources: WorkbookSources, bounds?: WorkbookBounds): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeErrorWorkbook(sources, bounds)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function bookOf(judged: Judged, more: Partial<WorkbookSources> = {}) {
  const bytes = await written(sourcesOf(judged, more));
  return { foreign: sheetJs(bytes), styled: await excelJs(bytes) };
}

/** The values of a sheet, row by row. */
function valuesOf(
  { foreign }: Pick<Awaited<ReturnType<typeof bookOf>>, 'foreign'>,
  name: string,
): unknown[][] {
  const sheet = foreign.Sheets[name];
  const range = /:([A-Z]+)(\d+)$/.exec(String(sheet?.['!ref'])) ?? [];
  const width = [...(range[1] ?? 'A')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return Array.from({ length: Number(range[2] ?? 1) }, (_, row) =>
    Array.from({ length: width }, (_, column) => sheet?.[`${String.fromCharCode(65 + column)}${row + 1}`]?.v),
  );
}

describe('the sheet Errors', () => {
  it("has the user's columns first as they were, ours last, and types where a number is meant", async () => {
    const judged = await judgeText(
      `${SALES_HEADER}, My Ref ,=Evil()\n${salesLine('007', 'bad')},0012,=1+1\n${salesLine('007')},'x,"a\r\nb"\n${salesLine('A2')},y,z\n`,
    );
    const book = await bookOf(judged);
    expect(book.foreign.SheetNames).toEqual(['Errors', 'Summary']);
    const head = SALES_HEADER.split(',');
    expect(valuesOf(book, 'Errors')).toEqual([
      [...head, ' My Ref ', '=Evil()', 'No. of Errors', 'Error Message'],
      ...[
        [
          'Invoice',
          '007',
          '01-07-2026',
          OWN,
          'bad',
          100,
          '0012',
          '=1+1',
          1,
          'Item Description is bad. Change it.',
        ],
        [
          'Invoice',
          '007',
          '01-07-2026',
          OWN,
          'good',
          100,
          "'x",
          'a\nb',
          0,
          'Held back: row 2 of this sheet (row 2 of your file) has errors',
        ],
      ],
    ]);
    for (const cell of Object.values(book.foreign.Sheets['Errors'] ?? {})) expect(cell.f).toBeUndefined();
  });

  it('shows the cells that are wrong in red with what is wrong, and greys what is held back', async () => {
    const book = await bookOf(await judgeText(register(salesLine('A1', 'bad'), salesLine('A1'))));
    const sheet = book.styled.getWorksheet('Errors');
    const fillOf = (name: string) => sheet?.getCell(name).fill;
    expect(fillOf('E2')).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    expect(sheet?.getCell('E2').note).toMatchObject({
      texts: [{ text: 'Item Description is bad. Change it.\n(T01 on the sheet Summary)' }],
    });
    for (const name of ['A3', 'E3', 'H3'])
      expect(fillOf(name)).toMatchObject({ fgColor: { argb: 'FFEDEDED' } });
    expect(fillOf('A2')).toEqual({ type: 'pattern', pattern: 'none' });
    expect(sheet?.getCell('A3').note).toBeUndefined();
    expect(sheet?.getCell('B2').numFmt).toBe('@');
    expect(sheet?.getCell('F2').numFmt).not.toBe('@');
    expect(sheet?.autoFilter).toBe('A1:H3');
  });

  it('says of each row which it was in the file of the user, and where the one is that holds it back', async () => {
    const judged = await judgeText(
      register(salesLine('A1'), salesLine('A2'), salesLine('A3'), salesLine('A3', 'bad')),
    );
    const book = await bookOf(judged);
    const sheet = book.styled.getWorksheet('Errors');
    const noteOf = (name: string) => sheet?.getCell(name).note;
    expect(noteOf('G2')).toMatchObject({ texts: [{ text: 'Row 4 of your file' }] });
    expect(noteOf('G3')).toMatchObject({ texts: [{ text: 'Row 5 of your file' }] });
    expect(sheet?.getCell('H2').value).toBe('Held back: row 3 of this sheet (row 5 of your file) has errors');
    expect(judged.errorFile).toContain('"0","Held back: row 5 of the file has errors"');
  });

  it('has a number that a program made a date of as a text, to be typed anew, and dates as dates', async () => {
    const [head = []] = [SALES_HEADER.split(',')];
    const row = ['Invoice', dated('2026-01-05'), dated('2026-07-01'), OWN, 'bad', numeric('100')];
    const judged = await judgeSheet(new BookSheet(bookRows(head, row)));
    const book = await bookOf(judged);
    const sheet = book.styled.getWorksheet('Errors');
    expect(sheet?.getCell('B2').value).toBe('2026-01-05T00:00:00');
    expect(sheet?.getCell('B2').numFmt).toBe('@');
    expect(sheet?.getCell('C2').value).toEqual(new Date('2026-07-01T00:00:00Z'));
  });

  it('comments on so many cells and no more, and says so', async () => {
    const lines = Array.from({ length: MOST_COMMENTS + 2 }, (_, at) => salesLine(`A${at}`, 'bad'));
    const judged = await judgeText(register(...lines));
    const book = { foreign: sheetJs(await written(sourcesOf(judged))) };
    const commented = Object.values(book.foreign.Sheets['Errors'] ?? {}).filter(
      (cell) => cell.c !== undefined,
    );
    expect(commented).toHaveLength(MOST_COMMENTS);
    expect(valuesOf(book, 'Summary').flat()).toContainEqual(
      expect.stringMatching(`^Only the first ${MOST_COMMENTS} comments are there`),
    );
  });

  it('does without marks for files that were judged before there were any', async () => {
    const judged = await judgeText(register(salesLine('A1', 'bad'), salesLine('A1'), salesLine('A2', 'odd')));
    const book = await bookOf(judged, { marks: null });
    expect(valuesOf(book, 'Errors')[1]).toEqual([
      ...['Invoice', 'A1', '01-07-2026', OWN, 'bad', '100', 1, 'Item Description is bad. Change it.'],
    ]);
    expect(book.styled.getWorksheet('Errors')?.getCell('H2').fill).toMatchObject({
      fgColor: { argb: 'FFFFC7CE' },
    });
    const rules = valuesOf(book, 'Summary').filter(([code]) => code === 'T01' || code === 'T02');
    expect(rules.map((row) => row.slice(0, 3))).toEqual([
      ['T01', 'error', 1],
      ['T02', 'warning', 1],
    ]);
  });
});

describe('text beyond the header', () => {
  const MESSAGE =
    'Value beyond stands beyond the last column. Move each value to its own column and leave the cells beyond the header empty. In a CSV file put quotes around a value that holds a comma.';

  async function workbook() {
    const judged = await judgeText(register(`${salesLine('A1')},,beyond`, salesLine('A2', 'bad')));
    const book = await bookOf(judged);
    const sheet = book.styled.getWorksheet('Errors');
    if (sheet === undefined) throw new Error('no sheet of errors');
    const sentAgain = async () => {
      const bytes = Buffer.from(await book.styled.xlsx.writeBuffer());
      return judgeSheet(await openSheet(sourceOf(bytes), { declared: 'XLSX' }));
    };
    return { judged, book, sheet, sentAgain };
  }

  it("stands directly behind the user's columns, under headers of ours, in red", async () => {
    const { book, sheet } = await workbook();
    const [head, row, other] = valuesOf(book, 'Errors').map((values) => values.slice(5));
    expect(head).toEqual([
      ...[
        'Item Taxable Amount',
        'Beyond the header',
        'Beyond the header 2',
        'No. of Errors',
        'Error Message',
      ],
    ]);
    expect(row).toEqual([100, undefined, 'beyond', 1, MESSAGE]);
    expect(other?.slice(0, 4)).toEqual([100, undefined, undefined, 1]);
    for (const name of ['H2', 'J2'])
      expect(sheet.getCell(name).fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
  });

  it('is refused again where nobody touched it, and stays where it was', async () => {
    const { judged, sentAgain } = await workbook();
    const again = await sentAgain();
    expect(again.verdict.ruleCounts).toEqual({ R01: 1, T01: 1 });
    expect(again.errorFile).toBe(judged.errorFile);
    expect(again.verdict.fileWarnings).toEqual([]);
  });

  it('is refused where cells were shifted so far left that our own stand there', async () => {
    const { sheet, sentAgain } = await workbook();
    const row = sheet.getRow(2);
    row.splice(6, 2);
    expect([6, 7].map((cell) => row.getCell(cell).value)).toEqual(['beyond', 1]);
    const again = await sentAgain();
    expect(again.documents).toEqual([]);
    expect(again.verdict.ruleCounts).toEqual({ R01: 1, T01: 1 });
    expect(again.errorFile).toContain('"1","Value 1 stands beyond the last column.');
  });

  it('need not be there for cells moved to the left to be told: our count must not become a value', async () => {
    const book = await bookOf(await judgeText(register(salesLine('A1', 'bad'), salesLine('A2', 'bad'))));
    const sheet = book.styled.getWorksheet('Errors');
    if (sheet === undefined) throw new Error('no sheet of errors');
    sheet.getRow(2).splice(5, 1);
    sheet.getCell('E2').value = 'good';
    const bytes = Buffer.from(await book.styled.xlsx.writeBuffer());
    const again = await judgeSheet(await openSheet(sourceOf(bytes), { declared: 'XLSX' }));
    expect(again.documents).toEqual([]);
    expect(again.verdict.ruleCounts).toMatchObject({ R01: 1 });
  });

  it('is taken in once each value stands in its own column', async () => {
    const { sheet, sentAgain } = await workbook();
    sheet.getCell('F2').value = 250;
    sheet.getCell('H2').value = null;
    sheet.getCell('E3').value = 'good';
    const again = await sentAgain();
    expect(again.documents.map(({ number }) => number)).toEqual(['A1', 'A2']);
    expect(again.verdict.fileWarnings).toEqual([]);
  });

  it('is one cell where it was not counted how much there is', async () => {
    const judged = await judgeText(register(`${salesLine('A1')},x,beyond`));
    const book = await bookOf(judged, { marks: null });
    expect(valuesOf(book, 'Errors').map((row) => row.slice(6, 8))).toEqual([
      ['Beyond the header', 'No. of Errors'],
      ['x | beyond', 1],
    ]);
  });
});

describe('the summary', () => {
  const textsOf = async (judged: Judged, more: Partial<WorkbookSources> = {}) =>
    valuesOf(await bookOf(judged, more), 'Summary')
      .flat()
      .filter((value) => value !== undefined)
      .map(String);

  it('of a file that was only checked does not say that anything was taken in', async () => {
    const judged = await judgeText(register(salesLine('A1', 'bad'), salesLine('A2')));
    const texts = await textsOf(judged, { isTakenIn: false });
    expect(texts).toContain('1 row would be refused and stands on the sheet Errors.');
    expect(texts).toContain(
      'Nothing was sent. All other rows would be taken in; they are not in this workbook.',
    );
    expect(texts).toContain('Documents that would be taken in');
    expect(texts.join('\n')).not.toMatch(/taken in already|^Documents taken in|send this workbook/m);
    expect((await textsOf(judged)).join('\n')).toMatch(/All other rows are taken in already/);
  });

  it('says gravely that rows stand on further sheets, which nobody reads', async () => {
    const lines = Array.from({ length: 50 }, (_, at) => salesLine(`A${at}`, 'bad'));
    const sources = sourcesOf(await judgeText(register(...lines)));
    const bounds = { sheetRows: 20, sheetCharacters: Number.POSITIVE_INFINITY };
    const bytes = await written(sources, bounds);
    const summary = (await excelJs(bytes)).getWorksheet('Summary');
    const grave = summary?.getColumn(1).values.findIndex((value) => /^There are more rows/.test(`${value}`));
    const cell = summary?.getCell(`A${grave}`);
    expect(cell?.value).toBe(
      'There are more rows than one sheet holds: Errors (2) and Errors (3) hold the rest. When this workbook is sent, only its first sheet is read.',
    );
    expect(cell?.font).toMatchObject({ bold: true, color: { argb: 'FF9C0006' } });
    expect((await textsOf(await judgeText(register(...lines)))).join('\n')).not.toContain('more rows than');
  });

  it('counts one row that is right in the singular', async () => {
    const texts = await textsOf(await judgeText(register(salesLine('A1', 'bad'), salesLine('A1'))));
    expect(texts).toContain(
      '2 rows were refused and stand on the sheet Errors. 1 of them is right, but belongs to a document of which another row is wrong.',
    );
  });

  it('calls columns as the user does, beside the names that messages have', async () => {
    const own = register(salesLine('A1', 'bad')).replace('Item Description', 'Description of Item');
    expect(await textsOf(await judgeText(own))).toContain(
      "Item Description is bad. Change it. Item Description is your column 'Description of Item'.",
    );
  });
});

describe('the other sheets', () => {
  it('sum up by rule, by GSTIN, and say what is odd about the file', async () => {
    const book = await bookOf(
      await judgeText(
        `${SALES_HEADER},Colour\n${salesLine('A1', 'bad')},x\n${salesLine('A1', 'bad')},x\n${salesLine('A2', 'odd')},x\n${salesLine('A3')},x\n`,
      ),
    );
    const rows = valuesOf(book, 'Summary').map((row) => row.filter((value) => value !== undefined));
    expect(rows).toContainEqual(['What is wrong in sales.csv']);
    expect(rows).toContainEqual(['2 rows were refused and stand on the sheet Errors.']);
    expect(rows).toContainEqual(['T01', 'error', 2, '2, 3', 'Item Description is bad. Change it.']);
    expect(rows).toContainEqual(['T02', 'warning', 1, '4', 'Item Description is odd. Change it.']);
    expect(rows).toContainEqual([OWN, 2, 2, 2]);
    expect(rows.flat()).toContainEqual(expect.stringContaining("Column 'Colour' was not recognised"));
    expect(valuesOf(book, 'Warnings')).toEqual([
      ['Row', 'Document Number', 'Column', 'Value', 'Code', 'Message'],
      [4, 'A2', 'Item Description', 'odd', 'T02', 'Item Description is odd. Change it.'],
    ]);
  });

  it('say of a real rule what it is about', async () => {
    const judged = await judgeText(register(salesLine('A1', 'bad')));
    const real = { ...judged, markFile: judged.markFile.replace('T01', 'G03') };
    const [row] = valuesOf(await bookOf(real), 'Summary').filter(([code]) => code === 'G03');
    expect(row?.[5]).toMatch(/check/);
    expect(row).toHaveLength(6);
  });
});

describe('its sources', () => {
  it('are read as they are needed and closed when nobody wants more', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => salesLine(`A${at}`, 'bad'));
    const judged = await judgeText(register(...lines));
    const files = { errors: new OpenFile(judged.errorFile), marks: new OpenFile(judged.markFile) };
    const sources = sourcesOf(judged, { errors: files.errors.open, marks: files.marks.open });
    let count = 0;
    for await (const piece of writeErrorWorkbook(sources)) {
      count += piece.length > 10_000 ? 1 : 0;
      if (count < 2) continue;
      expect([files.errors.isOpen, files.marks.isOpen]).toEqual([true, true]);
      break;
    }
    expect([files.errors.isOpen, files.marks.isOpen]).toEqual([false, false]);
  });

  it('that do not fit together make no workbook', async () => {
    const judged = await judgeText(register(salesLine('A1', 'bad'), salesLine('A2', 'bad')));
    const [facts, first] = judged.markFile.split('\n');
    const shorter = sourcesOf(judged, { marks: new OpenFile(`${facts}\n${first}\n`).open });
    await expect(written(shorter)).rejects.toThrow('more rows than marks');
    const none = sourcesOf(judged, { errors: new OpenFile('').open });
    await expect(written(none)).rejects.toThrow('no header');
  });
});
