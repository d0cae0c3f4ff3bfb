import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackAliases } from '../../../src/http/gateway/cors.ts';
import { type Answer, type Harness, startGateway } from './harness.ts';

const ORIGIN = 'https://erp.example';
let gateway: Harness;
beforeAll(async () => {
  gateway = await startGateway({ corsOrigins: [ORIGIN, 'http://localhost:5173'] });
});
afterAll(() => gateway.close());

const LOOK_ALIKES = [
  'https://erp.example.evil.example',
  'https://evil-erp.example',
  'https://sub.erp.example',
  'https://erp.example:444',
  'http://erp.example',
  'https://ERP.example',
  'https://erp.example/',
  'https://erp.example, https://evil.example',
  'null',
  '*',
  'https://erp_example',
];

const corsHeadersOf = ({ headers }: Answer) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('a preflight', () => {
  const ask = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };

  it('is answered without a signature for a listed origin', async () => {
    const answer = await gateway.send(
      { target: '/v1/any/path', contentType: '' },
      { method: 'OPTIONS', headers: { ...ask, origin: ORIGIN, 'content-type': undefined } },
    );
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET, HEAD, PUT',
        'access-control-allow-headers': expect.stringContaining('content-type'),
        'access-control-max-age': '600',
        vary: expect.stringContaining('Origin'),
      },
    });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.body.byteLength).toBe(0);
  });

  it.each([...LOOK_ALIKES, undefined])('of the origin %s is refused and told nothing', async (origin) => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, { method: 'OPTIONS', headers: { ...ask, origin } });
    expect(answer).toMatchObject({ status: 403, code: 'AccessForbidden' });
    expect(corsHeadersOf(answer)).toEqual([]);
    expect(answer.headers.vary).toContain('Origin');
  });

  it('for another method is refused', async () => {
    const issued = await gateway.issue();
    const headers = { origin: ORIGIN, 'access-control-request-method': 'DELETE' };
    const answer = await gateway.send(issued, { method: 'OPTIONS', headers });
    expect(answer).toMatchObject({ status: 403, code: 'AccessForbidden' });
  });
});

describe('a page of this server that was opened at another name of the machine', () => {
  const at = (host: string, port = gateway.port) => `http://${host}:${port}`;

  it.each(['localhost', '[::1]'])('may send files from %s', async (host) => {
    const issued = await gateway.issue();
    const headers = { origin: at(host), 'access-control-request-method': 'PUT' };
    const preflight = await gateway.send(issued, { method: 'OPTIONS', headers });
    const sent = await gateway.send(issued, { headers: { origin: at(host) } });
    for (const answer of [preflight, sent]) {
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBe(at(host));
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('is no page of another port, scheme or host', async () => {
    const issued = await gateway.issue();
    for (const origin of [
      ...[at('localhost', gateway.port + 1), `https://localhost:${gateway.port}`, 'http://localhost'],
      ...[at('localhost.evil.example'), at('127.0.0.2')],
    ]) {
      expect(corsHeadersOf(await gateway.send(issued, { headers: { origin } }))).toEqual([]);
    }
  });

  it('is let in on loopback alone', () => {
    expect(loopbackAliases('http://localhost/gst')).toEqual(['http://127.0.0.1', 'http://[::1]']);
    expect(loopbackAliases('https://[::1]:8443')).toEqual([
      'https://localhost:8443',
      'https://127.0.0.1:8443',
    ]);
    for (const url of ['https://intake.example.com', 'http://10.0.0.1:8080', 'http://localhost.example']) {
      expect(loopbackAliases(url)).toEqual([]);
    }
  });
});

describe('the answer to a page', () => {
  it('lets a listed origin read status, ETag and error', async () => {
    const issued = await gateway.issue();
    const good = await gateway.send(issued, { headers: { origin: ORIGIN } });
    const bad = await gateway.send(issued, { target: `${issued.target}0`, headers: { origin: ORIGIN } });
    expect([good.status, bad.status]).toEqual([200, 403]);
    for (const { headers } of [good, bad]) {
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(headers['access-control-expose-headers']).toMatch(/\bETag\b/);
      expect(headers['access-control-expose-headers']).toMatch(/\bx-gst-intake-error\b/);
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers.vary).toContain('Origin');
    }
  });

  it.each(LOOK_ALIKES)('tells the origin %s nothing', async (origin) => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, { headers: { origin } });
    expect(corsHeadersOf(answer)).toEqual([]);
  });
});
