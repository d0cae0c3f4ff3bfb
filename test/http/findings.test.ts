import { hash } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingGroups, RefusedRowPage, WarningPage } from '../../src/contract/findings.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
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

  it('are paged as the user wrote them', async () => {
    const { activityId, errorFile } = await judged(MIXED);
    const { body } = await calls.native(`${activityId}/errors`);
    expect([...Value.Errors(RefusedRowPage, body)]).toEqual([]);
    const [header, ...rows] = parseQuotedRows(errorFile);
    expect(body.columns).toEqual(header?.slice(2));
    expect(body.rows.map(({ cells }: { cells: string[] }) => cells)).toEqual(rows.map((row) => row.slice(2)));
    const page = await calls.native(`${activityId}/warnings?limit=1`);
    expect([...Value.Errors(WarningPage, page.body)]).toEqual([]);
    expect(page.body).toMatchObject({ total: 1, rows: [{ documentNumber: '=A2' }] });
  });
});
