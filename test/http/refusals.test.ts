import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, type RawAnswer, sendRaw, startApi } from './apiHarness.ts';

let api: Api;
let proxied: Api;
let stalled: Promise<string>;
let stalledSince: number;
beforeAll(async () => {
  api = await startApi();
  proxied = await startApi({ pathPrefix: '/tax/gst', isTrustedProxy: (address) => address === '127.0.0.1' });
  const socket = connect(api.port, '127.0.0.1');
  stalledSince = performance.now();
  socket.write('GET /integration/v1/generatePreSign/sales HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
  stalled = text(socket);
});
afterAll(() => Promise.all([api.stop(), proxied.stop()]));

const CLEAR = '/integration/v1/generatePreSign/sales?fileName=a';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function send(startLine: string, ...lines: string[]): Promise<RawAnswer> {
  return sendRaw(api.port, [startLine, ...lines, '', ''].join('\r\n'));
}

/** In whose words a body speaks. */
function dialectOf({ headers, body }: RawAnswer): string {
  const type = headers.get('content-type') ?? '';
  if (type === 'application/xml') return /<RequestId>[^<]+<\/RequestId>/.test(body) ? 's3' : 'other XML';
  const json: unknown = JSON.parse(body);
  if (Array.isArray(json)) return Object.keys(json[0]).length === 5 ? 'clear' : 'another array';
  return type.startsWith('application/problem+json') && (json as object) && 'requestId' in (json as object)
    ? 'problem'
    : 'other JSON';
}

describe('a request that no one can read', () => {
  const HOST = 'Host: 127.0.0.1';
  const LONG = `X-Long: ${'x'.repeat(70_000)}`;
  const BOTH = ['Content-Length: 3', 'Transfer-Encoding: chunked', '', 'abc'];
  const cases: readonly [what: string, status: number, dialect: string, request: readonly string[]][] = [
    ['no HTTP at all', 400, 'problem', ['hello']],
    ['no Host', 400, 'clear', [`GET ${CLEAR} HTTP/1.1`]],
    ['a header without a name', 400, 'clear', [`GET ${CLEAR} HTTP/1.1`, HOST, ': x']],
    ['both lengths, Clear’s path', 400, 'clear', [`GET ${CLEAR} HTTP/1.1`, HOST, ...BOTH]],
    ['both lengths, the gateway’s path', 400, 's3', ['PUT /v1/r/b/k HTTP/1.1', HOST, ...BOTH]],
    ['two lengths', 400, 'clear', [`POST ${CLEAR} HTTP/1.1`, HOST, 'Content-Length: 1', 'Content-Length: 2']],
  ];

  it.each(cases)(
    '%s: %i, in the words of its path (%s), with an id',
    async (_what, status, dialect, request) => {
      const answer = await send(request[0] ?? '', ...request.slice(1));
      expect(answer.status).toBe(status);
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
      expect(answer.headers.get('x-gst-intake-error')).toBe('request_malformed');
      expect(answer.headers.get('connection')).toBe('close');
      expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(answer.body));
      expect(dialectOf(answer)).toBe(dialect);
    },
  );

  it.each([`GET ${CLEAR}`, 'PUT /v1/r/b/k', 'GET /healthz'])(
    'with headers past 64 KiB is answered 431, with an id: %s',
    async (call) => {
      const answer = await send(`${call} HTTP/1.1`, HOST, LONG);
      expect(answer.status).toBe(431);
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
      expect(answer.body).toContain('longer than 64 KiB');
    },
  );

  it('is told what to mend where lengths are the matter', async () => {
    const { body } = await send(`GET ${CLEAR} HTTP/1.1`, HOST, ...BOTH);
    expect(body).toContain('send one of them');
  });

  it('with an expectation that we do not know is answered as if it had none', async () => {
    const answer = await send('GET /healthz HTTP/1.1', HOST, 'Expect: a miracle', 'Connection: close');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(UUID);
  });

  it('is in the log under its id', async () => {
    const { headers } = await send('hello');
    const id = headers.get('x-request-id');
    expect(api.logged()).toContainEqual(
      expect.objectContaining({ requestId: id, msg: 'request not parsed' }),
    );
  });

  it('that never ends is answered 408 soon after 15 seconds', async () => {
    const answer = await stalled;
    expect(performance.now() - stalledSince).toBeGreaterThan(14_000);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
    expect(answer).toContain('within 15 seconds');
  });

  it('counts as nothing else: the server goes on', async () => {
    expect((await fetch(`${api.baseUrl}/healthz`)).status).toBe(200);
  });
});

