import { describe, expect, it } from 'vitest';
import { writeErrorWorkbook } from '../../src/ingestion/errorWorkbook.ts';
import { withoutOwnSheets } from '../../src/ingestion/ownSheets.ts';
import { SheetFault } from '../../src/sheet/fault.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { writeWorkbook } from '../../src/sheet/workbook/writeWorkbook.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import { judgeSheet, judgeText, SALES_HEADER, salesLine } from './judging.ts';

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pieces) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A workbook with a register of one row in each of its sheets. */
async function judgedBook(...names: string[]) {
  const sheets = names.map((name, at) => ({
    name,
    columns: [],
    head: [SALES_HEADER.split(',')],
    rows: [salesLine(`A${at}`).split(',')],
  }));
  const bytes = await whole(writeWorkbook({ title: 'Book', sheets }));
  return judgeSheet(await openSheet(sourceOf(bytes), { declared: 'XLSX' }));
}

async function* piece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('a workbook of several sheets', () => {
  it('of ours, sent back as it came, needs no notice that only one was read', async () => {
    const { errorFile, markFile, warningFile, verdict } = await judgeText(
      `${SALES_HEADER}\n${salesLine('A1', 'bad')}\n${salesLine('A2', 'odd')}\n`,
    );
    const bytes = await whole(
      writeErrorWorkbook({
        errors: () => piece(errorFile),
        marks: () => piece(markFile),
        warnings: () => piece(warningFile),
        fileName: 'sales.csv',
        stats: verdict.stats,
        notices: [],
        ruleCounts: verdict.ruleCounts,
        isTakenIn: true,
      }),
    );
    const sheet = await openSheet(sourceOf(bytes), { declared: 'XLSX' });
    expect(sheet.warnings).toMatchObject([{ sheets: { read: 'Errors', others: ['Summary', 'Warnings'] } }]);
    expect((await judgeSheet(sheet)).verdict.fileWarnings).toEqual([]);
  });

  it.each([
    ['of ours with a sheet of the user', ['Errors', 'Summary', 'July']],
    ["of the user's own with a summary", ['July', 'Summary']],
    ['of a template with a second register', ['Sales register', 'Read me', 'Purchase register']],
    ['of registers alone', ['July', 'August']],
  ])('%s has the notice', async (_, names) => {
    const { verdict, documents } = await judgedBook(...names);
    expect(verdict.fileWarnings).toEqual([expect.stringContaining(`only the sheet "${names[0]}" was read`)]);
    expect(documents.map(({ number }) => number)).toEqual(['A0']);
  });

  it('is told by the sheet that was read where no header is on it', async () => {
    const sheets = ['Instructions', 'Sales'].map((name) => ({
      name,
      columns: [],
      head: [['a', 'b', 'c']],
      rows: [],
    }));
    const sheet = await openSheet(sourceOf(await whole(writeWorkbook({ title: 'Book', sheets }))), {
      declared: 'XLSX',
    });
    await expect(judgeSheet(sheet)).rejects.toMatchObject({
      code: 'HEADER_NOT_FOUND',
      message: expect.stringContaining('of the sheet "Instructions", the only one that is read,'),
      resolution: expect.stringContaining('("Sales"), move that sheet to the front'),
    });
  });

  it('keeps all other notices', () => {
    const hidden = { code: 'HIDDEN_ROWS', message: 'Row 2 is hidden.' };
    const others = { code: 'OTHER_SHEETS', message: 'One more.', sheets: { read: 'A', others: ['Lists'] } };
    expect(withoutOwnSheets([hidden, others])).toEqual([hidden]);
  });

  it.each([
    ['the first first', ['Errors', 'Errors (2)', 'Errors (3)', 'Summary']],
    ['a further one first', ['Errors (2)', 'Summary', 'Errors']],
  ])('is refused where refused rows lie on further sheets, %s', async (_, names) => {
    const error = await judgedBook(...names).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SheetFault);
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(`${(error as SheetFault).message} ${(error as SheetFault).resolution}`).toMatch(
      /more than one sheet.*errors\.csv.*each of these sheets as a file of its own/,
    );
  });
});
