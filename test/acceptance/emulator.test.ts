import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatSecret } from '../../src/accounts/token.ts';
import { createClient } from '../../src/client/index.ts';
import type { Exchange } from '../../src/emulator/conversation.ts';
import { ACCOUNTED, type Answer, answerOf, emulatorCalls, OWN, SALES } from './emulatorClient.ts';
import { type Installation, startInstallation } from './installation.ts';

/**
 * An emulator as a process of its own: what it is told to answer is held against the same refusal, really provoked.
 *
 * One box: an emulator is one process on SQLite.
 */

const WAIT = { timeout: 30_000, interval: 50 };
const TOKEN = formatSecret('token', new Uint8Array(32));
const STRANGERS_TOKEN = formatSecret('token', new Uint8Array(32).fill(1));
const MAX_BYTES = 100_000;

let server: Installation;
let calls: ReturnType<typeof emulatorCalls>;

beforeAll(async () => {
  server = await startInstallation({
    args: ['--emulate'],
    env: { GST_INTAKE_EMULATOR_TOKEN: TOKEN, GST_INTAKE_MAX_UPLOAD_BYTES: String(MAX_BYTES) },
  });
  calls = emulatorCalls(server.baseUrl, TOKEN);
});
beforeEach(async () => {
  await calls.emulator('DELETE', '/switches');
  await calls.emulator('DELETE', '/clock');
  await calls.emulator('DELETE', '/replay');
});
afterAll(async () => {
  await server.remove();
});

async function isPlainNow(): Promise<void> {
  expect((await calls.presign()).status).toBe(200);
}

describe('an emulator', () => {
  it('says that it is one wherever somebody may look', async () => {
    expect(server.stdout()).toContain('EMULATOR MODE');
    expect(server.stderr()).toContain('EMULATOR MODE');
    expect(await (await fetch(`${server.baseUrl}/healthz`)).json()).toMatchObject({ mode: 'emulator' });
    expect(await (await fetch(server.baseUrl)).text()).toContain('EMULATOR MODE');
    const everywhere = [
      ...(await Promise.all(
        ['/', '/healthz', '/metrics', '/none', '/integration/v1/none', '/v1/a/b/c', '/emulator/v1/none'].map(
          async (path) => answerOf(await fetch(server.baseUrl + path)),
        ),
      )),
      await calls.presign(),
      await calls.unparsed(),
    ];
    for (const { headers } of everywhere) expect(headers['x-gst-intake-mode']).toBe('emulator');
  });

  it('tells a web page of elsewhere nothing and takes nothing from it', async () => {
    async function ask(method: string, headers: Readonly<Record<string, string>>) {
      const sent = httpRequest(`${server.baseUrl}/emulator/v1${method === 'GET' ? '' : '/reset'}`, {
        method,
        headers,
      });
      sent.end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, body: await textOf(answer) };
    }
    const workspaceId = async () => (await calls.emulator('GET', '')).json['workspaceId'];
    const before = await workspaceId();
    const strangers: [string, Record<string, string>][] = [
      ['GET', { host: 'evil.example' }],
      ['GET', { host: '127.0.0.1.evil.example:80' }],
      ['GET', { origin: 'https://evil.example' }],
      ['POST', { origin: 'https://evil.example' }],
      ['POST', { origin: 'null' }],
    ];
    for (const [method, headers] of strangers) {
      const { status, body } = await ask(method, headers);
      expect({ headers, status }).toEqual({ headers, status: 403 });
      expect(body).not.toContain(TOKEN);
    }
    expect(await workspaceId()).toBe(before);
    for (const headers of [
      { host: 'localhost:1' },
      { host: '[::1]:1' },
      { origin: 'http://localhost:3000' },
    ]) {
      expect(await ask('GET', headers)).toMatchObject({ status: 200, body: expect.stringContaining(TOKEN) });
    }
  });

  it('describes its own calls in /openapi.json', async () => {
    const document = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    expect(document.paths).toHaveProperty('/emulator/v1/clock');
    expect(document.paths).toHaveProperty('/integration/v1/authz/token');
  });

  it('takes the token that it was given, also after a reset, and tells it to whoever asks', async () => {
    expect((await calls.emulator('GET', '')).json).toMatchObject({ token: TOKEN });
    const before = (await calls.emulator('GET', '')).json['workspaceId'];
    const after = (await calls.emulator('POST', '/reset')).json;
    expect(after['workspaceId']).not.toBe(before);
    expect(after['token']).toBe(TOKEN);
    await isPlainNow();
  });

  it('takes sandbox GSTINs in every workspace', async () => {
    const { url } = await calls.presigned();
    await calls.put(url);
    const { activityId } = await calls.triggered(url);
    const status = await calls.ended(activityId);
    expect(status).toMatchObject({ status: 'ACTIVITY_COMPLETED', fileError: null });
    expect(status['processingStats']).toMatchObject([{ gstin: OWN, validRows: 1, invalidRows: 0 }]);
  });
});

