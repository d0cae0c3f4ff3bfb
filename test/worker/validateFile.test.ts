import { utils, write } from '@e965/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import type { ActivityProgress } from '../../src/ingestion/activity.ts';
import { validateFile } from '../../src/ingestion/validateFile.ts';
import { JudgeRoom, SETTINGS } from './judging.ts';

const room = new JudgeRoom();
afterAll(async () => {
  await room.close();
  room.remove();
});

const HEADER = 'Document Type,Document Number,Document Date,Supplier GSTIN,Item Taxable Amount';

function options(chunks: Uint8Array[] = []) {
  const progress: ActivityProgress[] = [];
  return {
    declared: 'CSV' as const,
    settings: SETTINGS,
    onProgress: (pass: ActivityProgress) => progress.push(pass),
    onErrorFile: async (chunk: Uint8Array) => {
      chunks.push(chunk);
    },
    signal: new AbortController().signal,
    progress,
  };
}

describe('validateFile', () => {
  it('sums up what each rule found and where, under the names of the template', async () => {
    const rows = ['2', '3', '4', '5', '6', '7'].map((at) => `Invoice,A${at},,29AAFCD5862R1ZR,100`);
    const text = [HEADER, ...rows, ',,,Total,600', ''].join('\n');
    const chunks: Uint8Array[] = [];
    const given = options(chunks);
    const found = await validateFile(room.open(), room.write('dates.csv', text), given);
    expect(found.processingStats).toEqual([
      { gstin: '29AAFCD5862R1ZR', totalDocumentCount: 0, validRows: 0, invalidRows: 6 },
    ]);
    expect(found.errors.find(({ errorField }) => errorField === 'Document Date')).toEqual({
      errorCode: 'C01',
      errorField: 'Document Date',
      errorValues: null,
      errorMessage: expect.stringContaining('Document Date is empty'),
      errorResolution: null,
      count: 6,
      rows: [2, 3, 4, 5, 6],
    });
    expect(found.warnings[0]).toMatchObject({
      errorMessage: 'A total row was left out: row 8.',
      count: 1,
      rows: [],
    });
    expect(Buffer.concat(chunks).toString().trim().split('\r\n')).toHaveLength(7);
    expect(given.progress.at(-1)?.bytesTotal).toBe(text.length);
  });

  it.each([
    ['XLSX', 'xlsx'],
    ['XLS', 'biff8'],
  ] as const)('takes a workbook, %s, and says what was odd about it', async (declared, bookType) => {
    const sheet = utils.aoa_to_sheet([
      ['Sales of April'],
      HEADER.split(','),
      ['Invoice', 'A1', { t: 'n', v: 46_113, z: 'dd-mm-yyyy' }, '29AAFCD5862R1ZR', 100],
      [null, null, null, null, 50],
      ['Invoice', { t: 'n', v: 46_113, z: 'mmm-yy' }, '01-04-2026', '29AAFCD5862R1ZR', 100],
    ]);
    sheet['!merges'] = [0, 1, 2, 3].map((c) => ({ s: { r: 2, c }, e: { r: 3, c } }));
    sheet['!rows'] = [{}, {}, {}, {}, { hidden: true }];
    const book = {
      SheetNames: ['April', 'May'],
      Sheets: { April: sheet, May: utils.aoa_to_sheet([['no']]) },
    };
    const chunks: Uint8Array[] = [];
    const found = await validateFile(
      room.open(),
      room.write(`april.${bookType}`, write(book, { type: 'buffer', bookType })),
      { ...options(chunks), declared },
    );
    const said = [...found.errors, ...found.warnings].map(({ errorMessage }) => errorMessage);
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Document Number 2026-04-01 was turned into a date by Excel\./),
        expect.stringMatching(/^Merged cells were filled down: 1 row .*\(row 4\)\.$/),
        expect.stringMatching(/April/),
        // The writer of this test leaves it out of XLS.
        ...(declared === 'XLSX' ? [expect.stringMatching(/hidden row.*5/)] : []),
      ]),
    );
    const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
    expect(lines.filter((line) => line.includes('"A1","2026-04-01","29AAFCD5862R1ZR","50"'))).toHaveLength(1);
  });

  it('says what is wrong with the file as a whole', async () => {
    const found = await validateFile(room.open(), room.write('none.csv', `${HEADER}\n`), options());
    expect(found).toMatchObject({
      processingStats: null,
      errors: [{ errorCode: 'EMPTY_FILE', count: 1, rows: [] }],
      warnings: [],
    });
  });

  it('refuses a file that breaks a limit of this machine, in words', async () => {
    const judge = room.open({
      limits: { memoryBytes: 1_048_576, timeMs: () => 600_000, now: () => performance.now() },
    });
    const path = room.write(
      'any.csv',
      `${HEADER}\nInvoice,A1,01-06-2026,29AAFCD5862R1ZR,100\n`.repeat(200_000),
    );
    await expect(validateFile(judge, path, options())).rejects.toMatchObject({ code: 'file_refused' });
  });

  it('names what is no file', async () => {
    await expect(validateFile(room.open(), room.directory, options())).rejects.toMatchObject({
      code: 'input_invalid',
    });
  });
});
