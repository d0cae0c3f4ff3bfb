import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import type { FindingGroups, RefusedRow, RefusedRowPage, WarningPage } from '../../src/contract/findings.ts';
import type { ActivityView } from '../../src/contract/native.ts';
import { parseQuotedRows } from '../../src/sheet/csv/quotedCsv.ts';
import { openSite, type Site } from './site.ts';

/** What a real server tells of what was found in a register, held against the files that it hands out of it. */

let server: Site;
let activityId: string;

beforeAll(async () => {
  server = await openSite();
  await server.admin('admin', 'workspace', 'update', server.workspace, '--gstins', OWN_GSTINS.join(','));
  const columns = columnsOf('sales', 'all');
  const { rows } = generateRegister({ register: 'sales', lines: 3_000, seed: 5, plantOneIn: 3 });
  let text = headerLine(columns);
  for (const { cells } of rows()) text += lineOf(cells, columns);
  const url = await upload(server, 'sales', Buffer.from(text), 'CSV');
  activityId = await trigger(server, 'sales', url);
  await untilEnded(server, 'sales', activityId);
});

afterAll(async () => {
  await server?.remove();
});

async function nativeCall(path: string): Promise<Response> {
  const response = await fetch(`${server.baseUrl}/api/v1/activities/${activityId}${path}`, {
    headers: { 'x-cleartax-auth-token': server.token },
  });
  expect(response.status).toBe(200);
  return response;
}

async function jsonOf<T>(path: string): Promise<T> {
  return (await nativeCall(path)).json() as Promise<T>;
}

/** All pages of a list, one behind the other. */
async function allOf<Page extends { readonly total: number; readonly rows: readonly unknown[] }>(
  path: string,
): Promise<Page['rows'][number][]> {
  const found: Page['rows'][number][] = [];
  for (let total = 1; found.length < total; ) {
    const page = await jsonOf<Page>(
      `${path}${path.includes('?') ? '&' : '?'}offset=${found.length}&limit=170`,
    );
    expect(page.rows.length).toBeGreaterThan(0);
    found.push(...page.rows);
    total = page.total;
  }
  return found;
}

async function csvOf(name: string): Promise<string[][]> {
  return parseQuotedRows(await (await nativeCall(name)).text());
}

function countsOf(codes: readonly (string | null)[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(codes, String)].map(([code, { length }]) => [code, length]));
}

function groupCounts({ groups }: FindingGroups): Record<string, number> {
  return Object.fromEntries(groups.map(({ code, count }) => [code, count]));
}

describe('what was found in a register', () => {
  it('is counted by rule as the activity and the error workbook count it', async () => {
    const errors = await jsonOf<FindingGroups>('/errors/groups');
    const warnings = await jsonOf<FindingGroups>('/warnings/groups');
    const { ruleCounts, warningCount } = await jsonOf<ActivityView>('');
    expect(errors.groups.length).toBeGreaterThan(15);
    const both = groupCounts(warnings);
    for (const [code, count] of Object.entries(groupCounts(errors))) both[code] = (both[code] ?? 0) + count;
    expect(both).toEqual(ruleCounts);
    expect(warnings.groups.reduce((sum, { count }) => sum + count, 0)).toBe(warningCount);

    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await (await nativeCall('/errors.xlsx')).arrayBuffer()) as never);
    const summary: [unknown, unknown, unknown, unknown][] = [];
    workbook.getWorksheet('Summary')?.eachRow(({ values }) => {
      const [, code, severity, count, rows] = values as unknown[];
      if (/^[A-Z]\d\d$/.test(String(code))) summary.push([code, severity, count, rows]);
    });
    const told = (groups: FindingGroups['groups'], severity: string) =>
      groups.map(({ code, count, examples }) => {
        const rows = examples.map(({ row }) => row).join(', ');
        return [code, severity, count, count > examples.length ? `${rows}, …` : rows];
      });
    expect(summary).toEqual([...told(errors.groups, 'error'), ...told(warnings.groups, 'warning')]);
  });

  it('is the error file, page by page', async () => {
    const [header, ...lines] = await csvOf('/errors.csv');
    const { columns } = await jsonOf<RefusedRowPage>('/errors?limit=1');
    expect(columns).toEqual(header?.slice(2));
    const rows: RefusedRow[] = await allOf<RefusedRowPage>('/errors');
    expect(rows.length).toBeGreaterThan(1_000);
    const rewritten = rows.map(({ cells, findings, heldBackBy }) => [
      String(findings.length),
      heldBackBy === null
        ? findings.map(({ message, hint }) => (hint === null ? message : `${message} ${hint}`)).join(' | ')
        : `Held back: row ${heldBackBy} of the file has errors`,
      ...cells,
    ]);
    expect(rewritten).toEqual(lines);
    for (const { cells, findings } of rows) {
      for (const { cell, column, value } of findings) {
        expect({ column, value }).toEqual({ column: columns[cell] ?? null, value: cells[cell] ?? null });
      }
    }
    const groups = await jsonOf<FindingGroups>('/errors/groups');
    const all = rows.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(countsOf(all)).toEqual(groupCounts(groups));
    expect(groups).toMatchObject({
      ...{ rows: rows.length, isNoted: true },
      heldBackRows: rows.filter(({ heldBackBy }) => heldBackBy !== null).length,
    });
    for (const { code, rows: ofRule, columns: blamed } of groups.groups) {
      const having = rows.filter(({ findings }) => findings.some((each) => each.code === code));
      expect(having).toHaveLength(ofRule ?? 0);
      expect(await allOf<RefusedRowPage>(`/errors?rule=${code}`)).toEqual(having);
      const named = having.flatMap(({ findings }) => findings.filter((each) => each.code === code));
      expect(new Set(named.flatMap(({ column }) => column ?? []))).toEqual(new Set(blamed));
    }
    const held = rows.filter(({ heldBackBy }) => heldBackBy !== null);
    expect(held.length).toBeGreaterThan(10);
    expect(await allOf<RefusedRowPage>('/errors?rule=held_back')).toEqual(held);
  });

  it('is the list of warnings, page by page', async () => {
    const [, ...lines] = await csvOf('/warnings.csv');
    const rows = (await allOf<WarningPage>('/warnings')).map(({ row, documentNumber, finding }) => {
      const { column, value, code, message, hint } = finding;
      return [
        String(row),
        documentNumber,
        column,
        value,
        code,
        hint === null ? message : `${message} ${hint}`,
      ];
    });
    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toEqual(
      lines.map(([row, number, column, value, ...rest]) => {
        const isOfCell = column !== '';
        return [row, number, isOfCell ? column : null, isOfCell ? value : null, ...rest];
      }),
    );
  });
});
