import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import type { MergedCells } from '../../src/sheet/rows.ts';
import { BookSheet, bookRows, dated } from './bookSheet.ts';
import { judgeSheet, SETTINGS } from './judging.ts';

const OWN = '29AAFCD5862R1ZR';
const HEADER = [
  'Document Type',
  'Document Number',
  'Document Date',
  'Supplier GSTIN',
  'Customer Name',
  'Item Description',
  'Item Taxable Amount',
];
const NUMBER = 1;
const DATE = 2;
const AMOUNT = 6;

const line = (number: string, item = 'good', amount = '100') => [
  'Invoice',
  number,
  '01-07-2026',
  OWN,
  'Asha',
  item,
  amount,
];
/** A row on which only the item is written. */
const item = (description = 'good', amount = '100') => ['', '', '', '', '', description, amount];

function merged(top: number, bottom: number, ...columns: number[]): MergedCells[] {
  return columns.map((column) => ({ top, bottom, left: column, right: column }));
}

const HEADS = [0, 1, 2, 3, 4];

async function judged(rows: readonly (readonly string[])[], merges: readonly MergedCells[]) {
  const sheet = new BookSheet(bookRows(HEADER, ...rows), { merged: merges });
  const outcome = await judgeSheet(sheet);
  const documents = outcome.documents.map(({ number, lineCount }) => [number, lineCount]);
  return { ...outcome, sheet, documents, notices: outcome.verdict.fileWarnings };
}