describe('a forced refusal is the real one', () => {
  /** Request ids and instants, which differ between any two answers. */
  function comparable({ status, headers, body }: Answer): unknown {
    const {
      date,
      'x-request-id': id = 'none',
      'x-amz-request-id': _amz,
      'retry-after': _after,
      ...rest
    } = headers;
    expect(date).toBeDefined();
    return {
      status,
      headers: rest,
      body: body
        .replaceAll(id, '(request id)')
        .replace(/<HostId>[^<]*/g, '<HostId>')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(instant)'),
    };
  }

  it.each(ACCOUNTED)('$outcome of pre-sign', async ({ outcome, provoke }) => {
    await calls.emulator('POST', '/reset');
    const forced = await calls.presign({ emulate: outcome });
    expect(forced.headers['x-gst-intake-error']).toBe(outcome);
    await isPlainNow();
    const real = await provoke(server, calls);
    expect(comparable(forced)).toEqual(comparable(real));
    const [forcedAfter = 0, realAfter = 0] = [forced, real].map(({ headers }) =>
      Number(headers['retry-after']),
    );
    if (outcome === 'quota_exceeded') expect(Math.abs(forcedAfter - realAfter)).toBeLessThan(60);
  });

  it('url_expired of a PUT, and of a URL that pre-sign was told to let expire', async () => {
    const good = await calls.presigned();
    const forced = await calls.put(good.url, { emulate: 'url_expired' });
    const { url } = await calls.presigned({ emulate: 'url_expired' });
    const old = await calls.put(url);
    await calls.emulator('PUT', '/clock', { advanceSeconds: 660 });
    const real = await calls.put(good.url);
    expect(real.status).toBe(403);
    expect(real.headers['x-gst-intake-error']).toBe('url_expired');
    expect(real.body).toContain('<Code>AccessDenied</Code><Message>The URL has expired.');
    const sameKey = (answer: Answer) => ({
      ...answer,
      body: answer.body.replace(/<Resource>[^<]*/, '<Resource>'),
    });
    expect(comparable(forced)).toEqual(comparable(real));
    expect(comparable(sameKey(old))).toEqual(comparable(sameKey(real)));
  });

  it('a URL told to stay good for a while is good for that while', async () => {
    const { url } = await calls.presigned({ emulate: 'url_expired; afterMs=60000' });
    expect((await calls.put(url)).status).toBe(200);
    await calls.emulator('PUT', '/clock', { advanceSeconds: 62 });
    expect((await calls.put(url)).headers['x-gst-intake-error']).toBe('url_expired');
  });

  it.each([
    [
      'signature_mismatch',
      (url: string) => calls.put(url.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    ],
    ['content_type_mismatch', (url: string) => calls.put(url, { contentType: 'application/x-emulated' })],
    ['too_large', (url: string) => calls.put(url, { body: 'a'.repeat(MAX_BYTES + 1) })],
  ] as const)('%s of a PUT', async (outcome, provoke) => {
    const { url } = await calls.presigned();
    const forced = await calls.put(url, { emulate: outcome });
    expect(forced.headers['x-gst-intake-error']).toBe(outcome);
    expect(comparable(forced)).toEqual(comparable(await provoke(url)));
  });

  it.each([
    ['too_slow', 400, 'RequestTimeout'],
    ['quota_exceeded', 403, 'QuotaExceeded'],
    ['disk_full', 503, 'ServiceUnavailable'],
    ['upload_unknown', 404, 'NoSuchKey'],
    ['unavailable', 503, 'ServiceUnavailable'],
    ['server_error', 500, 'InternalError'],
  ])('%s of a PUT is answered %i %s, and the next PUT is stored', async (outcome, status, code) => {
    const { url } = await calls.presigned();
    const forced = await calls.put(url, { emulate: outcome });
    expect(forced.status).toBe(status);
    expect(forced.body).toContain(`<Code>${code}</Code>`);
    expect((await calls.put(url)).status).toBe(200);
  });

  it('upload_missing and token_invalid of the trigger, activity_unknown of the status', async () => {
    const { url } = await calls.presigned();
    const missing = await calls.trigger(url);
    await calls.put(url);
    const forced = await calls.trigger(url, { emulate: 'upload_missing' });
    expect(forced.headers['x-gst-intake-error']).toBe('upload_missing');
    expect(comparable(forced)).toEqual(comparable(missing));
    const stranger = emulatorCalls(server.baseUrl, STRANGERS_TOKEN);
    expect(comparable(await calls.trigger(url, { emulate: 'token_invalid' }))).toEqual(
      comparable(await stranger.trigger(url)),
    );
    const { activityId } = await calls.triggered(url);
    expect(comparable(await calls.status(activityId, { emulate: 'activity_unknown' }))).toEqual(
      comparable(await calls.status('0'.repeat(24))),
    );
  });

  it('client_secret_invalid and the used-up day of tokens', async () => {
    await calls.emulator('POST', '/reset');
    const { clientSecret = '' } = (await calls.emulator('GET', '')).json as Record<string, string>;
    const invalid = await calls.token(clientSecret, { emulate: 'client_secret_invalid' });
    expect(comparable(invalid)).toEqual(comparable(await calls.token('gst_sec_none')));
    const spent = await calls.token(clientSecret, { emulate: 'quota_exceeded' });
    expect(spent.status).toBe(429);
    let real = await calls.token(clientSecret);
    for (let fetched = 1; real.status === 200 && fetched <= 300; fetched += 1) {
      real = await calls.token(clientSecret);
    }
    expect(comparable(spent)).toEqual(comparable(real));
  });

  it('url_expired of an error file', async () => {
    const errorFileUrl = await calls.errorFileUrl();
    const forced = await calls.get(errorFileUrl, { emulate: 'url_expired' });
    await calls.emulator('PUT', '/clock', { advanceSeconds: 7 * 86_400 + 60 });
    expect(comparable(forced)).toEqual(comparable(await calls.get(errorFileUrl)));
  });
});

describe('an ingestion that is told how to end', () => {
  beforeAll(async () => {
    await calls.emulator('POST', '/reset');
  });

  it('ends as UNPLANNED_ERROR by attempts that really failed', async () => {
    const { url } = await calls.presigned();
    await calls.put(url);
    const { activityId } = await calls.triggered(url, { emulate: 'unplanned_error' });
    const status = await calls.ended(activityId);
    expect(status).toMatchObject({ status: 'UNPLANNED_ERROR', processingStats: null, fileError: null });
    expect(JSON.stringify(status['errors'])).toContain('after 3 attempts');
  });

  it.each(['EMPTY_FILE', 'CORRUPT_FILE', 'UNSUPPORTED_FORMAT', 'HEADER_NOT_FOUND', 'HEADER_MISSING'])(
    'ends as SYSTEM_FEEDBACK with %s',
    async (errorCode) => {
      const { url } = await calls.presigned();
      await calls.put(url);
      await calls.emulator('POST', '/switches', { call: 'trigger', outcome: 'system_feedback', errorCode });
      const { activityId } = await calls.triggered(url);
      const status = await calls.ended(activityId);
      expect(status).toMatchObject({ status: 'SYSTEM_FEEDBACK', errors: [{ errorCode }] });
    },
  );

  it('is the same as for a file that is really so', async () => {
    const ends = await Promise.all(
      [{ body: '' }, { emulate: 'system_feedback' }].map(async ({ body = SALES, emulate }) => {
        const { url } = await calls.presigned();
        await calls.put(url, { body });
        const { activityId } = await calls.triggered(url, emulate === undefined ? {} : { emulate });
        return { ...(await calls.ended(activityId)), activityId: '' };
      }),
    );
    expect(ends[1]).toEqual(ends[0]);
  });

  it('waits in a slow queue for as long as it is told, while others pass by, and goes on', async () => {
    const sent = async (wish: { readonly emulate?: string } = {}) => {
      const { url } = await calls.presigned();
      await calls.put(url);
      return (await calls.triggered(url, wish)).activityId;
    };
    const held = await sent({ emulate: 'slow_queue; afterMs=3600000' });
    const brief = await sent({ emulate: 'slow_queue; afterMs=200' });
    for (const activityId of [await sent(), brief]) {
      expect((await calls.ended(activityId))['status']).toBe('ACTIVITY_COMPLETED');
    }
    expect((await calls.statusOf(held))['status']).toMatch(/ACTIVITY_(CREATED|QUEUED)/);
  });

  it('looks queued for as many polls as are asked for', async () => {
    const { url } = await calls.presigned();
    await calls.put(url);
    const { activityId } = await calls.triggered(url);
    await calls.ended(activityId);
    await calls.emulator('POST', '/switches', { call: 'status', outcome: 'still_queued', times: 2 });
    const seen = [];
    for (let poll = 0; poll < 3; poll += 1) seen.push(await calls.statusOf(activityId));
    expect(seen.map(({ status }) => status)).toEqual([
      'ACTIVITY_QUEUED',
      'ACTIVITY_QUEUED',
      'ACTIVITY_COMPLETED',
    ]);
    expect(seen[0]?.['processingStats']).toBeNull();
  });
});

describe('switches', () => {
  it('are for so many calls, for one workspace, or for always until they are taken off', async () => {
    const { workspaceId } = (await calls.emulator('GET', '')).json as Record<string, string>;
    const set = await calls.emulator('PUT', '/switches', [
      { call: 'presign', outcome: 'quota_exceeded', times: 2, workspace: workspaceId },
      { call: 'presign', outcome: 'license_expired', times: 'always', workspace: 'another' },
    ]);
    expect(set.json['switches']).toHaveLength(2);
    expect((await calls.presign()).status).toBe(403);
    expect((await calls.presign()).status).toBe(403);
    await isPlainNow();
    await calls.emulator('PUT', '/switches', { call: 'put', outcome: 'unavailable', times: 'always' });
    const { url } = await calls.presigned();
    for (let time = 0; time < 3; time += 1) expect((await calls.put(url)).status).toBe(503);
    await calls.emulator('DELETE', '/switches');
    expect((await calls.put(url)).status).toBe(200);
  });

  it.each([
    [
      { call: 'presign', outcome: 'too_slow' },
      /^outcome \(of presign\) is "too_slow"\. Allowed: .*quota_exceeded/,
    ],
    [{ call: 'nothing', outcome: 'slow' }, /^call is "nothing"\. Allowed: presign, put/],
    [{ call: 'put', outcome: 'slow', times: 0 }, /^times is 0\. Allowed: a whole number/],
    [{ call: 'put', outcome: 'slow', time: 1 }, /^time is not known\. Allowed: call, outcome, times/],
    [{ call: 'put', outcome: 'slow', afterMs: -1 }, /^afterMs is -1\. Allowed: milliseconds/],
    [{ call: 'put', outcome: 'slow', errorCode: 'EMPTY_FILE' }, /^errorCode is given for slow/],
  ])('are refused in words: %j', async (wanted, words) => {
    const refused = await calls.emulator('POST', '/switches', wanted);
    expect(refused.status).toBe(422);
    expect(refused.headers['content-type']).toMatch('application/problem+json');
    expect(refused.json['detail']).toMatch(words);
    expect((await calls.emulator('GET', '/switches')).json['switches']).toEqual([]);
  });

  it('lose an answer after all was done: a trigger sent again finds its activity', async () => {
    await calls.emulator('POST', '/reset');
    const { url } = await calls.presigned();
    await expect(calls.put(url, { emulate: 'answer_lost' })).rejects.toThrow();
    await expect(calls.trigger(url, { emulate: 'connection_reset' })).rejects.toThrow();
    await expect(calls.trigger(url, { emulate: 'answer_lost' })).rejects.toThrow();
    const { activityId } = await calls.triggered(url);
    expect((await calls.ended(activityId))['status']).toBe('ACTIVITY_COMPLETED');
    const audit = await server.adminList<{ action: string }>('admin', 'audit');
    expect(audit.filter(({ action }) => action === 'activity.triggered')).toHaveLength(1);
  });

  it('make our own client try again, and end well', async () => {
    await calls.emulator('PUT', '/switches', [
      { call: 'presign', outcome: 'unavailable' },
      { call: 'put', outcome: 'url_expired' },
      { call: 'trigger', outcome: 'answer_lost' },
      { call: 'status', outcome: 'server_error' },
    ]);
    const client = createClient({ baseUrl: server.baseUrl, token: TOKEN });
    const result = await client.ingestFile({
      templateType: 'sales',
      file: new File([SALES], 'sales.csv'),
    }).result;
    expect(result.status).toMatchObject({ status: 'ACTIVITY_COMPLETED', fileError: null });
    expect((await calls.emulator('GET', '/switches')).json['switches']).toEqual([]);
  });
});

describe('the clock', () => {
  afterAll(async () => {
    await calls.emulator('POST', '/reset');
  });

  it('moves what is judged by today, in the worker too', async () => {
    const future = SALES.replace('01/04/2026', '01/04/2031');
    const judged = async () => {
      const { url } = await calls.presigned();
      await calls.put(url, { body: future });
      return calls.ended((await calls.triggered(url)).activityId);
    };
    expect((await judged())['processingStats']).toMatchObject([{ validRows: 0, invalidRows: 1 }]);
    const put = await calls.emulator('PUT', '/clock', { now: '2031-05-01T00:00:00+05:30' });
    expect(put.json['now']).toMatch(/^2031-04-30T18:30:0/);
    const then = await judged();
    expect(then['processingStats']).toMatchObject([{ validRows: 1, invalidRows: 0 }]);
    const view = await calls.view(String(then['activityId']));
    for (const time of ['createdAt', 'startedAt', 'endedAt']) expect(view[time]).toMatch(/^2031-04-30T18:/);
  });

  it('moves licenses, quota windows and the end of tokens', async () => {
    await calls.emulator('POST', '/reset');
    await server.admin('admin', 'license', 'set', '--workspace', 'default', '--until', '2030-12-31');
    await server.admin('admin', 'quota', 'set', '--workspace', 'default', '--limit', '1', '--per', 'hour');
    const limited = ['token', 'create', '--user', 'admin', '--expires-in', '10m'];
    const { token } = await server.admin<{ token: string }>('admin', ...limited);
    const other = emulatorCalls(server.baseUrl, token);
    await isPlainNow();
    expect((await calls.presign()).headers['x-gst-intake-error']).toBe('quota_exceeded');
    await calls.emulator('PUT', '/clock', { advanceSeconds: 3600 });
    await isPlainNow();
    expect((await other.presign()).headers['x-gst-intake-error']).toBe('token_invalid');
    await calls.emulator('PUT', '/clock', { now: '2031-01-01T00:00:00+05:30' });
    expect((await calls.presign()).headers['x-gst-intake-error']).toBe('license_expired');
    await calls.emulator('DELETE', '/clock');
    expect((await other.presign()).headers['x-gst-intake-error']).toBe('quota_exceeded');
  });

  it('moves the retention: error files go, and a file that lands now stays', async () => {
    await calls.emulator('POST', '/reset');
    const errorFileUrl = await calls.errorFileUrl();
    await calls.emulator('PUT', '/clock', { advanceSeconds: 40 * 86_400 });
    const gone = await calls.get(errorFileUrl);
    expect(gone.status).toBe(403);
    const { url } = await calls.presigned();
    await calls.put(url);
    await calls.emulator('PUT', '/clock', { advanceSeconds: 60 });
    const { activityId } = await calls.triggered(url);
    expect((await calls.ended(activityId))['status']).toBe('ACTIVITY_COMPLETED');
  });

  it.each([
    [{}],
    [{ now: 'tomorrow' }],
    [{ now: '2031-05-01T00:00:00' }],
    [{ advanceSeconds: '660' }],
    [{ now: '2031-05-01T00:00:00Z', offsetSeconds: 1 }],
    [{ advanceSeconds: 1e12 }],
  ])('is not put by %j', async (wanted) => {
    expect((await calls.emulator('PUT', '/clock', wanted)).status).toBe(422);
    expect((await calls.emulator('GET', '/clock')).json['offsetSeconds']).toBe(0);
  });
});

describe('recordings', () => {
  async function conversation(name = 'sales.csv', body = SALES): Promise<void> {
    const { url } = await calls.presigned({ fileName: name });
    await calls.put(url, { body });
    const { activityId } = await calls.triggered(url);
    expect((await calls.ended(activityId))['status']).toBe('ACTIVITY_COMPLETED');
  }

  async function recorded(): Promise<string> {
    await calls.emulator('POST', '/recordings/monthly/start');
    await conversation();
    await vi.waitFor(async () => {
      const { json } = await calls.emulator('POST', '/recordings/monthly/stop');
      expect(json['exchanges']).toBeGreaterThanOrEqual(4);
    }, WAIT);
    return (await calls.emulator('GET', '/recordings/monthly')).body;
  }

  it('have every exchange, without a secret, and files by their hash', async () => {
    const text = await recorded();
    const exchanges = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange);
    expect(exchanges.slice(0, 4).map(({ call }) => call)).toEqual(['presign', 'put', 'trigger', 'status']);
    expect(text).not.toContain(TOKEN);
    expect(text).not.toMatch(/X-Amz-Signature=[0-9a-f]{8}/);
    expect(exchanges[1]?.request.body).toEqual({
      sha256: createHash('sha256').update(SALES).digest('hex'),
      bytes: Buffer.byteLength(SALES),
    });
    expect(exchanges[2]?.request.body).toMatchObject({
      text: expect.stringContaining('618a5623836651c01c1498ad'),
    });
    expect(exchanges[2]?.response).toMatchObject({ status: 201 });
  });

  it('are replayed to the same client, also by an emulator that never saw it', async () => {
    const text = await recorded();
    await calls.emulator('POST', '/reset');
    await calls.emulator('PUT', '/recordings/kept', text);
    await calls.emulator('POST', '/replay/kept');
    await conversation();
    const report = (await calls.emulator('DELETE', '/replay')).json;
    expect(report).toMatchObject({ isComplete: true, difference: null });
    expect(report['total']).toBeGreaterThanOrEqual(4);
    await isPlainNow();
  });

  it('tell the first thing that a changed client does otherwise, and go no further', async () => {
    await recorded();
    await calls.emulator('POST', '/replay/monthly');
    expect((await calls.presign({ fileName: 'other.csv' })).status).toBe(409);
    expect((await calls.presign()).status).toBe(409);
    expect((await calls.emulator('DELETE', '/replay')).json).toMatchObject({
      served: 0,
      isComplete: false,
      difference: {
        request: 1,
        what: 'query',
        expected: 'fileName=sales.csv',
        received: 'fileName=other.csv',
      },
    });
    await calls.emulator('POST', '/replay/monthly');
    const { url } = await calls.presigned();
    expect((await calls.put(url, { body: `${SALES}\n` })).status).toBe(409);
    expect((await calls.emulator('GET', '/replay')).json).toMatchObject({
      served: 1,
      difference: { request: 2, what: 'body', expected: { bytes: Buffer.byteLength(SALES) } },
    });
  });

  it('of more than a mebibyte can be brought back', async () => {
    const text = await recorded();
    const longer = text.repeat(Math.ceil((2 * 1024 * 1024) / text.length));
    expect((await calls.emulator('PUT', '/recordings/long', longer)).status).toBe(200);
    expect((await calls.emulator('GET', '/recordings/long')).body).toBe(longer);
  });

  it('are refused where they are none, and unknown where there are none', async () => {
    const broken = await calls.emulator('PUT', '/recordings/broken', '{"request":1}\n');
    expect(broken.json['detail']).toMatch(/^Line 1 is none of ours/);
    expect((await calls.emulator('POST', '/replay/none')).status).toBe(404);
    expect((await calls.emulator('GET', '/recordings/none')).status).toBe(404);
  });
});
