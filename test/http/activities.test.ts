import { randomBytes } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActivityView, IngestedDocument } from '../../src/contract/native.ts';
import type { JudgedDocument } from '../../src/gst/verdict.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { type Api, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, claim, land, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('native');
  calls = callsOf(api, account.token);
});
afterAll(() => api.stop());

async function triggered(): Promise<string> {
  const url = await calls.presign();
  await land(api, url);
  return (await calls.trigger('sales', triggerBody(url))).body.activityId;
}

/** Version 1, 2 lines, the third column shared by both, the sixth differing: see gst/documentBody.ts. */
const BODY = '[1,2,[4,0,0],["x"],[32,0,0],["a"],["b"]]';

function document(number: string, facts: Partial<JudgedDocument> = {}): JudgedDocument {
  return {
    ownGstin: '27AAPFU0939F1ZV',
    number,
    financialYear: 2026,
    type: 'invoice',
    isAmendment: false,
    party: '',
    date: '2026-04-30',
    lineCount: 2,
    taxable: 123_456,
    tax: 22_222,
    isDeleted: false,
    isCancelled: false,
    body: BODY,
    ...facts,
  };
}

/** A whole ingestion that took these documents in. */
async function completed(
  documents: readonly JudgedDocument[],
  facts: Partial<ActivityResult> = {},
): Promise<string> {
  const activityId = await triggered();
  const { activity, fence } = await claim(api);
  expect(activity.activityId).toBe(activityId);
  const { workspaceId } = activity;
  const load = await api.database.documents.openLoad({ workspaceId, activityId, attempt: fence });
  await load.add('sales', documents);
  await load.commit();
  const at = api.state.now;
  expect(
    await api.database.activities.settle({ activityId, fence, at, result: { ...COMPLETED, ...facts } }),
  ).toBe(true);
  return activityId;
}

async function download(text: string): Promise<string> {
  const downloadId = randomBytes(16).toString('hex');
  const bytes = Buffer.from(text);
  const writer = await api.objects.begin({ owner: downloadId, part: 'file' });
  await writer.write(bytes);
  await writer.commit();
  await api.database.downloads.add({
    downloadId,
    workspaceId: account.workspaceId,
    fileName: 'errors "अप्रैल".csv',
    contentType: 'application/octet-stream',
    bytes: bytes.length,
    sha256: 'a'.repeat(64),
    createdAt: api.state.now,
  });
  return downloadId;
}

function linesOf(text: string): Record<string, unknown>[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('GET /api/v1/activities/{id}', () => {
  it('shows an activity while it waits, runs and has ended, in the shape of the contract', async () => {
    const activityId = await triggered();
    const waiting = await calls.native(activityId);
    expect(waiting.status).toBe(200);
    expect([...Value.Errors(ActivityView, waiting.body)]).toEqual([]);
    expect(waiting.body).toMatchObject({
      activityId,
      status: 'ACTIVITY_QUEUED',
      attempt: 0,
      startedAt: null,
      progress: { phase: 'waiting', rowsRead: 0, bytesTotal: 100, rowsPerSecond: null, etaSeconds: null },
      processingStats: null,
      links: { documents: null, errors: null, warnings: null },
    });

    const { fence } = await claim(api);
    const since = api.state.now;
    api.state.now = since + 10_000;
    const progress = { phase: 'judging', bytesDone: 50, bytesTotal: 100, rowsRead: 5_000 } as const;
    await api.database.activities.heartbeat({
      activityId,
      fence,
      now: api.state.now,
      leaseMs: 60_000,
      progress,
    });
    const running = await calls.native(activityId);
    expect([...Value.Errors(ActivityView, running.body)]).toEqual([]);
    expect(running.body).toMatchObject({ status: 'ACTIVITY_QUEUED', attempt: 1, progress });
    expect(running.body.progress.rowsPerSecond).toBeGreaterThan(500);
    expect(running.body.progress.etaSeconds).toBeGreaterThan(1);

    await api.database.activities.settle({ activityId, fence, at: api.state.now, result: COMPLETED });
    const done = await calls.native(activityId);
    api.state.now = since;
    expect(done.body).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: COMPLETED.stats,
      progress: { phase: 'done', etaSeconds: null },
      links: { documents: `/api/v1/activities/${activityId}/documents.ndjson`, errors: null },
    });
  });

  it('takes a bearer token as well', async () => {
    const activityId = await triggered();
    const bare = callsOf(api, undefined);
    const headers = { authorization: `Bearer ${account.token}` };
    expect((await bare.native(activityId, { headers })).status).toBe(200);
    expect((await bare.native(activityId, { headers: { authorization: 'Bearer x' } })).status).toBe(401);
    await claim(api);
  });
});

