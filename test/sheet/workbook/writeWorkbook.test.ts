import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row, Style } from '../../../src/sheet/workbook/model.ts';
import { writeWorkbook } from '../../../src/sheet/workbook/writeWorkbook.ts';
import { bookOf, bytesOf, excelJs, partOf, readBack, sheetJs } from './written.ts';

const RED: Style = { fill: 'FFC7CE', color: '9C0006', bold: true };
const TEXT: Style = { format: '@' };
const FORMULAS = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x")', '＝1+1', "'quoted"];

describe('cells', () => {
  it('keep their types in two foreign readers', async () => {
    const bytes = await bytesOf(
      bookOf([
        ['00123', 1234.5, true, { date: '2026-04-01' }, { percent: 0.125 }, -0.001, '  blanks ', null, ''],
      ]),
    );
    const sheet = sheetJs(bytes).Sheets['Rows'];
    expect(
      ['A1', 'B1', 'C1', 'D1', 'E1', 'F1', 'G1'].map((name) => [sheet?.[name].t, sheet?.[name].w]),
    ).toEqual([
      ['s', '00123'],
      ['n', '1234.5'],
      ['b', 'TRUE'],
      ['n', '01-04-2026'],
      ['n', '12.5%'],
      ['n', '-0.001'],
      ['s', '  blanks '],
    ]);
    expect([sheet?.['H1'], sheet?.['I1']]).toEqual([undefined, undefined]);
    const row = (await excelJs(bytes)).getWorksheet('Rows')?.getRow(1);
    expect([1, 2, 3, 4, 5].map((column) => row?.getCell(column).value)).toEqual([
      '00123',
      1234.5,
      true,
      new Date('2026-04-01T00:00:00Z'),
      0.125,
    ]);
  });

  it.each(FORMULAS)('are no formula: %j is a text, and stays one when it is edited', async (text) => {
    const bytes = await bytesOf(bookOf([[text]]));
    const cell = sheetJs(bytes).Sheets['Rows']?.['A1'];
    expect(cell).toMatchObject({ t: 's', v: text });
    expect(cell.f).toBeUndefined();
    expect((await excelJs(bytes)).getWorksheet('Rows')?.getCell('A1').formula).toBeUndefined();
    expect(partOf(bytes, 'xl/styles.xml')).toContain('quotePrefix="1"');
  });

  it('hold any text as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), async (text) => {
        // SheetJS makes one of the two characters of a line end.
        expect(await readBack(text)).toBe(text.replaceAll('\r\n', '\n'));
      }),
      { numRuns: 200 },
    );
  });

  it.each(['_x0041_', 'a_x005F_x000D_b', '\u0001\u001f', 'a\rb', '\ufffe\uffff', '<&>"\'', 'हिन्दी 😀', '\n'])(
    'hold %j as it is',
    async (text) => expect(await readBack(text)).toBe(text),
  );

  it('replace halves of surrogate pairs, which no file can hold', async () => {
    expect(await readBack('a\ud800b\udc00')).toBe('a\ufffdb\ufffd');
  });

  it('cut what is too long for a cell, and say so', async () => {
    const whole = 'x'.repeat(32_767);
    expect(await readBack(whole)).toBe(whole);
    const cut = String(await readBack(`${whole}y`));
    expect(cut).toHaveLength(32_767);
    expect(cut).toMatch(/^x+ … \(cut here: a cell holds no more\)$/);
  });

  it('have the look that they were given, the quoted ones too', async () => {
    const bytes = await bytesOf(
      bookOf([
        [
          { value: '=1', style: RED },
          { value: '007', style: TEXT },
          { value: null, style: RED },
        ],
      ]),
    );
    const sheet = (await excelJs(bytes)).getWorksheet('Rows');
    for (const name of ['A1', 'C1']) {
      expect(sheet?.getCell(name).fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
      expect(sheet?.getCell(name).font).toMatchObject({ bold: true, color: { argb: 'FF9C0006' } });
    }
    expect(sheet?.getCell('B1').numFmt).toBe('@');
  });

  it('that are no number or no date come as text', async () => {
    expect(await readBack(Number.NaN)).toBe('NaN');
    expect(await readBack({ date: '31-13-2026' })).toBe('31-13-2026');
  });
});

