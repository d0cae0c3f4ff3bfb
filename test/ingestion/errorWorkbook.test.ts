import { describe, expect, it } from 'vitest';
import {
  MOST_COMMENTS,
  type WorkbookSources,
  writeErrorWorkbook,
} from '../../src/ingestion/errorWorkbook.ts';
import { excelJs, sheetJs } from '../sheet/workbook/written.ts';
import { type Judged, judgeText, register, SALES_HEADER, salesLine } from './judging.ts';

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
    ...more,
  };
}

async function written(sources: WorkbookSources): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeErrorWorkbook(sources)) pieces.push(piece);
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
          'Held back: row 2 of the file has errors',
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

  it('leaves text beyond the header beyond our two columns, where it is refused again', async () => {
    const book = await bookOf(await judgeText(register(`${salesLine('A1')},,beyond`)));
    expect(valuesOf(book, 'Errors')[1]?.slice(5)).toEqual([
      100,
      1,
      'Row has 8 values but the header has 6 columns. A comma inside a value needs quotes around the value.',
      undefined,
      'beyond',
    ]);
    expect(book.styled.getWorksheet('Errors')?.getCell('H2').fill).toMatchObject({
      fgColor: { argb: 'FFFFC7CE' },
    });
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
      expect.stringMatching(`^Only the first ${MOST_COMMENTS} red cells say why`),
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

  it('say of a real rule what it is about and where it comes from', async () => {
    const judged = await judgeText(register(salesLine('A1', 'bad')));
    const real = { ...judged, markFile: judged.markFile.replace('T01', 'G03') };
    const [row] = valuesOf(await bookOf(real), 'Summary').filter(([code]) => code === 'G03');
    expect(row?.[5]).toMatch(/check/);
    expect(row?.[6]).toMatch(/./);
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
