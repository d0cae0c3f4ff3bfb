import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import type { Finding } from '../../src/gst/finding.ts';
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

/** The same trade in the books of the buyer: the columns go by the same names. */
export const PURCHASE = SALE;

/** The same within Karnataka. */
export const LOCAL_SALE: Texts = {
  ...SALE,
  placeOfSupply: '29',
  customerGstin: '',
  igstRate: '',
  igstAmount: '',
  cgstRate: '9',
  cgstAmount: '90.00',
  sgstRate: '9',
  sgstAmount: '90.00',
};

export function rowOf(register: Register, row: number, texts: Texts): SourceRow {
  return { row, values: COLUMNS_OF[register].map((column) => texts[column] ?? '') };
}

/** Rows that were judged together, and how. */
export interface JudgedGroup {
  readonly rows: readonly SourceRow[];
  readonly verdict: GroupVerdict;
}

/** Judges rows the way a file is judged: grouped by the judge's own keys, the groups in the order of their first rows. */
export function judgeGroups(
  rows: readonly SourceRow[],
  given: Partial<JudgeSettings> = {},
  tables: RuleTables = DEFAULT_TABLES,
): readonly JudgedGroup[] {
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
  return [...groups.values()].map((group) => ({ rows: group, verdict: judge.judgeGroup(group) }));
}

export function judgeRows(
  rows: readonly SourceRow[],
  given: Partial<JudgeSettings> = {},
): readonly GroupVerdict[] {
  return judgeGroups(rows, given).map(({ verdict }) => verdict);
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

const SPLITS_A_MESSAGE = /[,;|"\p{Cc}\u2028\u2029]/u;

/**
 * `code row column severity` of what rules of these codes (`P05`, or `P` for all of them) said, in the order of the rows.
 *
 * @throws where a message or value breaks the promises of the error file
 */
export function saidOf(verdict: GroupVerdict, code: string): string[] {
  return findingsOf(verdict, code).map(
    ({ code, row, column, severity }) => `${code} ${row} ${column ?? '-'} ${severity}`,
  );
}

export function messagesOf(verdict: GroupVerdict, code: string): string[] {
  return findingsOf(verdict, code).map(({ message }) => message);
}

function findingsOf({ refused, warnings }: GroupVerdict, code: string): Finding[] {
  const findings = [...refused.flatMap(({ errors }) => errors), ...warnings];
  for (const { message, value } of findings) {
    if (SPLITS_A_MESSAGE.test(message + value))
      throw new Error(`This message would split: ${message} (${value})`);
    if (value.length > 40 || message === '') throw new Error(`Too long a value or no message: ${value}`);
  }
  return findings.filter((finding) => finding.code.startsWith(code));
}

export function without(texts: Texts, ...columns: ColumnKey[]): Texts {
  return Object.fromEntries(
    Object.entries(texts).filter(([column]) => !columns.includes(column as ColumnKey)),
  );
}