describe('documents.ndjson', () => {
  it('has every document once, over many pages, decoded, with its totals in rupees', async () => {
    const numbers = Array.from({ length: 1_001 }, (_, place) => `N-${place}`);
    const activityId = await completed(numbers.map((number) => document(number)));
    const { status, headers, text } = await calls.native(`${activityId}/documents.ndjson`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const lines = linesOf(text);
    expect(lines.map(({ number }) => number)).toEqual(numbers);
    for (const line of lines) expect([...Value.Errors(IngestedDocument, line)]).toEqual([]);
    expect(lines[0]).toMatchObject({ register: 'sales', taxable: 1234.56, tax: 222.22, supersededBy: null });
    expect(lines[0]?.['lines']).toHaveLength(2);
    expect(Object.values(lines[0]?.['header'] as object)).toEqual(['x']);
  });

  it('names the activity whose version counts now, and nobody once that is discarded', async () => {
    const first = await completed([document('V-1'), document('V-2')]);
    const second = await completed([document('V-1', { taxable: 1 })]);
    const third = await completed([document('V-1', { taxable: 2 })]);
    const superseded = async (activityId: string) =>
      linesOf((await calls.native(`${activityId}/documents.ndjson`)).text).map((line) => [
        line['number'],
        line['supersededBy'],
      ]);
    expect(await superseded(first)).toEqual([
      ['V-1', third],
      ['V-2', null],
    ]);
    expect(await superseded(second)).toEqual([['V-1', third]]);
    expect(await superseded(third)).toEqual([['V-1', null]]);
    expect((await calls.native(`${third}/discard`, { method: 'POST' })).status).toBe(200);
    expect(await superseded(first)).toEqual([
      ['V-1', second],
      ['V-2', null],
    ]);
  });

  it('is refused until the activity is completed, and after it was discarded', async () => {
    const activityId = await triggered();
    const early = await calls.native(`${activityId}/documents.ndjson`);
    expect({ status: early.status, code: early.body.code }).toEqual({ status: 409, code: 'conflict' });
    await calls.native(`${activityId}/cancel`, { method: 'POST' });
    const late = await calls.native(`${activityId}/documents.ndjson`);
    expect(late.status).toBe(409);
    expect(late.body.detail).toContain('discarded');
  });
});

describe('errors.csv and warnings.csv', () => {
  it('are sent as attachments, byte for byte', async () => {
    const errorDownloadId = await download('\uFEFF"No. of Errors"\r\n');
    const warningDownloadId = await download('warnings');
    const activityId = await completed([], { errorDownloadId, warningDownloadId, warningCount: 1 });
    const errors = await calls.native(`${activityId}/errors.csv`);
    expect(errors.status).toBe(200);
    expect(Object.fromEntries(errors.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '20',
      'content-disposition': `attachment; filename="errors ________.csv"; filename*=UTF-8''${encodeURIComponent('errors "अप्रैल".csv')}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(errors.text).toBe('"No. of Errors"\r\n');
    expect((await calls.native(`${activityId}/warnings.csv`)).text).toBe('warnings');
    expect((await calls.native(activityId)).body.links).toMatchObject({
      errors: `/api/v1/activities/${activityId}/errors.csv`,
      warnings: `/api/v1/activities/${activityId}/warnings.csv`,
    });
  });

  it('are told to be gone once their time has passed', async () => {
    const errorDownloadId = await download('e');
    const warningDownloadId = await download('w');
    const activityId = await completed([], { errorDownloadId, warningDownloadId });
    expect((await calls.native(activityId)).body.filesExpired).toBe(false);
    await api.database.downloads.remove(account.workspaceId, errorDownloadId);
    const { body } = await calls.native(activityId);
    expect([...Value.Errors(ActivityView, body)]).toEqual([]);
    expect(body).toMatchObject({
      filesExpired: true,
      links: {
        errors: null,
        errorsWorkbook: null,
        warnings: `/api/v1/activities/${activityId}/warnings.csv`,
      },
    });
    const gone = await calls.native(`${activityId}/errors.csv`);
    expect({ status: gone.status, code: gone.body.code }).toEqual({ status: 404, code: 'not_found' });
    expect(gone.body.detail).toContain('its time had passed');
    expect((await calls.native(`${activityId}/warnings.csv`)).text).toBe('w');
  });

  it('are not there where there was nothing to say', async () => {
    const activityId = await completed([]);
    for (const file of ['errors.csv', 'warnings.csv']) {
      const { status, body } = await calls.native(`${activityId}/${file}`);
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    }
  });
});

describe('cancel and discard', () => {
  const post = (path: string) => calls.native(path, { method: 'POST' });

  it('stop what waits or runs, and only once', async () => {
    const waiting = await triggered();
    for (const _ of [1, 2]) {
      const { status, body } = await post(`${waiting}/cancel`);
      expect({ status, told: body.status }).toEqual({ status: 200, told: 'ACTIVITY_DISCARDED' });
    }
    const running = await triggered();
    const { fence } = await claim(api);
    expect((await post(`${running}/discard`)).body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await post(`${running}/cancel`)).status).toBe(200);
    const { now } = api.state;
    expect(
      await api.database.activities.settle({ activityId: running, fence, at: now, result: COMPLETED }),
    ).toBe(false);
    const trail = await api.administration.audit({ workspace: account.workspaceId, limit: 500 });
    const ends = trail.filter(({ action }) => action === 'activity.cancelled');
    expect(ends.filter(({ subject }) => subject === waiting)).toEqual([
      expect.objectContaining({ actor: account.userId }),
    ]);
  });

  it('undo what has ended, and only once', async () => {
    const activityId = await completed([document('D-1')]);
    expect((await post(`${activityId}/cancel`)).body).toMatchObject({ status: 409, code: 'conflict' });
    for (const _ of [1, 2]) expect((await post(`${activityId}/discard`)).status).toBe(200);
    expect((await calls.status(activityId)).body.status).toBe('ACTIVITY_DISCARDED');
  });

  it('need more than leave to read', async () => {
    const activityId = await completed([]);
    const { userId } = await api.administration.userCreate({
      workspace: account.workspaceId,
      name: 'reader',
      permissions: ['invoice.read'],
    });
    const { token } = await api.administration.tokenCreate({ user: userId, expiresInSeconds: null });
    const reader = callsOf(api, token);
    expect((await reader.native(activityId)).status).toBe(200);
    for (const verb of ['cancel', 'discard']) {
      const { status, body } = await reader.native(`${activityId}/${verb}`, { method: 'POST' });
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'permission_denied' });
    }
  });
});

describe('another workspace’s activity', () => {
  it('is answered on every call as one that nobody has', async () => {
    const activityId = await completed([document('S-1')], { errorDownloadId: await download('x') });
    const other = callsOf(api, (await api.account('stranger')).token);
    for (const path of [
      '',
      '/documents.ndjson',
      '/errors.csv',
      '/errors.xlsx',
      '/warnings.csv',
      '/cancel',
      '/discard',
    ]) {
      const method = /cancel|discard/.test(path) ? 'POST' : 'GET';
      const foreign = await other.native(activityId + path, { method });
      const absent = await other.native('f'.repeat(24) + path, { method });
      expect(foreign.status).toBe(404);
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' });
    }
    expect((await calls.status(activityId)).body.status).toBe('ACTIVITY_COMPLETED');
  });
});