describe('a sheet', () => {
  it('has its head frozen, filtered, and printed on every page', async () => {
    const bytes = await bytesOf(
      bookOf([['1', '2']], {
        head: [['One', 'Two']],
        hasFilter: true,
        columns: [{ width: 30 }, { isHidden: true }],
      }),
    );
    const sheet = (await excelJs(bytes)).getWorksheet('Rows');
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet?.autoFilter).toBe('A1:B2');
    expect(sheet?.getColumn(1).width).toBeCloseTo(30.71, 1);
    expect(sheet?.getColumn(2).hidden).toBe(true);
    expect(sheetJs(bytes).Workbook?.Names).toContainEqual(
      expect.objectContaining({ Name: '_xlnm.Print_Titles', Ref: "'Rows'!$1:$1" }),
    );
  });

  it('shows its comments in two foreign readers, also beyond a block of a thousand', async () => {
    const rows: Row[] = Array.from({ length: 1_100 }, (_, at) => [
      'plain',
      { value: 'bad', comment: `Row ${at + 1} is bad.\nWrite <it> & "go".` },
    ]);
    const bytes = await bytesOf(bookOf(rows));
    for (const number of [1, 1_024, 1_100]) {
      const text = `Row ${number} is bad.\nWrite <it> & "go".`;
      expect(sheetJs(bytes).Sheets['Rows']?.[`B${number}`].c[0].t).toBe(text);
      const note = (await excelJs(bytes)).getWorksheet('Rows')?.getCell(`B${number}`).note;
      expect(note).toMatchObject({ texts: [{ text }] });
    }
    const shapes = partOf(bytes, 'xl/drawings/vmlDrawing1.vml');
    const ids = [...shapes.matchAll(/_x0000_s(\d+)"/g)].map(([, id]) => Number(id));
    expect(new Set(ids).size).toBe(1_100);
    expect(shapes).toContain('data="1,2"');
    expect(ids.every((id) => id % 1_024 !== 0 && [1, 2].includes(Math.floor(id / 1_024)))).toBe(true);
  });

  it('says what may be entered', async () => {
    const alert = { kind: 'stop', title: 'Not that', text: 'Choose <one>.' } as const;
    const lists = { name: "Bob's [lists]", isHidden: true, columns: [], head: [], rows: [['Y'], ['N']] };
    const { sheets } = bookOf([['x']], {
      validations: [
        { column: 0, rows: { from: 2, until: 9 }, accepts: { oneOf: ['Invoice', 'Credit Note'] }, alert },
        {
          ...{ column: 1, rows: { from: 2, until: 9 } },
          accepts: { oneOfCells: { sheet: lists.name, column: 0, from: 1, until: 2 } },
        },
        {
          column: 2,
          rows: { from: 2, until: 9 },
          accepts: { dateFrom: '2017-07-01', dateUntil: '2030-03-31' },
        },
        { column: 3, rows: { from: 2, until: 9 }, accepts: { numberFrom: 0, numberUntil: 40.5 } },
        {
          ...{ column: 4, rows: { from: 2, until: 9 }, accepts: { anything: true } },
          prompt: { title: 'Document Number', text: 'As it is printed.' },
        },
      ],
    });
    const bytes = await bytesOf({ title: 'A book', sheets: [...sheets, lists] });
    const workbook = await excelJs(bytes);
    const sheet = workbook.getWorksheet('Rows');
    expect(sheet?.getCell('A9').dataValidation).toMatchObject({
      ...{ type: 'list', formulae: ['"Invoice,Credit Note"'] },
      ...{ errorStyle: 'stop', errorTitle: 'Not that', error: 'Choose <one>.' },
    });
    expect(sheet?.getCell('B2').dataValidation).toMatchObject({ formulae: ["'Bob''s  lists'!$A$1:$A$2"] });
    expect(sheet?.getCell('C2').dataValidation).toMatchObject({ type: 'date', operator: 'between' });
    expect(sheet?.getCell('D2').dataValidation).toMatchObject({ type: 'decimal', formulae: [0, 40.5] });
    expect(sheet?.getCell('E2').dataValidation).toMatchObject({ prompt: 'As it is printed.' });
    expect(workbook.getWorksheet("Bob's  lists")?.state).toBe('hidden');
  });

  it('that is too long goes on in another one under the same head', async () => {
    const rows = Array.from({ length: 5 }, (_, at): Row => [`row ${at + 1}`]);
    const plan = bookOf(rows, {
      name: 'A name of just thirty-one letters',
      head: [['Head']],
      hasFilter: true,
    });
    const book = sheetJs(await bytesOf(plan, { sheetRows: 3, sheetCharacters: Infinity }));
    expect(book.SheetNames).toEqual([
      'A name of just thirty-one lette',
      'A name of just thirty-one l (2)',
      'A name of just thirty-one l (3)',
    ]);
    const texts = book.SheetNames.map((name) => [1, 2, 3].map((row) => book.Sheets[name]?.[`A${row}`]?.v));
    expect(texts).toEqual([
      ['Head', 'row 1', 'row 2'],
      ['Head', 'row 3', 'row 4'],
      ['Head', 'row 5', undefined],
    ]);
  });

  it('that is written last keeps its place among the tabs', async () => {
    const told: string[] = [];
    const sheet = (name: string, isWrittenLast: boolean) => ({
      ...{ name, isWrittenLast, columns: [], head: [] },
      *rows() {
        told.push(name);
        yield [told.join()];
      },
    });
    const sheets = [sheet('one', false), sheet('two', true), sheet('three', false)];
    const bytes = await bytesOf({
      title: 'A book',
      sheets: sheets.map(({ rows, ...rest }) => ({ ...rest, rows: { [Symbol.iterator]: rows } })),
    });
    const book = sheetJs(bytes);
    expect(book.SheetNames).toEqual(['one', 'two', 'three']);
    expect(book.Sheets['two']?.['A1'].v).toBe('one,three,two');
  });
});

describe('a workbook', () => {
  it('has the same bytes whenever it is written, and nobody in its properties', async () => {
    const once = await bytesOf(bookOf([['a', 1]]));
    expect(once.equals(await bytesOf(bookOf([['a', 1]])))).toBe(true);
    expect(sheetJs(once).Props).toMatchObject({ Title: 'A book' });
    expect(sheetJs(once).Props).not.toHaveProperty('Author');
    expect(once.subarray(0, 300).toString('latin1')).toContain('<dc:title>A book</dc:title>');
  });

  it('takes no row before its time, and ends the rows when nobody wants more', async () => {
    let made = 0;
    let isEnded = false;
    async function* rows(): AsyncGenerator<Row> {
      try {
        for (; ; made += 1) yield ['x'.repeat(1_000)];
      } finally {
        isEnded = true;
      }
    }
    let bytes = 0;
    for await (const piece of writeWorkbook(bookOf(rows()))) {
      bytes += piece.length;
      if (made > 2_000) break;
    }
    expect(bytes).toBeGreaterThan(0);
    expect(isEnded).toBe(true);
    expect(made).toBeLessThan(4_000);
  });

  it('passes on what its rows throw', async () => {
    const failing = {
      [Symbol.iterator]: (): Iterator<Row> => ({
        next: () => {
          throw new Error('no more paper');
        },
      }),
    };
    await expect(bytesOf(bookOf(failing))).rejects.toThrow('no more paper');
  });
});
