import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPresigner, type PresignInput } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';

interface S3Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => S3Server;

const CONTENT = Buffer.from('GSTIN,Invoice No.\n29AAFCD5862R000,बिक्री-1\n');
const presign = createPresigner({ signingKeys: createSigningKeys() });
let directory: string;
let server: S3Server;
let origin: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gst-intake-s3rver-'));
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: 'uploads' }],
  });
  origin = `http://127.0.0.1:${(await server.run()).port}`;
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function sign(change: Partial<PresignInput> & Pick<PresignInput, 'path'>): string {
  return presign({
    method: 'PUT',
    origin,
    signedHeaders: { 'content-type': 'application/vnd.ms-excel' },
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    region: 'us-east-1',
    now: Date.now(),
    expiresInSeconds: 600,
    ...change,
  });
}

/** Sends the target exactly as it stands: fetch would fold dot segments. */
async function send(method: string, url: string, contentType?: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: Buffer }>();
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const path = url.slice(origin.length);
  const { hostname, port } = new URL(origin);
  const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
    buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
  });
  sent.on('error', reject).end(method === 'PUT' ? CONTENT : undefined);
  return promise;
}

describe('a server that others wrote', () => {
  it.each([
    'plain.csv',
    "a b+c(1)!*'.csv",
    'बिक्री/विक्रय 2023.csv',
    '50%25 off?#&=.csv',
    'emoji 🧾.csv',
    'a/./b.csv',
    'é.csv',
  ])('stores what is PUT to our URL of %s, and hands it out to our GET', async (key) => {
    const path = `/uploads/${key}`;
    const put = await send('PUT', sign({ path }), 'application/vnd.ms-excel');
    expect(put.status).toBe(200);
    const got = await send('GET', sign({ path, method: 'GET', signedHeaders: {} }));
    expect(got.status).toBe(200);
    expect(got.body.equals(CONTENT)).toBe(true);
  });

  it('takes a URL with a session token and further parameters', async () => {
    const credentials = {
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      sessionToken: 'FwoG/+=='.repeat(110),
    };
    const url = sign({ path: '/uploads/token.csv', credentials, query: { 'x-id': 'PutObject' } });
    expect((await send('PUT', url, 'application/vnd.ms-excel')).status).toBe(200);
  });

  it.each([
    ['a changed key', (url: string) => url.replace('altered', 'Altered'), 'application/vnd.ms-excel'],
    [
      'a longer life',
      (url: string) => url.replace('Expires=600', 'Expires=6000'),
      'application/vnd.ms-excel',
    ],
    [
      'a changed signature',
      (url: string) => `${url.slice(0, -1)}${url.endsWith('0') ? '1' : '0'}`,
      'application/vnd.ms-excel',
    ],
    ['another parameter', (url: string) => `${url}&x-id=PutObject`, 'application/vnd.ms-excel'],
    ['another content type', (url: string) => url, 'text/csv'],
  ])('refuses our URL with %s', async (_what, alter, contentType) => {
    const url = sign({ path: '/uploads/altered.csv' });
    expect((await send('PUT', alter(url), contentType)).status).toBe(403);
  });

  it('refuses our URL when its time is over', async () => {
    const url = sign({ path: '/uploads/late.csv', now: Date.now() - 602_000 });
    const { status, body } = await send('PUT', url, 'application/vnd.ms-excel');
    expect(status).toBe(403);
    expect(body.toString()).toContain('Request has expired');
  });
});
