import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils, write as workbook } from '@e965/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import { previewFile } from '../../src/ingestion/previewFile.ts';

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-preview-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function all(rows: AsyncIterable<readonly string[]>): Promise<(readonly string[])[]> {
  const gathered = [];
  for await (const row of rows) gathered.push(row);
  return gathered;
}

const options = {
  declared: 'CSV',
  rows: 20,
  signal: new AbortController().signal,
  onNotice: (): void => undefined,
} as const;
const long = write('long.csv', Array.from({ length: 200_000 }, (_, at) => `${at},x,y`).join('\n'));

describe('previewFile', () => {
  it('gives the rows as they stand in the file, ragged as they are', async () => {
    const path = write('ragged.csv', 'a;"b;c"\n1\n\n"x ""y""";2;3\n');
    expect(await all(previewFile(path, options))).toEqual([['a', 'b;c'], ['1'], ['x "y"', '2', '3']]);
  });

  it.each([
    ['XLSX', 'xlsx'],
    ['XLS', 'biff8'],
  ] as const)('gives the rows of a workbook, %s, as what their cells hold', async (declared, bookType) => {
    const sheet = utils.aoa_to_sheet([
      ['Document Number', 'Document Date', 'GST Rate', 'Item Taxable Amount'],
      [
        '007',
        { t: 'n', v: 46_113, z: 'dd-mmm-yy' },
        { t: 'n', v: 0.18, z: '0%' },
        { t: 'n', v: 1234.5, f: '1234+0.5', z: '#,##0.00' },
      ],
      [],
      [1, null, true],
    ]);
    const book = {
      SheetNames: ['April', 'May'],
      Sheets: { April: sheet, May: utils.aoa_to_sheet([['no']]) },
    };
    const path = write(`preview.${bookType}`, workbook(book, { type: 'buffer', bookType }));
    expect(await all(previewFile(path, { ...options, declared }))).toEqual([
      ['Document Number', 'Document Date', 'GST Rate', 'Item Taxable Amount'],
      ['007', '2026-04-01', '18%', '1234.5'],
      ['1', '', 'TRUE'],
    ]);
  });

  it('gives as many as asked for, and all of a long file to one who takes them slowly', async () => {
    expect(await all(previewFile(long, { ...options, rows: 3 }))).toHaveLength(3);
    let next = 0;
    for await (const [first] of previewFile(long, { ...options, rows: 1_000_000 })) {
      expect(first === String(next)).toBe(true);
      next += 1;
    }
    expect(next).toBe(200_000);
  });

  it('tells at the end which sheet of a workbook it was', async () => {
    const book = utils.book_new();
    for (const name of ['Instructions', 'Sales']) {
      utils.book_append_sheet(book, utils.aoa_to_sheet([['a', 'b']]), name);
    }
    const path = write('two.xlsx', workbook(book, { type: 'buffer' }));
    const notices: string[] = [];
    const told = {
      ...options,
      declared: 'XLSX' as const,
      onNotice: (notice: string) => notices.push(notice),
    };
    await all(previewFile(path, told));
    expect(notices).toEqual(['The workbook has one more sheet; only the sheet "Instructions" was read.']);
  });

  it('stops with its reader, and with the signal', async () => {
    for await (const _ of previewFile(long, { ...options, rows: 1_000_000 })) break;
    const ending = new AbortController();
    const reason = new Error('called off');
    const reading = async () => {
      for await (const _ of previewFile(long, { ...options, rows: 1_000_000, signal: ending.signal }))
        ending.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
  });

  it('says what is wrong with a file that is no table, and with what is no file', async () => {
    const path = write('quote.csv', 'a,b\n"open,1\n');
    await expect(all(previewFile(path, options))).rejects.toMatchObject({
      code: 'file_refused',
      message: expect.stringContaining('quote'),
    });
    await expect(all(previewFile(directory, options))).rejects.toMatchObject({
      code: 'input_invalid',
    });
    await expect(all(previewFile(join(directory, 'none.csv'), options))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