describe('cells merged down over rows of a document', () => {
  it('are filled down, and the rows judged and counted with their document', async () => {
    const { documents, notices, verdict } = await judged(
      [line('A1'), item(), item('odd'), line('B1'), item()],
      [...merged(2, 4, ...HEADS), ...merged(5, 6, ...HEADS)],
    );
    expect(documents).toEqual([
      ['A1', 3],
      ['B1', 2],
    ]);
    expect(verdict.stats).toMatchObject([{ gstin: OWN, totalDocumentCount: 2, validRows: 5 }]);
    expect(notices).toEqual([
      'Merged cells were filled down: 3 rows took the header values of their documents from the cells merged over them (row 3, 4, 6).',
    ]);
  });

  it('stand filled in the error file, so that it comes to the same when it is sent back corrected', async () => {
    const { errorFile, documents } = await judged([line('A1'), item('bad')], merged(2, 3, ...HEADS));
    expect(documents).toEqual([]);
    expect(errorFile).toContain(
      `"1","Item Description is bad. Change it.","Invoice","A1","01-07-2026","${OWN}","Asha","bad","100"`,
    );
  });

  it('carry the kind of their cell along: a date is no number on any of the rows', async () => {
    const rows = bookRows(HEADER, ['Invoice', dated('2026-03-24'), '01-07-2026', OWN, '', '', '1'], item());
    const { verdict } = await judgeSheet(new BookSheet(rows, { merged: merged(2, 3, ...HEADS) }), {
      judge: createJudge(SETTINGS, DEFAULT_TABLES),
    });
    expect(verdict.findings).toContainEqual(expect.objectContaining({ code: 'D05', rows: [2, 3] }));
  });

  it.each([
    [
      'an amount',
      [line('A1'), ['Invoice', 'A1', '01-07-2026', OWN, 'Asha', 'good', '']],
      merged(2, 3, AMOUNT),
    ],
    ['an item', [line('A1', 'odd'), ['Invoice', 'A1', '01-07-2026', OWN, 'Asha', '', '5']], merged(2, 3, 5)],
  ])('are left alone where they hold %s', async (_, rows, merges) => {
    const { sheet, notices, documents } = await judged(rows, merges);
    expect([documents, notices]).toEqual([[['A1', 2]], []]);
    expect(sheet.readings).toBe(3);
  });

  it('leave a row alone that has no amount: a remark is no item', async () => {
    const { documents, notices } = await judged(
      [line('A1'), item('delivered on 3 July', ''), item()],
      merged(2, 4, ...HEADS),
    );
    expect(documents).toContainEqual(['A1', 2]);
    expect(notices[0]).toContain('1 row took the header values of its document');
  });

  it('leave a sum of the document alone: it is left out as any other', async () => {
    const { documents, notices } = await judged(
      [line('A1'), item(), item('Total', '200')],
      merged(2, 4, ...HEADS),
    );
    expect(documents).toEqual([['A1', 2]]);
    expect(notices[1]).toBe('A total row was left out: row 4.');
  });

  it('fill a row that repeats the number of the row where the merge begins, and none of another document', async () => {
    const [own, other] = [line('A1'), line('B1')];
    own[DATE] = '';
    other[DATE] = '';
    const { errorFile, verdict, notices } = await judged(
      [line('A1'), [...own.slice(0, 5), 'bad', '1'], [...other.slice(0, 5), 'bad', '1']],
      merged(2, 4, DATE),
    );
    expect(notices[0]).toContain('(row 3)');
    expect(errorFile).toContain(`"A1","01-07-2026"`);
    expect(errorFile).toContain(`"B1",""`);
    expect(verdict.refusedRows).toBe(3);
  });

  it('do not reach over a cell of the row itself, nor beyond the row where they end', async () => {
    const { documents } = await judged(
      [line('A1'), ['', 'A2', '02-07-2026', OWN, '', 'good', '1'], item()],
      [...merged(2, 3, ...HEADS)],
    );
    expect(documents).toEqual([
      ['A1', 1],
      ['A2', 1],
      ['', 1],
    ]);
  });

  it('need the number to say whose the row is: one that is blank and not merged belongs to none', async () => {
    const { documents, notices } = await judged([line('A1'), item()], merged(2, 3, 0, DATE, 3));
    expect(documents).toEqual([
      ['A1', 1],
      ['', 1],
    ]);
    expect(notices).toEqual([]);
  });

  it('of the header and of titles above it are none of a document', async () => {
    const sheet = new BookSheet(bookRows(['Sales', 'of', 'July'], HEADER, line('A1'), item('good', '')), {
      merged: [...merged(1, 2, 0, 1), ...merged(2, 3, NUMBER)],
    });
    const { verdict } = await judgeSheet(sheet);
    expect([verdict.fileWarnings, sheet.readings]).toEqual([[], 3]);
  });

  it('cost a sheet without them no further reading', async () => {
    const { sheet } = await judged([line('A1'), line('A2')], []);
    expect(sheet.readings).toBe(3);
  });

  it('cost one more where there are any, and are bounded by the rows of a document', async () => {
    const rows = [line('A1'), ...Array.from({ length: 20 }, () => item())];
    const sheet = new BookSheet(bookRows(HEADER, ...rows), { merged: merged(2, 22, ...HEADS) });
    await expect(judgeSheet(sheet, { bounds: { groupRows: 20 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    expect(sheet.readings).toBe(3);
  });

  it('come to the same as the register with every cell written, in any order, by the thousand', async () => {
    const documents = fc.array(
      fc.record({ rows: fc.integer({ min: 1, max: 5 }), blanks: fc.subarray(HEADS) }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(documents, fc.boolean(), async (wanted, isReversed) => {
        const written: string[][] = [];
        const blanked: string[][] = [];
        const merges: MergedCells[] = [];
        for (const [at, { rows, blanks }] of wanted.entries()) {
          const top = written.length + 2;
          for (let row = 0; row < rows; row += 1) {
            const full = line(`N${at}`, `item ${row}`);
            written.push(full);
            blanked.push(
              row === 0 ? full : full.map((text, column) => (blanks.includes(column) ? '' : text)),
            );
          }
          if (rows > 1) merges.push(...merged(top, top + rows - 1, ...blanks));
        }
        if (isReversed) merges.reverse();
        const whole = await judgeSheet(new BookSheet(bookRows(HEADER, ...written)));
        const filled = await judgeSheet(new BookSheet(bookRows(HEADER, ...blanked), { merged: merges }));
        expect(filled.documents).toEqual(whole.documents);
        expect(filled.verdict.stats).toEqual(whole.verdict.stats);
      }),
      { numRuns: 60 },
    );
  });
});
