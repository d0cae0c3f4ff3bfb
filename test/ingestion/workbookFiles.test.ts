import { describe, expect, it } from 'vitest';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import type { RowConsumer } from '../../src/sheet/rows.ts';
import { SALE } from '../gst/judgeFixture.ts';
import { type BookCell, BookSheet, bookRows, dated, numeric } from './bookSheet.ts';
import { judgeSheet, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';

const HEADER = SALES_HEADER.split(',');
const line = (number: string, item?: string) => salesLine(number, item).split(',');

const judge = createJudge(SETTINGS, DEFAULT_TABLES);
const LINE: Readonly<Record<string, BookCell>> = {
  ...SALE,
  documentDate: dated('2026-07-05'),
  itemTaxableAmount: numeric('1000'),
  igstAmount: numeric('180'),
};
const templateLine = (cells: Readonly<Record<string, BookCell>> = {}) =>
  COLUMNS_OF.sales.map((key) => ({ ...LINE, ...cells })[key] ?? '');

describe('a workbook as people make it', () => {
  it('tells what its reader found odd, also what it saw only on the way', async () => {
    const sheet = new BookSheet(bookRows(HEADER, line('A1')), {
      warning: { code: 'HIDDEN_ROWS', message: 'Row 2 is hidden; it was read all the same.' },
    });
    sheet.warnings.push({ code: 'OTHER_SHEETS', message: 'Only the first sheet, July, was read.' });
    const { verdict } = await judgeSheet(sheet);
    expect(verdict.fileWarnings).toEqual([
      'Only the first sheet, July, was read.',
      'Row 2 is hidden; it was read all the same.',
    ]);
  });

  it('may have titles and groups of columns above its header', async () => {
    const groups = templateHeaders('sales').map((_, at) => (at === 0 ? 'Document details' : ''));
    const sheet = new BookSheet(
      [
        { number: 1, cells: ['Asha Traders'] },
        { number: 3, cells: ['Sales of', dated('2026-07-01')] },
        { number: 4, cells: groups },
        { number: 6, cells: templateHeaders('sales') },
        { number: 9, cells: templateLine() },
        { number: 12, cells: templateLine({ documentNumber: '' }) },
      ],
      {
        merged: [
          { top: 1, bottom: 2, left: 0, right: 9 },
          { top: 4, bottom: 5, left: 0, right: 3 },
        ],
      },
    );
    const { documents, verdict } = await judgeSheet(sheet, { judge });
    expect(documents.map(({ number }) => number)).toEqual(['INV/1']);
    expect(verdict.findings.map(({ code, rows }) => [code, rows])).toEqual([['C01', [12]]]);
    expect(verdict.fileWarnings).toEqual([]);
  });

  it('is taken by no more than what is right where its header has a second row', async () => {
    const header = ['Document Type', 'Document Number', 'Document Date', 'Supplier GSTIN', 'Place of Supply'];
    const sheet = new BookSheet(
      bookRows(
        [...header, 'Item Taxable Amount', 'IGST', ''],
        ['', '', '', '', '', '', 'Rate', 'Amount'],
        ['Invoice', 'A1', '05-07-2026', '29AAFCD5862R1ZR', '27', '1000', '18', '180'],
      ),
      { merged: [0, 1, 2, 3, 4, 5].map((left) => ({ top: 1, bottom: 2, left, right: left })) },
    );
    const { documents, verdict } = await judgeSheet(sheet, { judge });
    expect(documents).toEqual([]);
    expect(verdict.refusedRows).toBe(2);
  });

  it('may have the index that pandas writes in front and a status that somebody keeps behind', async () => {
    const sheet = new BookSheet(
      bookRows(
        ['', ...HEADER, 'STATUS'],
        [numeric('0'), ...line('A1'), 'ok'],
        [numeric('1'), ...line('A2', 'bad'), ''],
      ),
    );
    const { documents, errorFile, verdict } = await judgeSheet(sheet);
    expect(documents.map(({ number }) => number)).toEqual(['A1']);
    expect(errorFile).toMatch(/"Error Message","","Document Type".*"STATUS"\r\n"1","[^"]+","1","Invoice"/);
    expect(verdict.fileWarnings).toEqual([
      "Column 'STATUS' was not recognised and was left aside: it is kept in the error file, but not in the documents.",
    ]);
  });

  it('tells its progress without going back, in whatever order its parts are read', async () => {
    const sheet = new BookSheet(bookRows(HEADER, line('A1', 'bad'), ['', '', '', '', 'good', '5']), {
      merged: [0, 1, 2, 3].map((left) => ({ top: 2, bottom: 3, left, right: left })),
    });
    const read = sheet.read.bind(sheet);
    sheet.read = async (consumer: RowConsumer) => {
      for (const done of [400, 300, 900, 100, 1_200]) await consumer.pause?.(done);
      await read(consumer);
    };
    const { progress } = await judgeSheet(sheet, { bytes: 1_000 });
    const told = progress.map(({ phase, bytesDone }) => `${phase} ${bytesDone}`);
    const pass = [0, 400, 400, 900, 900, 1_000];
    expect(told).toEqual(
      ['counting', 'judging', 'reporting'].flatMap((phase) => pass.map((done) => `${phase} ${done}`)),
    );
  });
});
