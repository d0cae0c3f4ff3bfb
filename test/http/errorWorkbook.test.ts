import { hash } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActivityView } from '../../src/contract/native.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { CsvWriter } from '../../src/sheet/csv/csvWriter.ts';
import { judgeText, register, salesLine } from '../ingestion/judging.ts';
import { partOf, sheetJs } from '../sheet/workbook/written.ts';
import { createHandClock } from '../uploads/handClock.ts';
import { type Api, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, land, settle, triggerBody } from './ingestionHarness.ts';

const clock = createHandClock();
let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
beforeAll(async () => {
  api = await startApi({ clock });
  account = await api.account('books');
  calls = callsOf(api, account.token);
});
afterAll(() => api.stop());

let downloads = 0;
async function download(content: string | Uint8Array): Promise<string> {
  downloads += 1;
  const downloadId = hash('md5', `download ${downloads}`);
  const bytes = Buffer.from(content);
  const writer = await api.objects.begin({ owner: downloadId, part: 'file' });
  await writer.write(bytes);
  await writer.commit();
  const { workspaceId } = account;
  const facts = { fileName: 'errors.csv', contentType: 'application/octet-stream', sha256: 'a'.repeat(64) };
  await api.database.downloads.add({
    ...{ downloadId, workspaceId, ...facts },
    ...{ bytes: bytes.length, createdAt: api.state.now },
  });
  return downloadId;
}

async function completed(facts: Partial<ActivityResult>): Promise<string> {
  const url = await calls.presign();
  await land(api, url);
  await calls.trigger('sales', triggerBody(url));
  return settle(api, { ...COMPLETED, ...facts });
}

async function judged(text: string): Promise<string> {
  const { errorFile, markFile, warningFile, verdict } = await judgeText(text);
  return completed({
    ...{ stats: verdict.stats, ruleCounts: verdict.ruleCounts },
    errorDownloadId: errorFile === '' ? null : await download(errorFile),
    markDownloadId: markFile === '' ? null : await download(markFile),
    warningDownloadId: warningFile === '' ? null : await download(warningFile),
  });
}

function fetchWorkbook(activityId: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${api.baseUrl}/api/v1/activities/${activityId}/errors.xlsx`, {
    headers: { 'x-cleartax-auth-token': account.token },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** An error file whose workbook no connection takes in one go: nothing of it can be packed. */
function largeErrorFile(rows: number): Uint8Array {
  const file = new CsvWriter();
  file.row(['No. of Errors', 'Error Message', 'Document Number']);
  for (let row = 0; row < rows; row += 1) {
    const parts = Array.from({ length: 8 }, (_, at) => hash('sha256', `${row} ${at}`, 'base64'));
    file.row(['1', 'wrong', parts.join('')]);
  }
  return file.take();
}

describe('errors.xlsx', () => {
  it('is a workbook of the refused rows, the rules and the warnings', async () => {
    const activityId = await judged(
      register(salesLine('A1', 'bad'), salesLine('=A2', 'odd'), salesLine('A1')),
    );
    const response = await fetchWorkbook(activityId);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="errors-${activityId}.xlsx"; filename*=UTF-8''errors-${activityId}.xlsx`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const book = sheetJs(Buffer.from(await response.arrayBuffer()));
    expect(book.SheetNames).toEqual(['Errors', 'Summary', 'Warnings']);
    expect(book.Sheets['Errors']?.['B2'].v).toBe('A1');
    expect(book.Sheets['Summary']?.['A1'].v).toBe('What is wrong in sales april.csv');
    expect(book.Sheets['Warnings']?.['B2'].v).toBe('=A2');
    const { body } = await calls.native(activityId);
    expect(body.links.errorsWorkbook).toBe(`/api/v1/activities/${activityId}/errors.xlsx`);
    expect([...Value.Errors(ActivityView, body)]).toEqual([]);
  });

  it('is not there where no row was refused, nor once its time has passed', async () => {
    const activityId = await judged(register(salesLine('A1', 'odd')));
    expect((await fetchWorkbook(activityId)).status).toBe(404);
    expect((await calls.native(activityId)).body.links.errorsWorkbook).toBeNull();

    const errorDownloadId = await download('e');
    const expired = await completed({ errorDownloadId });
    await api.database.downloads.remove(account.workspaceId, errorDownloadId);
    const { status, body } = await calls.native(`${expired}/errors.xlsx`);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    expect(body.detail).toContain('its time had passed');
    expect((await calls.native(expired)).body.links.errorsWorkbook).toBeNull();
  });

  it('is made for a workspace one at a time; who goes makes room, and who stays has all of it', async () => {
    const errorDownloadId = await download(largeErrorFile(40_000));
    const large = await completed({ errorDownloadId });
    const small = await judged(register(salesLine('A1', 'bad')));
    const leaving = new AbortController();
    const left = await fetchWorkbook(large, leaving.signal);
    const refused = await calls.native(`${small}/errors.xlsx`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.body).toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('take errors.csv'),
    });

    leaving.abort();
    await expect(left.arrayBuffer()).rejects.toThrow();
    let again = await fetchWorkbook(small);
    while (again.status === 503) again = await fetchWorkbook(small);
    expect(again.status).toBe(200);
    await again.arrayBuffer();
    let stayed = await fetchWorkbook(large);
    while (stayed.status === 503) stayed = await fetchWorkbook(large);
    const sheet = partOf(Buffer.from(await stayed.arrayBuffer()), 'xl/worksheets/sheet1.xml');
    expect(sheet.match(/<row /g)).toHaveLength(40_001);
  });

  it('keeps no other workspace waiting, and gives up a reader that takes nothing', async () => {
    const large = await completed({ errorDownloadId: await download(largeErrorFile(60_000)) });
    const stalled = await fetchWorkbook(large);
    expect(stalled.status).toBe(200);
    expect((await fetchWorkbook(large)).status).toBe(503);
    const own = { account, calls };
    account = await api.account('others');
    calls = callsOf(api, account.token);
    const ofOthers = await fetchWorkbook(await judged(register(salesLine('A1', 'bad'))));
    ({ account, calls } = own);
    expect(ofOthers.status).toBe(200);
    await ofOthers.arrayBuffer();

    let again = await fetchWorkbook(large);
    for (let seconds = 0; again.status === 503 && seconds < 3_600; seconds += 10) {
      await clock.advance(10_000);
      again = await fetchWorkbook(large);
    }
    expect(again.status).toBe(200);
    await expect(stalled.arrayBuffer()).rejects.toThrow();
    expect(api.logged()).toContainEqual(
      expect.objectContaining({
        msg: 'a workbook broke off',
        error: expect.objectContaining({ message: expect.stringContaining('took too little') }),
      }),
    );
    expect((await again.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
  });

  it('is refused where what it is made of is damaged, and breaks off where that is seen too late', async () => {
    const damaged = await completed({ errorDownloadId: await download('no quotes\r\n') });
    expect((await fetchWorkbook(damaged)).status).toBe(500);

    const longer = Buffer.concat([largeErrorFile(5_000), Buffer.from('no quotes')]);
    const response = await fetchWorkbook(await completed({ errorDownloadId: await download(longer) }));
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});
