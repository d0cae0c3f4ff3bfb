import { hash } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingGroups, RefusedRowPage, WarningPage } from '../../src/contract/findings.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { CsvWriter } from '../../src/sheet/csv/csvWriter.ts';
import { parseQuotedRows } from '../../src/sheet/csv/quotedCsv.ts';
import { judgeText, register, salesLine } from '../ingestion/judging.ts';
import { type Api, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, land, settle, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('books');
  calls = callsOf(api, account.token);
});
afterAll(() => api.stop());

let downloads = 0;
async function download(content: string | Uint8Array): Promise<string | null> {
  if (content.length === 0) return null;
  downloads += 1;
  const downloadId = hash('md5', `findings ${downloads}`);
  const bytes = Buffer.from(content);
  const writer = await api.objects.begin({ owner: downloadId, part: 'file' });
  await writer.write(bytes);
  await writer.commit();
  await api.database.downloads.add({
    ...{ downloadId, workspaceId: account.workspaceId, bytes: bytes.length, createdAt: api.state.now },
    ...{ fileName: 'errors.csv', contentType: 'application/octet-stream', sha256: 'a'.repeat(64) },
  });
  return downloadId;
}

async function completed(facts: Partial<ActivityResult>): Promise<string> {
  const url = await calls.presign();
  await land(api, url);
  await calls.trigger('sales', triggerBody(url));
  return settle(api, { ...COMPLETED, ...facts });
}

async function judged(text: string, { isOld = false } = {}) {
  const { errorFile, markFile, warningFile, verdict } = await judgeText(text);
  const result = {
    ...{ stats: verdict.stats, ruleCounts: verdict.ruleCounts },
    errorDownloadId: await download(errorFile),
    warningDownloadId: await download(warningFile),
    ...(isOld ? {} : { markDownloadId: await download(markFile) }),
  };
  return { activityId: await completed(result), errorFile, warningFile, result };
}

function quoted(number: string): string {
  return `"${number.replaceAll('"', '""')}"`;
}

function cellsOf({ rows }: RefusedRowPage): string[][] {
  return rows.map(({ cells }) => cells);
}

/** Two rows are refused, one is held back by the first of them, one is warned of. */
const DEVANAGARI = 'चालान "1"\nनया';
const MIXED = register(
  salesLine('A1', 'bad'),
  salesLine('A1'),
  salesLine('=A2', 'odd'),
  salesLine(quoted(DEVANAGARI)),
  salesLine(quoted(DEVANAGARI), 'bad'),
  salesLine('+A5'),
);

describe('errors and warnings of an import', () => {
  it('are told by rule, with counts, columns and examples', async () => {
    const { activityId } = await judged(MIXED);
    const errors = await calls.native(`${activityId}/errors/groups`);
    const example = { value: 'bad', message: 'Item Description is bad.', hint: 'Change it.' };
    expect(errors.body).toEqual({
      ...{ rows: 4, heldBackRows: 2, isNoted: true },
      groups: [
        {
          ...{ code: 'T01', columns: ['Item Description'], count: 2, rows: 2 },
          examples: [
            { row: 2, ...example },
            { row: 6, ...example },
          ],
        },
      ],
    });
    expect([...Value.Errors(FindingGroups, errors.body)]).toEqual([]);
    const warnings = await calls.native(`${activityId}/warnings/groups`);
    expect([...Value.Errors(FindingGroups, warnings.body)]).toEqual([]);
    expect(warnings.body).toMatchObject({ rows: 1, heldBackRows: 0, groups: [{ code: 'T02', count: 1 }] });
  });

  it('are paged as the user wrote them, also by rule', async () => {
    const { activityId, errorFile } = await judged(MIXED);
    const { body } = await calls.native(`${activityId}/errors`);
    expect([...Value.Errors(RefusedRowPage, body)]).toEqual([]);
    const [header, ...rows] = parseQuotedRows(errorFile);
    expect(body.columns).toEqual(header?.slice(2));
    expect(cellsOf(body)).toEqual(rows.map((row) => row.slice(2)));
    expect(cellsOf(body)[3]?.[1]).toBe(DEVANAGARI);

    const ofRule = await calls.native(`${activityId}/errors?rule=T01&offset=1&limit=1`);
    const cell = body.columns.indexOf('Item Description');
    const finding = { code: 'T01', cell, column: 'Item Description', value: 'bad' };
    expect(ofRule.body).toMatchObject({
      ...{ total: 2, offset: 1 },
      rows: [{ row: 6, heldBackBy: null, findings: [{ ...finding, message: 'Item Description is bad.' }] }],
    });
    const held = await calls.native(`${activityId}/errors?rule=held_back`);
    expect(held.body).toMatchObject({
      total: 2,
      rows: [
        { row: 3, heldBackBy: 2, findings: [] },
        { row: 5, heldBackBy: 6, findings: [] },
      ],
    });
    expect((await calls.native(`${activityId}/errors?rule=Z99`)).body).toMatchObject({ total: 0, rows: [] });
    const page = await calls.native(`${activityId}/warnings?limit=1`);
    expect([...Value.Errors(WarningPage, page.body)]).toEqual([]);
    expect(page.body).toMatchObject({ total: 1, rows: [{ documentNumber: '=A2' }] });
  });

  it('are paged with what stands beyond the last column', async () => {
    const { activityId } = await judged(register(`${salesLine('A1')},=x,`, salesLine('A1')));
    const { body } = await calls.native(`${activityId}/errors`);
    expect(body.rows).toMatchObject([
      { row: 2, findings: [{ code: 'R01', cell: -1, column: null, value: null }] },
      { row: 3, findings: [], heldBackBy: 2 },
    ]);
    expect(body.rows[0].findings[0]).toMatchObject({
      message: 'Value =x stands beyond the last column.',
      hint: expect.stringMatching(/^Move each value/),
    });
  });

  it('are empty lists where nothing was found', async () => {
    const { activityId } = await judged(register(salesLine('A1')));
    const nothing = { groups: [], rows: 0, heldBackRows: 0, isNoted: true };
    for (const kind of ['errors', 'warnings']) {
      expect((await calls.native(`${activityId}/${kind}/groups`)).body).toEqual(nothing);
      expect((await calls.native(`${activityId}/${kind}?offset=5`)).body).toMatchObject({
        ...{ total: 0, offset: 5, rows: [] },
      });
    }
  });

  it('say of a file judged before rules were noted what is not known', async () => {
    const { activityId } = await judged(MIXED, { isOld: true });
    const groups = await calls.native(`${activityId}/errors/groups`);
    expect([...Value.Errors(FindingGroups, groups.body)]).toEqual([]);
    expect(groups.body).toMatchObject({ isNoted: false, groups: [{ code: 'T01', count: 2, rows: null }] });
    const page = await calls.native(`${activityId}/errors`);
    expect([...Value.Errors(RefusedRowPage, page.body)]).toEqual([]);
    const byRule = await calls.native(`${activityId}/errors?rule=T01`);
    expect(byRule.status).toBe(409);
    expect(byRule.body.detail).toContain('Leave rule out');
  });
});

