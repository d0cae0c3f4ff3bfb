import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLUMNS_OF, type Register } from '../../src/gst/columns.ts';
import type { SourceRow } from '../../src/gst/line.ts';
import type { GroupVerdict, Judge, JudgedDocument, JudgeSettings } from '../../src/gst/verdict.ts';
import type { ActivityProgress } from '../../src/ingestion/activity.ts';
import type { FileVerdict } from '../../src/ingestion/fileJudge.ts';
import { judgeFile } from '../../src/ingestion/judgeFile.ts';
import { JUDGE_BOUNDS, type JudgeBounds } from '../../src/ingestion/judgeJob.ts';
import { Scratch } from '../../src/ingestion/scratch.ts';
import { openSheet } from '../../src/sheet/open.ts';
import type { ByteSource, Sheet } from '../../src/sheet/rows.ts';

export const SETTINGS: JudgeSettings = {
  register: 'sales',
  today: '2026-07-15',
  ownGstins: [],
  onlyGstins: [],
  sandboxGstins: false,
  monthFirst: false,
  sez: false,
  turnoverCrore: null,
  hsnMaster: false,
  hsnBlank: 'warn',
};

/**
 * A judge that says plainly what it saw: number makes the group and with the own GSTIN the document; an item described as `bad` is an error,
 * one described as `odd` a warning.
 */
export function plainJudge(register: Register = 'sales'): Judge {
  const at = (key: (typeof COLUMNS_OF)[Register][number]) => COLUMNS_OF[register].indexOf(key);
  const own = at(register === 'sales' ? 'supplierGstin' : 'customerGstin');
  const number = at('documentNumber');
  const item = at('itemDescription');
  const finding = ({ row, values }: SourceRow, severity: 'error' | 'warning') => ({
    row,
    column: 'itemDescription' as const,
    code: severity === 'error' ? 'T01' : 'T02',
    severity,
    message: `Item Description is ${values[item]}. Change it.`,
    value: values[item] ?? '',
  });
  const ownGstinOf = ({ values }: SourceRow) => values[own] || 'UNKNOWN';
  const judgeDocument = (rows: readonly SourceRow[]): GroupVerdict => {
    const bad = rows.filter(({ values }) => values[item] === 'bad');
    const [first] = rows;
    const ownGstin = first === undefined ? 'UNKNOWN' : ownGstinOf(first);
    const refused = rows.map((row) => ({
      row: row.row,
      ownGstin,
      errors: bad.includes(row) ? [finding(row, 'error')] : [],
      heldBackBy: bad.includes(row) ? null : (bad[0]?.row ?? null),
    }));
    const document: JudgedDocument = {
      ownGstin,
      number: (rows[0]?.values[number] ?? '').toUpperCase(),
      financialYear: 2026,
      type: 'invoice',
      isAmendment: false,
      party: '',
      date: '2026-07-01',
      lineCount: rows.length,
      taxable: rows.length * 100,
      tax: 18,
      isDeleted: false,
      isCancelled: false,
      body: JSON.stringify(rows.map(({ values }) => values)),
    };
    return {
      documents: bad.length > 0 ? [] : [document],
      refused: bad.length > 0 ? refused : [],
      warnings: rows.filter(({ values }) => values[item] === 'odd').map((row) => finding(row, 'warning')),
    };
  };
  return {
    keyColumns: ['documentNumber'],
    groupKey: ([text = '']) => text.toUpperCase(),
    ownGstinOf,
    judgeGroup(rows): GroupVerdict {
      const groups = [...Map.groupBy(rows, ownGstinOf).values()].map(judgeDocument);
      return {
        documents: groups.flatMap(({ documents }) => documents),
        refused: groups.flatMap(({ refused }) => refused),
        warnings: groups.flatMap(({ warnings }) => warnings),
      };
    },
  };
}

export interface Judged {
  readonly verdict: FileVerdict & { outcome: 'judged' };
  readonly documents: readonly JudgedDocument[];
  readonly errorFile: string;
  readonly markFile: string;
  readonly warningFile: string;
  readonly progress: readonly ActivityProgress[];
}

interface Given {
  readonly judge?: Judge;
  readonly settings?: JudgeSettings;
  readonly bounds?: Partial<JudgeBounds>;
  readonly hashSeed?: number;
}

/** The whole pipeline over a text, but for the process around it. */
export async function judgeText(text: string | Uint8Array, given: Given = {}): Promise<Judged> {
  const source = memorySource(typeof text === 'string' ? Buffer.from(text) : text);
  return judgeSheet(await openSheet(source, { declared: 'CSV' }), { ...given, bytes: source.size });
}

/** The same over a sheet of any format. */
export async function judgeSheet(sheet: Sheet, given: Given & { bytes?: number } = {}): Promise<Judged> {
  const settings = given.settings ?? SETTINGS;
  const documents: JudgedDocument[] = [];
  const chunks: Record<'error' | 'mark' | 'warning', Uint8Array[]> = { error: [], mark: [], warning: [] };
  const progress: ActivityProgress[] = [];
  return withScratch(async (scratch) => {
    const verdict = await judgeFile({
      sheet,
      bytes: given.bytes ?? 1_000,
      settings,
      judge: given.judge ?? plainJudge(settings.register),
      scratch,
      bounds: { ...JUDGE_BOUNDS, ...given.bounds },
      hashSeed: given.hashSeed ?? 1,
      output: {
        document: (document) => documents.push(document),
        errorFile: (chunk) => chunks.error.push(chunk),
        markFile: (chunk) => chunks.mark.push(chunk),
        warningFile: (chunk) => chunks.warning.push(chunk),
        progress: (told) => progress.push(told),
      },
    });
    return {
      verdict,
      documents,
      errorFile: Buffer.concat(chunks.error).toString(),
      markFile: Buffer.concat(chunks.mark).toString(),
      warningFile: Buffer.concat(chunks.warning).toString(),
      progress,
    };
  });
}

export async function withScratch<T>(work: (scratch: Scratch) => Promise<T> | T): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'gst-intake-scratch-'));
  const fd = openSync(join(directory, 'scratch'), 'wx+');
  try {
    return await work(new Scratch(fd));
  } finally {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  }
}

function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(into, position) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

export const SALES_HEADER =
  'Document Type,Document Number,Document Date,Supplier GSTIN,Item Description,Item Taxable Amount';

/** One line of a sales register under `SALES_HEADER`. */
export function salesLine(number: string, item = 'good', own = '29AAFCD5862R1ZR'): string {
  return `Invoice,${number},01-07-2026,${own},${item},100`;
}

export function register(...lines: readonly string[]): string {
  return `${[SALES_HEADER, ...lines].join('\r\n')}\r\n`;
}
