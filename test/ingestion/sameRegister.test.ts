import { describe, expect, it } from 'vitest';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import type { Register } from '../../src/gst/columns.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import { judgeSheet, SETTINGS } from './judging.ts';
import {
  asCsv,
  asHtml,
  asSpreadsheetMl,
  csvOf,
  REGISTERS,
  SAVED,
  savedFile,
  textsOf,
} from './registerFormats.ts';

/** What the two columns in front of each row of an error file and the header say of it. */
const LEADING_COLUMNS = 2;

async function judged(register: Register, bytes: Uint8Array) {
  const settings = { ...SETTINGS, register, today: '2026-11-24', ownGstins: OWN_GSTINS };
  const sheet = await openSheet(sourceOf(bytes), { declared: 'CSV' });
  const read = await judgeSheet(sheet, { settings, judge: createJudge(settings, DEFAULT_TABLES) });
  const { stats, findings } = read.verdict;
  return {
    documents: read.documents,
    stats,
    findings: findings.map(({ first: { value: _, ...first }, ...finding }) => ({ ...finding, first })),
    warnings: (await textsOf(Buffer.from(read.warningFile))).map(([row, number, column]) => [
      row,
      number,
      column,
    ]),
    errorFile: await textsOf(Buffer.from(read.errorFile)),
  };
}

/** One spelling for what a cell of a register may be written as: `01-04-2026` and `2026-04-01`, `5.00` and `5`, `18%` and `18`. */
function plain(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (day !== undefined) return `${day}-${month}-${year}`;
  if (/^\d{2}-\d{4}$/.test(text)) return `01-${text}`;
  const number = /^(-?\d+(?:\.\d+)?)%?$/.exec(text)?.[1];
  return number === undefined ? text : String(Number(number));
}

/** @param more columns that the file has in front of the register's */
function spelled(rows: readonly string[][], more: number): string[][] {
  return rows.map((cells) => [
    ...cells.slice(0, LEADING_COLUMNS),
    ...cells.slice(LEADING_COLUMNS + more).map(plain),
  ]);
}

async function expectSame(register: Register, bytes: Uint8Array, { indexColumns = 0 } = {}): Promise<void> {
  const expected = await judged(register, csvOf(register));
  expect(expected.documents.length).toBeGreaterThan(50);
  expect(expected.errorFile.length).toBeGreaterThan(100);
  const found = await judged(register, bytes);
  expect({ ...found, errorFile: spelled(found.errorFile, indexColumns) }).toEqual({
    ...expected,
    errorFile: spelled(expected.errorFile, 0),
  });
}

describe.each(REGISTERS)('a %s register', (register) => {
  it.each(SAVED)('comes to the same as its CSV where it was saved %s', async (_, name) => {
    await expectSame(register, savedFile(register, name), { indexColumns: name === 'pandas.xlsx' ? 1 : 0 });
  });

  it('comes to the same as a table in a web page', async () => {
    await expectSame(register, asHtml(await textsOf(csvOf(register))));
  });

  it('comes to the same as an XML spreadsheet of Excel 2003', async () => {
    await expectSame(register, asSpreadsheetMl(register, await textsOf(csvOf(register))));
  });

  it.each(SAVED)(
    'comes to the same to the letter as a CSV of the texts that its reader shows, saved %s',
    async (_, name) => {
      const saved = savedFile(register, name);
      expect(await judged(register, saved)).toEqual(await judged(register, asCsv(await textsOf(saved))));
    },
  );
});