const PATHS = ['errors', 'errors/groups', 'warnings', 'warnings/groups'];

describe('lists of what was found', () => {
  it('are there of completed activities alone', async () => {
    const url = await calls.presign();
    await land(api, url);
    const { activityId } = (await calls.trigger('sales', triggerBody(url))).body;
    for (const path of PATHS) {
      const { status, body } = await calls.native(`${activityId}/${path}`);
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'conflict' });
      expect(body.detail).toContain('once it is completed');
    }
    await settle(api, { ...COMPLETED, state: 'refused', stats: null });
    expect((await calls.native(`${activityId}/errors`)).body.detail).toContain('refused as a whole');
    const { activityId: undone } = await judged(MIXED);
    await calls.native(`${undone}/discard`, { method: 'POST' });
    expect((await calls.native(`${undone}/errors`)).status).toBe(409);
  });

  it('are gone with their files, however well they are remembered', async () => {
    const { activityId, result } = await judged(MIXED);
    for (const path of PATHS) expect((await calls.native(`${activityId}/${path}`)).status).toBe(200);
    for (const id of [result.errorDownloadId, result.warningDownloadId]) {
      await api.database.downloads.remove(account.workspaceId, id ?? '');
    }
    const csv = await calls.native(`${activityId}/errors.csv`);
    for (const path of PATHS) {
      const { status, body } = await calls.native(`${activityId}/${path}`);
      expect({ status, detail: body.detail }).toEqual({ status: 404, detail: csv.body.detail });
    }
  });

  it('have those wait who ask for many large ones at once', async () => {
    const file = new CsvWriter();
    file.row(['No. of Errors', 'Error Message', 'Document Number']);
    for (let row = 0; row < 60_000; row += 1) file.row(['1', 'wrong', `INV/${row}`.padEnd(100, '.')]);
    const bytes = file.take();
    const large: string[] = [];
    for (let each = 0; each < 5; each += 1) {
      large.push(await completed({ errorDownloadId: await download(bytes) }));
    }
    const asked = await Promise.all(large.map((activityId) => calls.native(`${activityId}/errors/groups`)));
    const refused = asked.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' });
      expect(headers.get('retry-after')).toBe('2');
      expect(body.detail).toContain('Ask again');
    }
    for (const activityId of large) {
      const { body } = await calls.native(`${activityId}/errors?offset=59999`);
      expect(body.rows).toMatchObject([{ cells: ['INV/59999'.padEnd(100, '.')] }]);
    }
  });

  it('are refused to other workspaces as what nobody has', async () => {
    const { activityId } = await judged(MIXED);
    const stranger = callsOf(api, (await api.account('strangers')).token);
    for (const path of PATHS) {
      await calls.native(`${activityId}/${path}`);
      const { status, body } = await stranger.native(`${activityId}/${path}`);
      expect({ status, detail: body.detail }).toEqual({
        ...{ status: 404, detail: 'Your workspace has no such activity.' },
      });
    }
  });

  it.each([
    ['errors?offset=-1', 'offset: must be a whole number from 0'],
    ['errors?offset=1.5', 'offset: must be a whole number'],
    ['errors?offset=99999999999999999', 'offset: must be a whole number'],
    ['errors?limit=0', 'limit: must be a whole number from 1 to 500.'],
    ['warnings?limit=501', 'limit: must be a whole number from 1 to 500.'],
    ['errors?limit=', 'limit: must be a whole number'],
    ['errors?limit=1&limit=2', 'limit: given more than once.'],
    ['errors?rule=g03', 'rule: must be the code of a rule, such as G03, or held_back.'],
    ['warnings?rule=__proto__', 'rule: must be the code of a rule'],
    ['warnings?rule=held_back', 'rule: no warning holds a row back.'],
  ])('ask for %s in vain', async (query, detail) => {
    const { activityId } = await judged(MIXED);
    const { status, body } = await calls.native(`${activityId}/${query}`);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'input_invalid' });
    expect(body.detail).toContain(detail);
  });
});
