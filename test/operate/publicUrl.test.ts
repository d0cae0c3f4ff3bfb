import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChecks } from '../../src/operate/doctor.ts';
import { checkPublicUrl, type PublicUrlProbe } from '../../src/operate/publicUrl.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { gatewayTarget } from '../../src/uploads/presign.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';

interface Rewrite {
  readonly path?: (path: string) => string;
  readonly headers?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  readonly answer?: { readonly status: number; readonly headers: Record<string, string> };
}

/** A proxy on a port of its own in front of `target()`, as careless as `rewrite` says. */
async function startProxy(target: () => string, rewrite: () => Rewrite) {
  const server = createServer((incoming, response) => {
    const { path = (same) => same, headers = (same) => same, answer } = rewrite();
    if (answer !== undefined) {
      incoming.resume();
      response.writeHead(answer.status, answer.headers).end('<html>');
      return;
    }
    const options = { method: incoming.method ?? 'GET', headers: headers(incoming.headers) };
    const onward = forward(target() + path(incoming.url ?? ''), options, (came) => {
      response.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let installation: Installation;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let rewrite: Rewrite = {};
beforeAll(async () => {
  proxy = await startProxy(
    () => installation.baseUrl,
    () => rewrite,
  );
  installation = await startInstallation({ env: { GST_INTAKE_PUBLIC_URL: `${proxy.origin}/gst` } });
});
afterAll(async () => {
  proxy.server.close();
  await installation.remove();
});

async function probe(how: Rewrite, change: Partial<PublicUrlProbe> = {}) {
  rewrite = how;
  const key = JSON.parse(await readFile(join(installation.dataDir, 'gateway-key.json'), 'utf8'));
  const facts = { origin: proxy.origin, pathPrefix: '/gst', region: 'ap-south-1', bucket: 'gst-intake' };
  return runChecks([
    checkPublicUrl({
      target: gatewayTarget({ ...facts, credentials: key }),
      isConfigured: true,
      sign: createPresigner({ signingKeys: createSigningKeys() }),
      fetch,
      now: Date.now,
      newUploadId: () => randomBytes(16).toString('hex'),
      ...change,
    }),
  ]);
}

describe('the probe through the public URL', () => {
  it('finds nothing to mend behind a proxy that passes everything on', async () => {
    expect((await probe({})).map(({ check, status }) => [check, status])).toEqual([
      ['public URL', 'ok'],
      ['clock', 'ok'],
    ]);
  });

  it.each<[string, Rewrite, RegExp]>([
    ['changes the Host header', { headers: (same) => ({ ...same, host: 'inside:1' }) }, /Host header/],
    ['strips the prefix', { path: (path) => path.replace('/gst', '') }, /changes the path: .*\/gst\/v1\//],
    ['adds a prefix', { path: (path) => `/more${path}` }, /PUT at a path that it does not know/],
    [
      'changes the key',
      { path: (path) => path.replace('SALES', 'PURCH') },
      /changes the path: sent .*GSTSALES.*arrived .*GSTPURCH/,
    ],
    ['answers itself', { answer: { status: 200, headers: {} } }, /something other than gst-intake/],
    [
      'redirects',
      { answer: { status: 301, headers: { location: 'https://elsewhere.example/' } } },
      /redirects/,
    ],
  ])('finds a proxy that %s', async (_name, how, words) => {
    const errors = (await probe(how)).filter(({ status }) => status === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.found).toMatch(words);
    expect(errors[0]?.remedy).toBeTruthy();
    expect(JSON.stringify(errors)).not.toContain('X-Amz-Signature');
  });

  it('finds another key', async () => {
    const credentials = { accessKeyId: 'GSTIOTHER', secretAccessKey: 'other' };
    const facts = { origin: proxy.origin, pathPrefix: '/gst', region: 'ap-south-1', bucket: 'gst-intake' };
    const findings = await probe({}, { target: gatewayTarget({ ...facts, credentials }) });
    expect(findings.at(-1)?.status).toBe('error');
  });

  it('finds clocks that differ', async () => {
    const skewed = await probe({}, { now: () => Date.now() - 120_000 });
    expect(skewed.find(({ check }) => check === 'clock')).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(/differ by 1(19|2\d) s$/),
    });
    const hours = await probe({}, { now: () => Date.now() + 2 * 3_600_000 });
    expect(hours.map(({ check, status, found }) => [check, status, found])).toEqual([
      ['clock', 'error', expect.stringMatching(/differ by 7[12]\d\d s$/)],
      ['public URL', 'error', 'PUT is answered with 403 url_not_yet_valid'],
    ]);
  });

  it('finds that nobody listens', async () => {
    const facts = {
      pathPrefix: '',
      region: 'r',
      bucket: 'b',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const passing = await startProxy(
      () => '',
      () => ({}),
    );
    passing.server.close();
    const target = gatewayTarget({ ...facts, origin: passing.origin });
    const found = `${passing.origin} gives no answer (ECONNREFUSED)`;
    expect(await probe({}, { target })).toMatchObject([{ status: 'error', found }]);
    expect(await probe({}, { target, isConfigured: false })).toMatchObject([{ status: 'warning', found }]);
  });
});
