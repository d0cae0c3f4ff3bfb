import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import type { SourceRow } from '../../src/gst/line.ts';
import type { RuleTables } from '../../src/gst/tables.ts';
import type { GroupVerdict, JudgeSettings } from '../../src/gst/verdict.ts';
import { settingsFixture, type Texts } from './lineFixture.ts';

/** Published GSTINs: of Karnataka, of Maharashtra and two of Gujarat and Telangana. */
export const KARNATAKA = '29AAFCD5862R1ZR';
export const MAHARASHTRA = '27AAPFU0939F1ZV';
export const GUJARAT = '24AAACR5055K2ZC';
export const TELANGANA = '36AASFP8573D2ZN';

/** A line of goods from Karnataka to Maharashtra that no rule says anything about. */
export const SALE: Texts = {
  documentType: 'Invoice',
  documentNumber: 'INV/1',
  documentDate: '05-10-2026',
  placeOfSupply: '27',
  supplierGstin: KARNATAKA,
  customerGstin: MAHARASHTRA,
  itemDescription: 'Chairs',
  itemCategory: 'G',
  hsnSacCode: '940130',
  itemQuantity: '2',
  itemUnitCode: 'NOS',
  itemTaxableAmount: '1000.00',
  igstRate: '18',
  igstAmount: '180.00',
};

/** The same trade in the books of the buyer. */
export const PURCHASE: Texts = { ...SALE, supplierGstin: KARNATAKA, customerGstin: MAHARASHTRA };

export function rowOf(register: Register, row: number, texts: Texts): SourceRow {
  return { row, values: COLUMNS_OF[register].map((column) => texts[column] ?? '') };
}

/** Judges rows the way a file is judged: grouped by the judge's own keys, the groups in the order of their first rows. */
export function judgeRows(
  rows: readonly SourceRow[],
  given: Partial<JudgeSettings> = {},
  tables: RuleTables = DEFAULT_TABLES,
): readonly GroupVerdict[] {
  const settings = settingsFixture(given);
  const judge = createJudge(settings, tables);
  const places = judge.keyColumns.map((column) => COLUMNS_OF[settings.register].indexOf(column));
  const groups = new Map<string | SourceRow, SourceRow[]>();
  for (const row of rows) {
    const key = judge.groupKey(places.map((place) => row.values[place] ?? '')) || row;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => judge.judgeGroup(group));
}

/** Judges texts as rows 2, 3 … of a sales register that come as one group. */
export function judgeSales(texts: readonly Texts[], given: Partial<JudgeSettings> = {}): GroupVerdict {
  return judgeOne('sales', texts, given);
}

export function judgePurchases(texts: readonly Texts[], given: Partial<JudgeSettings> = {}): GroupVerdict {
  return judgeOne('purchase', texts, given);
}

function judgeOne(register: Register, texts: readonly Texts[], given: Partial<JudgeSettings>): GroupVerdict {
  const rows = texts.map((each, index) => rowOf(register, index + 2, each));
  const verdicts = judgeRows(rows, { register, ...given });
  const [verdict] = verdicts;
  if (verdict === undefined || verdicts.length !== 1) {
    throw new Error(`${texts.length} rows came as ${verdicts.length} groups.`);
  }
  return verdict;
}

/** `code row column severity` of everything that was said, in the order of the rows. */
export function saidOf(verdict: GroupVerdict): string[] {
  return [...verdict.refused.flatMap(({ errors }) => errors), ...verdict.warnings].map(
    ({ code, row, column, severity }) => `${code} ${row} ${column ?? '-'} ${severity}`,
  );
}

export function without(texts: Texts, ...columns: ColumnKey[]): Texts {
  return Object.fromEntries(
    Object.entries(texts).filter(([column]) => !columns.includes(column as ColumnKey)),
  );
}
