import { utils } from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLUMNS_OF, type ColumnKey } from '../../src/gst/columns.ts';
import { columnOf, MANDATORY, templateHeaders } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { EXAMPLE_GSTIN, EXAMPLE_ROWS } from '../../src/gst/exampleDocuments.ts';
import { createJudge } from '../../src/gst/judge.ts';
import type { Judge } from '../../src/gst/verdict.ts';
import { templateFile } from '../../src/ingestion/template.ts';
import { lineOf } from '../gst/lines.ts';
import { excelJs, sheetJs } from '../sheet/workbook/written.ts';
import { judgeText, SETTINGS } from './judging.ts';

/** The strictest account: only the example's own GSTIN, every rule an error that can be one. */
const ACCOUNT = {
  ...SETTINGS,
  ownGstins: [EXAMPLE_GSTIN],
  turnoverCrore: 6,
  hsnMaster: true,
  hsnBlank: 'error',
} as const;

describe.each(['sales', 'purchase'] as const)('the template of %s', (register) => {
  const settings = { ...ACCOUNT, register };
  const keys = COLUMNS_OF[register];
  const headers = templateHeaders(register);
  const at = (key: ColumnKey) => keys.indexOf(key);
  let csv: Uint8Array;
  let xlsx: Buffer;
  let book: Awaited<ReturnType<typeof excelJs>>;
  beforeAll(async () => {
    csv = await templateFile(register, 'csv', DEFAULT_TABLES);
    xlsx = Buffer.from(await templateFile(register, 'xlsx', DEFAULT_TABLES));
    book = await excelJs(xlsx);
  });

  it('has examples that are refused as such, with nothing else to say of them', async () => {
    const judge = createJudge(settings, DEFAULT_TABLES);
    const { verdict, documents } = await judgeText(csv, { judge, settings });
    expect(documents).toEqual([]);
    expect(verdict).toMatchObject({
      stats: [{ gstin: EXAMPLE_GSTIN, validRows: 0, invalidRows: 5 }],
      fileWarnings: [],
      ruleCounts: { D15: 5 },
    });
    expect(verdict.findings).toMatchObject([{ code: 'D15', rows: [2, 3, 4, 5, 6] }]);
  });

  it('has documents that would be taken in by other numbers, without a warning', async () => {
    const judge = createJudge(settings, DEFAULT_TABLES);
    const renamed = Buffer.from(csv).toString().replaceAll('EXAMPLE-', 'SAMPLE-');
    const { verdict, documents } = await judgeText(renamed, { judge, settings });
    expect(verdict).toMatchObject({
      stats: [{ gstin: EXAMPLE_GSTIN, totalDocumentCount: 4, validRows: 5, invalidRows: 0 }],
      fileWarnings: [],
      findings: [],
    });
    expect(documents.map(({ number }) => number)).toEqual(
      register === 'sales'
        ? ['SAMPLE-1', 'SAMPLE-2', 'SAMPLE-3', 'SAMPLE-4']
        : ['SAMPLE-11', 'SAMPLE-12', 'SAMPLE-13', 'SAMPLE-14'],
    );
  });

  it('is taken in as a workbook as it is as CSV, to the letter', async () => {
    const strict = createJudge(settings, DEFAULT_TABLES);
    const renamed = (text: string) => text.replace('EXAMPLE-', 'SAMPLE-');
    const judge: Judge = {
      ...strict,
      judgeGroup: (rows) =>
        strict.judgeGroup(rows.map((row) => ({ ...row, values: row.values.map(renamed) }))),
    };
    const workbook = await judgeText(xlsx, { judge, settings });
    const text = await judgeText(csv, { judge, settings });
    expect(workbook.documents).toHaveLength(4);
    expect(workbook.documents).toEqual(text.documents);
    expect(workbook.verdict).toMatchObject({
      stats: text.verdict.stats,
      fileWarnings: [expect.stringContaining('announced as a CSV file')],
      findings: [],
    });
  });

  it('fills in columns of this register alone', () => {
    const filled = new Set(EXAMPLE_ROWS[register].flatMap((row) => Object.keys(row)));
    expect([...filled].filter((key) => at(key as ColumnKey) < 0)).toEqual([]);
    expect(filled.size).toBeGreaterThan(25);
  });

  it('opens in another reader as the same table', () => {
    const workbook = sheetJs(xlsx);
    expect(workbook.SheetNames).toEqual([
      register === 'sales' ? 'Sales register' : 'Purchase register',
      'Read me',
      'Columns',
      'Lists',
    ]);
    const sheet = workbook.Sheets[workbook.SheetNames[0] ?? ''] ?? {};
    const rows = utils.sheet_to_json<string[]>(sheet, { header: 1, raw: false, defval: '' });
    expect(rows[0]).toEqual(headers);
    const expected = EXAMPLE_ROWS[register].map((row) => keys.map((key) => row[key] ?? ''));
    expect(rows.slice(1)).toEqual(expected);
  });

  it('keeps zeros, dates and long numbers as they are typed', () => {
    const sheet = book.worksheets[0];
    const format = (key: ColumnKey) => sheet?.getColumn(at(key) + 1).numFmt;
    for (const key of keys) {
      const { kind } = columnOf(key);
      if (['number', 'hsn', 'gstin', 'period', 'text', 'state'].includes(kind)) expect(format(key)).toBe('@');
      if (kind === 'date') expect(format(key)).toBe('dd-mm-yyyy');
      if (kind === 'amount') expect(format(key)).toBe('0.00');
    }
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  });

  it('shows which columns are needed, and says what each is', () => {
    const header = book.worksheets[0]?.getRow(1);
    const fillOf = (key: ColumnKey) => JSON.stringify(header?.getCell(at(key) + 1).fill);
    const dark = fillOf('documentNumber');
    for (const key of keys) expect(fillOf(key) === dark, key).toBe(MANDATORY[register].includes(key));
    expect(JSON.stringify(header?.getCell(at('hsnSacCode') + 1).note)).toContain('begins with 99');

    const told = book.getWorksheet('Columns');
    expect(told?.rowCount).toBe(keys.length + 1);
    expect(keys.map((_, index) => told?.getCell(index + 2, 2).value)).toEqual(headers);
    expect(book.getWorksheet('Read me')?.getCell('A1').value).toMatch(/how to fill it in$/);
  });

  it('offers lists, all of whose values are read, and forbids nothing', () => {
    const lists = book.getWorksheet('Lists');
    const sheet = book.worksheets[0];
    const listed = keys.filter((key) => {
      const validation = sheet?.getCell(2, at(key) + 1).dataValidation;
      if (validation === undefined) return false;
      expect(validation).toMatchObject({ errorStyle: 'warning', allowBlank: true });
      if (validation.type !== 'list') return false;
      const [, letters = '', until] =
        /^'?Lists'?!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)$/.exec(validation.formulae[0]) ?? [];
      for (let row = 2; row <= Number(until); row += 1) {
        const value = String(lists?.getCell(`${letters}${row}`).value ?? '');
        expect(value, `${key} row ${row}`).not.toBe('');
        expect(lineOf(register, { [key]: value }).notes, `${key} ${value}`).toEqual([]);
      }
      expect(Number(until)).toBeGreaterThan(1);
      expect(lists?.getCell(`${letters}${Number(until) + 1}`).value ?? null).toBeNull();
      return true;
    });
    const expected = keys.filter(
      (key) => LISTED.has(columnOf(key).kind) || ['gstRate', 'igstRate', 'applicableTaxRate'].includes(key),
    );
    expect(listed).toEqual(expected);
  });

  it('is the same file each time, and holds the tables of the operator', async () => {
    expect(Buffer.from(await templateFile(register, 'xlsx', DEFAULT_TABLES)).equals(xlsx)).toBe(true);
    const units = [{ code: 'ZZZ', aliases: ['ZED'] }];
    const own = Buffer.from(await templateFile(register, 'xlsx', { ...DEFAULT_TABLES, units }));
    const values = utils.sheet_to_json<string[]>(sheetJs(own).Sheets['Lists'] ?? {}, { header: 1 });
    expect(values[1]).toContain('ZZZ');
    expect(values[1]).not.toContain('NOS');
  });
});

const LISTED: ReadonlySet<string> = new Set(['enum', 'flag', 'state', 'unit']);
