import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, sendRaw, startApi } from './apiHarness.ts';
import { callsOf, land, refOf, TEMPLATE_ID, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
let stalled: ReturnType<typeof sendRaw>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('trigger');
  calls = callsOf(api, account.token);
  stalled = sendRaw(
    api.port,
    `POST /integration/v1/ingest/file/sales HTTP/1.1\r\nHost: a\r\nx-cleartax-auth-token: ${account.token}\r\nContent-Length: 9\r\n\r\n{`,
  );
});
afterAll(() => api.stop());

async function landed(type: 'sales' | 'purchase' = 'sales'): Promise<string> {
  const url = await calls.presign(type);
  await land(api, url);
  return url;
}

describe('POST ingest/file', () => {
  it('answers 201 with four keys in this order, and an activity that waits', async () => {
    const { status, text, headers, body } = await calls.trigger('sales', triggerBody(await landed()));
    expect(status).toBe(201);
    expect(text).toMatch(
      /^\{"activityId":"[0-9a-f]{24}","externalId":null,"status":"ACTIVITY_CREATED","errors":\[\]\}$/,
    );
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const activity = await api.database.activities.find(account.workspaceId, body.activityId);
    expect(activity).toMatchObject({
      state: 'queued',
      templateType: 'sales',
      templateId: TEMPLATE_ID.sales,
      userFileName: 'sales april.csv',
      onlyGstins: [],
      userId: account.userId,
    });
  });

  it('keeps what else it is told, and echoes the externalId', async () => {
    const body = {
      externalId: 'ext "1" शर्मा',
      userInputArgs: {
        gstins: ['', ' 27aapfu0939f1zv', ' ', '29AAFCD5862R000'],
        templateId: TEMPLATE_ID.purchase.toUpperCase(),
      },
      fileInfo: { s3FileUrl: `  ${await landed('purchase')}\n`, userFileName: 'खरीद.csv' },
      somethingNew: { whatever: [1] },
    };
    const answer = await calls.trigger('PURCHASE', body);
    expect(answer).toMatchObject({ status: 201, body: { externalId: 'ext "1" शर्मा' } });
    expect(await api.database.activities.find(account.workspaceId, answer.body.activityId)).toMatchObject({
      externalId: 'ext "1" शर्मा',
      onlyGstins: ['27AAPFU0939F1ZV', '29AAFCD5862R000'],
      templateType: 'purchase',
      templateId: TEMPLATE_ID.purchase,
      userFileName: 'खरीद.csv',
    });
  });

  it('answers the same activity however often it is called, also at once, the first call standing', async () => {
    const url = await landed();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        calls.trigger('sales', triggerBody(url, 'sales', { externalId: `call ${place}` })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const later = await calls.trigger('sales', triggerBody(url.split('?')[0] ?? ''));
    expect(later.text).toBe(answers[0]?.text);
    expect((await api.database.uploads.find(refOf(url)))?.state).toBe('pinned');
  });

  it.each([
    ['application/json; charset=utf-8'],
    ['application/json;charset:UTF-8'],
    ['text/plain'],
    ['nonsense'],
    ['multipart/form-data; boundary=x'],
  ])('reads JSON whatever its Content-Type says: %s', async (type) => {
    const { status } = await calls.trigger('sales', triggerBody(await landed()), { 'content-type': type });
    expect(status).toBe(201);
  });

  it('reads JSON without a Content-Type, in chunks, after asking for leave, with a byte order mark', async () => {
    const body = `\uFEFF${JSON.stringify(triggerBody(await landed()))}`;
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        `${api.baseUrl}/integration/v1/ingest/file/sales`,
        {
          method: 'POST',
          headers: {
            'x-cleartax-auth-token': account.token,
            expect: '100-continue',
            'transfer-encoding': 'chunked',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on('error', reject);
      request.once('continue', () => request.end(body));
      request.flushHeaders();
    });
    expect(status).toBe(201);
  });

  it('leaves the connection open for the next call', async () => {
    const { headers } = await calls.trigger('sales', triggerBody(await landed()));
    expect(headers.get('connection')).toBe('keep-alive');
  });

  it('does not mind a license that ran out after the upload', async () => {
    const other = await api.account('license ran out');
    const theirs = callsOf(api, other.token);
    const url = await theirs.presign();
    await land(api, url);
    await api.administration.licenseSet({
      workspace: other.workspaceId,
      from: '2020-04-01',
      until: '2021-03-31',
    });
    expect((await theirs.trigger('sales', triggerBody(url))).status).toBe(201);
  });
});

describe('POST ingest/file refuses', () => {
  it('strangers, in its own shape with what pre-sign says beside it', async () => {
    for (const token of [undefined, 'gst_tok_x', `${account.token.slice(0, -1)}x`]) {
      const { status, text, headers } = await callsOf(api, token).trigger(
        'sales',
        triggerBody(await landed()),
      );
      expect(status).toBe(401);
      expect(headers.get('x-gst-intake-error')).toBe('token_invalid');
      expect(text).toBe(
        '{"activityId":null,"externalId":null,"status":null,"errors":[{"errorCode":"AUTHORIZATION_FAILED",' +
          '"errorField":null,"errorValues":null,"errorMessage":"Invalid Auth Token","errorResolution":null}],' +
          '"errorCode":"AUTHORIZATION_FAILED","errorMessage":"Invalid Auth Token"}',
      );
    }
  });

  it('strangers before a byte of their body is asked for', async () => {
    const answer = await sendRaw(
      api.port,
      'POST /integration/v1/ingest/file/sales HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\nExpect: 100-continue\r\n\r\n',
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('connection')).toBe('close');
  });

  it('users who may only read', async () => {
    const reader = await api.account('reader', { permissions: ['invoice.read'] });
    const { status, body } = await callsOf(api, reader.token).trigger('sales', triggerBody(await landed()));
    expect(status).toBe(403);
    expect(body).toMatchObject({ activityId: null, errorCode: 'PERMISSION_DENIED' });
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"userInputArgs":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a form', 'templateId=1'],
    ['Windows-1252', Buffer.from('{"externalId":"\xe9"}', 'latin1')],
  ])('a body that is no JSON object: %s', async (_what, sent) => {
    const { status, headers, body } = await calls.trigger('sales', sent);
    expect(status).toBe(400);
    expect(headers.get('x-gst-intake-error')).toBe('request_malformed');
    expect(body).toEqual({
      activityId: null,
      externalId: null,
      status: null,
      errors: [
        {
          errorCode: 'INVALID_BODY',
          errorField: null,
          errorValues: null,
          errorMessage: expect.stringMatching(/JSON object.*\. (There is none|This one is none)\./),
          errorResolution: null,
        },
      ],
    });
  });

  it('a body over 1 MiB, by its length and by its bytes', async () => {
    const large = JSON.stringify({ externalId: 'x'.repeat(1024 * 1024) });
    expect((await calls.trigger('sales', large)).headers.get('x-gst-intake-error')).toBe('too_large');
    const chunks = `POST /integration/v1/ingest/file/sales HTTP/1.1\r\nHost: a\r\nx-cleartax-auth-token: ${account.token}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await sendRaw(api.port, `${chunks}${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-gst-intake-error')).toBe('too_large');
    expect(answer.headers.get('connection')).toBe('close');
  });

  it('everything that is wrong at once, each with what to do', async () => {
    const { status, headers, body } = await calls.trigger('sales', {
      externalId: 7,
      userInputArgs: { gstins: ['27AAPFU0939F1ZV', '29AABCT1332L1ZZ', 5], templateId: 'f'.repeat(24) },
      fileInfo: { s3FileUrl: 'https://example.com/a.csv?X-Amz-Signature=secret' },
    });
    expect(status).toBe(400);
    expect(headers.get('x-gst-intake-error')).toBe('trigger_invalid');
    const told = body.errors.map((error: Record<string, unknown>) => [
      error['errorField'],
      error['errorCode'],
      error['errorValues'],
    ]);
    expect(told).toEqual([
      ['externalId', 'INVALID_VALUE', ['7']],
      ['userInputArgs.templateId', 'UNKNOWN_TEMPLATE', ['f'.repeat(24)]],
      ['userInputArgs.gstins', 'INVALID_GSTIN', ['29AABCT1332L1ZZ', '5']],
      ['fileInfo.userFileName', 'MISSING_FIELD', null],
      ['fileInfo.s3FileUrl', 'UNKNOWN_FILE_URL', null],
    ]);
    for (const error of body.errors) {
      expect(Object.keys(error)).toEqual([
        'errorCode',
        'errorField',
        'errorValues',
        'errorMessage',
        'errorResolution',
      ]);
      expect(error.errorResolution).toMatch(/\w/);
    }
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it.each<[string, object, string[]]>([
    ['nothing in it', {}, ['userInputArgs', 'fileInfo']],
    ['lists for objects', { userInputArgs: [], fileInfo: 'x' }, ['userInputArgs', 'fileInfo']],
    [
      'blanks',
      { userInputArgs: { templateId: ' ' }, fileInfo: { s3FileUrl: '', userFileName: ' ' } },
      ['userInputArgs.templateId', 'fileInfo.s3FileUrl', 'fileInfo.userFileName'],
    ],
    [
      'gstins in one text',
      { userInputArgs: { templateId: TEMPLATE_ID.sales, gstins: 'A,B' } },
      ['fileInfo', 'userInputArgs.gstins'],
    ],
    ['a NUL', { externalId: 'a\0b' }, ['externalId', 'userInputArgs', 'fileInfo']],
    ['half an emoji', { externalId: '\ud83d' }, ['externalId', 'userInputArgs', 'fileInfo']],
    ['a long externalId', { externalId: 'x'.repeat(1501) }, ['externalId', 'userInputArgs', 'fileInfo']],
  ])('fields that are missing or of another kind: %s', async (_what, sent, fields) => {
    const { status, body } = await calls.trigger('sales', sent);
    expect(status).toBe(400);
    expect(body.errors.map(({ errorField }: { errorField: string }) => errorField)).toEqual(fields);
  });

  it('the template of the other register, and says whose it is', async () => {
    const { body } = await calls.trigger('purchase', triggerBody(await landed('purchase'), 'sales'));
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].errorMessage).toContain('the template for sales');
    expect(body.errors[0].errorResolution).toContain(TEMPLATE_ID.purchase);
  });

  it('an unknown register', async () => {
    const { status, headers, body } = await calls.trigger('gstr1', triggerBody(await landed()));
    expect(status).toBe(400);
    expect(headers.get('x-gst-intake-error')).toBe('template_type_unknown');
    expect(body.errors[0]).toMatchObject({ errorField: 'templateType', errorValues: ['gstr1'] });
  });

  it('a file that was not uploaded yet, and one whose upload was closed', async () => {
    const early = await calls.presign();
    const notYet = await calls.trigger('sales', triggerBody(early));
    expect({ status: notYet.status, code: notYet.body.errors[0].errorCode }).toEqual({
      status: 400,
      code: 'FILE_NOT_UPLOADED',
    });
    expect(notYet.headers.get('x-gst-intake-error')).toBe('upload_missing');
    const second = await api.administration.tokenCreate({ user: account.userId, expiresInSeconds: null });
    const closed = await callsOf(api, second.token).presign();
    await land(api, closed);
    await api.administration.tokenRevoke(second.tokenId);
    const tooLate = await calls.trigger('sales', triggerBody(closed));
    expect({ status: tooLate.status, code: tooLate.body.errors[0].errorCode }).toEqual({
      status: 400,
      code: 'FILE_NO_LONGER_AVAILABLE',
    });
    await land(api, early);
    expect((await calls.trigger('sales', triggerBody(early))).status).toBe(201);
  });

  it("another workspace's upload, and the other register's, as one that nobody has", async () => {
    const other = await api.account('other workspace');
    const url = await landed();
    const foreign = await callsOf(api, other.token).trigger('sales', triggerBody(url));
    const { uploadId } = refOf(url);
    const absent = await calls.trigger('sales', triggerBody(url.replaceAll(uploadId, 'f'.repeat(32))));
    expect(foreign.status).toBe(400);
    expect(foreign.text).toBe(absent.text);
    const register = await calls.trigger('purchase', triggerBody(url, 'purchase'));
    expect(register.body.errors[0].errorCode).toBe('UNKNOWN_FILE_URL');
    expect((await api.database.uploads.find(refOf(url)))?.state).toBe('landed');
  });

  it('other methods with 405, and an outage with 500, in its own shape', async () => {
    const other = await fetch(`${api.baseUrl}/integration/v1/ingest/file/sales`);
    expect({ status: other.status, allow: other.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'POST',
    });
    expect(await other.json()).toMatchObject({ activityId: null, errorCode: 'INTERNAL_ERROR' });
    const broken = await startApi();
    const { token } = await broken.account('outage');
    await broken.database.close();
    const answer = await callsOf(broken, token).trigger('sales', '{}');
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({
      activityId: null,
      status: null,
      errorCode: 'INTERNAL_ERROR',
      errorMessage: `Internal Error. Contact support. Request id: ${answer.headers.get('x-request-id')}`,
    });
    await broken.stop();
  });

  it('a body that stalls', async () => {
    const { status, headers, body } = await stalled;
    expect({ status, reason: headers.get('x-gst-intake-error') }).toEqual({
      status: 400,
      reason: 'too_slow',
    });
    expect(headers.get('connection')).toBe('close');
    expect(JSON.parse(body).errors[0].errorCode).toBe('INVALID_BODY');
  }, 40_000);

  it('and says in the log whose call it was, and no URL', async () => {
    const url = await landed();
    const { headers, body } = await calls.trigger('sales', triggerBody(url));
    const line = api.logged().find(({ requestId }) => requestId === headers.get('x-request-id'));
    expect(line).toMatchObject({
      route: '/integration/v1/ingest/file/:templateType',
      status: 201,
      workspaceId: account.workspaceId,
      activityId: body.activityId,
      uploadId: refOf(url).uploadId,
    });
    expect(JSON.stringify(api.logged())).not.toMatch(/X-Amz-|gst_tok_/);
  });
});
