import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { refusedResult } from '../../src/ingestion/outcome.ts';
import { type Api, RETENTION_MS, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, claim, land, settle, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('status');
  calls = callsOf(api, account.token);
});
afterAll(() => api.stop());

async function triggered(type: 'sales' | 'purchase' = 'sales', facts: object = {}): Promise<string> {
  const url = await calls.presign(type);
  await land(api, url);
  return (await calls.trigger(type, triggerBody(url, type, facts))).body.activityId;
}

async function settled(result: ActivityResult): Promise<string> {
  await triggered();
  return settle(api, result);
}

async function recordDownload(downloadId: string): Promise<void> {
  const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 6, sha256: 'ab'.repeat(32) };
  const { workspaceId } = account;
  await api.database.downloads.add({ downloadId, workspaceId, ...facts, createdAt: api.state.now });
}

const EMPTY_FILE = {
  errorResolution: 'Send a file with rows.',
  errorMessage: 'The file is empty.',
  errorValues: null,
  errorField: null,
  errorCode: 'EMPTY_FILE',
};

describe('GET status', () => {
  it('says QUEUED, with nothing yet, while the activity waits and while it runs', async () => {
    const activityId = await triggered('purchase', { externalId: 'e-1' });
    const queued =
      `{"activityId":"${activityId}","externalId":"e-1","status":"ACTIVITY_QUEUED","processingStats":null,` +
      '"fileError":null,"errors":[]}';
    expect(await calls.status(activityId, { type: 'purchase' })).toMatchObject({ status: 200, text: queued });
    const { activity } = await claim(api);
    expect(activity.activityId).toBe(activityId);
    expect((await calls.status(activityId, { type: 'purchase' })).text).toBe(queued);
  });

  it('says COMPLETED with counts, and no file error where no row was refused', async () => {
    const activityId = await settled({
      ...COMPLETED,
      stats: [
        { gstin: '29AABCT1332L1ZX', totalDocumentCount: 2, validRows: 3, invalidRows: 1 },
        { gstin: 'UNKNOWN', totalDocumentCount: 0, validRows: 0, invalidRows: 2 },
      ],
    });
    const { text, headers } = await calls.status(activityId);
    expect(text).toBe(
      `{"activityId":"${activityId}","externalId":null,"status":"ACTIVITY_COMPLETED","processingStats":` +
        '[{"gstin":"29AABCT1332L1ZX","totalDocumentCount":2,"validRows":3,"invalidRows":1},' +
        '{"gstin":"UNKNOWN","totalDocumentCount":0,"validRows":0,"invalidRows":2}],"fileError":null,"errors":[]}',
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('gives a fresh URL of seven days for the error file at each call', async () => {
    const errorDownloadId = 'ab'.repeat(16);
    await recordDownload(errorDownloadId);
    const activityId = await settled({ ...COMPLETED, errorDownloadId });
    const first = (await calls.status(activityId)).body.fileError;
    expect(Object.keys(first)).toEqual(['inputFileName', 'status', 'errorFileUrl']);
    expect(first).toMatchObject({ inputFileName: 'sales april.csv', status: 'DATA_VALIDATION_ERROR' });
    const url = new URL(first.errorFileUrl);
    expect(url.origin).toBe(api.baseUrl);
    expect(url.pathname).toBe(`/v1/ap-south-1/uploads/${account.workspaceId}/Downloads/${errorDownloadId}`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('604800');
    const since = api.state.now;
    api.state.now = since + 60_000;
    const second = (await calls.status(activityId)).body.fileError;
    api.state.now = since;
    expect(second.errorFileUrl).not.toBe(first.errorFileUrl);
  });

  it('gives no URL that its file would not outlive', async () => {
    const errorDownloadId = 'ef'.repeat(16);
    await recordDownload(errorDownloadId);
    const activityId = await settled({ ...COMPLETED, errorDownloadId });
    const since = api.state.now;
    const fileErrorAt = async (at: number) => {
      api.state.now = at;
      const { status, body } = await calls.status(activityId);
      api.state.now = since;
      expect(status).toBe(200);
      return body.fileError;
    };
    expect(await fileErrorAt(since + RETENTION_MS - 1)).not.toBeNull();
    expect(await fileErrorAt(since + RETENTION_MS)).toBeNull();
    await api.database.downloads.remove(account.workspaceId, errorDownloadId);
    expect(await fileErrorAt(since)).toBeNull();
  });

  it('says SYSTEM_FEEDBACK with the five keys of what is wrong with the file', async () => {
    const activityId = await settled(refusedResult([EMPTY_FILE]));
    expect((await calls.status(activityId)).text).toBe(
      `{"activityId":"${activityId}","externalId":null,"status":"SYSTEM_FEEDBACK","processingStats":null,` +
        '"fileError":null,"errors":[{"errorCode":"EMPTY_FILE","errorField":null,"errorValues":null,' +
        '"errorMessage":"The file is empty.","errorResolution":"Send a file with rows."}]}',
    );
  });

  it('says DISCARDED, and nothing of what was, after a cancel and after a discard', async () => {
    const audit = {
      at: api.state.now,
      workspaceId: account.workspaceId,
      actor: 'a',
      subject: 's',
      detail: {},
    };
    const cancelled = await triggered();
    await api.database.activities.cancel(account.workspaceId, cancelled, {
      ...audit,
      action: 'activity.cancelled',
    });
    const undone = await settled({ ...COMPLETED, errorDownloadId: 'cd'.repeat(16) });
    await api.database.activities.discard(account.workspaceId, undone, {
      ...audit,
      action: 'activity.discarded',
    });
    const refused = await settled(refusedResult([EMPTY_FILE]));
    await api.database.activities.discard(account.workspaceId, refused, {
      ...audit,
      action: 'activity.discarded',
    });
    for (const activityId of [cancelled, undone, refused]) {
      expect((await calls.status(activityId)).body).toEqual({
        activityId,
        externalId: null,
        status: 'ACTIVITY_DISCARDED',
        processingStats: null,
        fileError: null,
        errors: [],
      });
    }
  });

  it('is for readers, too', async () => {
    const activityId = await settled(COMPLETED);
    const { userId } = await api.administration.userCreate({
      workspace: account.workspaceId,
      name: 'reader',
      permissions: ['invoice.read'],
    });
    const { token } = await api.administration.tokenCreate({ user: userId, expiresInSeconds: null });
    expect((await callsOf(api, token).status(activityId)).status).toBe(200);
  });
});

describe('GET status refuses', () => {
  const REFUSED = {
    activityId: null,
    externalId: null,
    status: null,
    processingStats: null,
    fileError: null,
  };

  it('an activity of another workspace, of the other register, or of nobody with one answer', async () => {
    const activityId = await settled(COMPLETED);
    const other = await api.account('another');
    const foreign = await callsOf(api, other.token).status(activityId);
    const absent = await calls.status('f'.repeat(24));
    expect(foreign.status).toBe(400);
    expect(foreign.headers.get('x-gst-intake-error')).toBe('activity_unknown');
    expect(foreign.body).toEqual({
      ...REFUSED,
      errors: [expect.objectContaining({ errorCode: 'UNKNOWN_ACTIVITY', errorField: 'activityId' })],
    });
    expect(absent.text).toBe(foreign.text);
    for (const odd of ['x', '%00', "'--", 'a'.repeat(5000)]) {
      expect((await calls.status(odd)).text).toBe(absent.text);
    }
    const register = await calls.status(activityId, { type: 'purchase' });
    expect(register.body.errors[0].errorCode).toBe('UNKNOWN_ACTIVITY');
  });

  it.each([
    ['', 'MISSING_FIELD', 'is missing'],
    ['?tenant=', 'INVALID_VALUE', "'' does not belong to sales"],
    ['?tenant=MAXITC', 'INVALID_VALUE', "'MAXITC' does not belong to sales"],
    ['?tenant=GSTSALES&tenant=GSTSALES', 'INVALID_VALUE', 'given 2 times'],
    ['?tenant=%ff', 'INVALID_VALUE', 'does not belong'],
  ])('a tenant that is not the register’s: %s', async (query, errorCode, message) => {
    const { status, headers, body } = await calls.status(await settled(COMPLETED), { query });
    expect(status).toBe(400);
    expect(headers.get('x-gst-intake-error')).toBe('tenant_invalid');
    expect(body.errors[0]).toMatchObject({ errorCode, errorMessage: expect.stringContaining(message) });
    expect(body.errors[0].errorResolution).toBe('Send tenant=GSTSALES with sales.');
  });

  it('strangers and an unknown register', async () => {
    const stranger = await callsOf(api, undefined).status('f'.repeat(24));
    expect(stranger.status).toBe(401);
    expect(stranger.text).toContain('"errors":[{"errorCode":"AUTHORIZATION_FAILED"');
    expect(stranger.body).toMatchObject({
      ...REFUSED,
      errorCode: 'AUTHORIZATION_FAILED',
      errorMessage: 'Invalid Auth Token',
    });
    const unknown = await calls.status('f'.repeat(24), { type: 'gstr1', query: '?tenant=GSTSALES' });
    expect(unknown.headers.get('x-gst-intake-error')).toBe('template_type_unknown');
    const nobody = await api.account('may nothing', { permissions: ['workspace.admin'] });
    expect((await callsOf(api, nobody.token).status('f'.repeat(24))).status).toBe(403);
  });
});