describe('a path or a method that there is not', () => {
  it.each([
    ['GET', '/integration/v1/nothing', 404, 'clear'],
    ['POST', '/integration/v1/ingest/elsewhere', 404, 'clear'],
    ['GET', '/integration/v1/generatePreSign/', 401, 'clear object'],
    ['POST', CLEAR, 405, 'clear'],
    ['DELETE', CLEAR, 405, 'clear'],
    ['GET', '/api/v1/activity', 404, 'problem'],
    ['GET', '/api/v1/activities', 401, 'problem'],
    ['POST', '/healthz', 405, 'problem'],
    ['HEAD', '/metrics', 405, 'problem'],
    ['GET', '/integration/%zz', 400, 'clear'],
    ['GET', '/%zz', 400, 'problem'],
  ])('%s %s: %i', async (method, path, status, dialect) => {
    const answer = await send(`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close');
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(UUID);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET');
    if (method !== 'HEAD' && dialect !== 'clear object') expect(dialectOf(answer)).toBe(dialect);
  });

  it('are refused with a body, too', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await fetch(api.baseUrl + CLEAR, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"half":',
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.json()).toEqual([expect.objectContaining({ errorCode: 'INTERNAL_ERROR' })]);
    }
  });

  it('that is ill-encoded is told so in plain words', async () => {
    const { body } = await send('GET /%zz HTTP/1.1', 'Host: 127.0.0.1', 'Connection: close');
    expect(body).toContain('percent-encoded');
    expect(body).not.toContain('FST_');
  });

  it('is never echoed as HTML', async () => {
    const answer = await fetch(`${api.baseUrl}/<script>alert(1)</script>`);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.text()).not.toContain('<script>');
  });
});

describe('x-request-id', () => {
  const ask = (to: Api, id: string) => fetch(`${to.baseUrl}/healthz`, { headers: { 'x-request-id': id } });

  it('is new each time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await ask(api, '')).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(20);
  });

  it('of a stranger is not taken over', async () => {
    expect((await ask(api, 'chosen-by-a-stranger')).headers.get('x-request-id')).toMatch(UUID);
  });

  it('of a trusted proxy is', async () => {
    expect((await ask(proxied, 'edge-7f3a.2026:1')).headers.get('x-request-id')).toBe('edge-7f3a.2026:1');
  });

  it.each(['short', 'x'.repeat(129), 'two words here', '<script>alert', 'a=b;c=d,e'])(
    'of a trusted proxy that is not well-formed is not: %s',
    async (id) => {
      expect((await ask(proxied, id)).headers.get('x-request-id')).toMatch(UUID);
    },
  );

  it('sent twice is not', async () => {
    const lines = ['X-Request-Id: first-of-two', 'X-Request-Id: second-of-two'];
    const request = ['GET /healthz HTTP/1.1', 'Host: a', 'Connection: close', ...lines, '', ''].join('\r\n');
    expect((await sendRaw(proxied.port, request)).headers.get('x-request-id')).toMatch(UUID);
  });
});

describe('a path prefix', () => {
  it('is understood with and without it, as proxies strip it or not', async () => {
    for (const prefix of ['', '/tax/gst']) {
      expect((await fetch(`${proxied.baseUrl}${prefix}/healthz`)).status).toBe(200);
      const answer = await fetch(`${proxied.baseUrl}${prefix}${CLEAR}`);
      expect(answer.headers.get('x-gst-intake-error')).toBe('token_invalid');
      expect(answer.status).toBe(401);
    }
  });

  it('leaves unknown paths in the dialect of what follows it', async () => {
    const answer = await fetch(`${proxied.baseUrl}/tax/gst/integration/v1/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual([expect.objectContaining({ errorCode: 'INTERNAL_ERROR' })]);
  });

  it('leaves what the parser refuses in the dialect of what follows it', async () => {
    const clear = await sendRaw(proxied.port, `GET /tax/gst${CLEAR} HTTP/1.1\r\n: x\r\n\r\n`);
    expect(dialectOf(clear)).toBe('clear');
    const s3 = await sendRaw(proxied.port, 'PUT /tax/gst/v1/r/b/k HTTP/1.1\r\n: x\r\n\r\n');
    expect(dialectOf(s3)).toBe('s3');
  });

  it('may look like the gateway’s own path', async () => {
    const versioned = await startApi({ pathPrefix: '/v1' });
    expect((await fetch(`${versioned.baseUrl}/v1/healthz`)).status).toBe(200);
    expect((await fetch(`${versioned.baseUrl}/healthz`)).status).toBe(200);
    expect((await fetch(`${versioned.baseUrl}/v1${CLEAR}`)).status).toBe(401);
    expect((await fetch(`${versioned.baseUrl}/v1/v1/region/bucket/key`)).headers.get('x-gateway')).toBe(
      'yes',
    );
    const broken = await sendRaw(versioned.port, `GET /v1${CLEAR} HTTP/1.1\r\n: x\r\n\r\n`);
    expect(dialectOf(broken)).toBe('clear');
    await versioned.stop();
  });

  it('is no prefix of other words', async () => {
    expect((await fetch(`${proxied.baseUrl}/tax/gstin/healthz`)).status).toBe(404);
  });
});
