import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downloadKey } from '../../../src/uploads/downloadKey.ts';
import type { Download } from '../../../src/uploads/ports.ts';
import { type Harness, ISSUED_AT, startGateway } from './harness.ts';

const WEEK_SECONDS = 604_800;
const BYTES = randomBytes(700_001);
let gateway: Harness;
let download: Download;
beforeAll(async () => {
  gateway = await startGateway();
  download = await handOut('त्रुटि फ़ाइल "Q1".csv', BYTES);
});
afterAll(() => gateway.close());

async function handOut(fileName: string, bytes: Uint8Array): Promise<Download> {
  const { upload } = await gateway.issue();
  const added = {
    downloadId: randomBytes(16).toString('hex'),
    workspaceId: upload.workspaceId,
    fileName,
    contentType: 'application/octet-stream',
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    createdAt: ISSUED_AT,
  };
  const writer = await gateway.objects.begin({ owner: added.downloadId, part: 'file' });
  await writer.write(bytes);
  await writer.commit();
  await gateway.database.downloads.add(added);
  return added;
}

function ask(
  key: string,
  options: {
    method?: 'GET' | 'HEAD' | 'PUT';
    signedFor?: 'GET' | 'HEAD' | 'PUT';
    range?: string;
    seconds?: number;
  } = {},
) {
  const method = options.method ?? 'GET';
  const url = gateway.sign(key, {
    method: options.signedFor ?? method,
    expiresInSeconds: options.seconds ?? WEEK_SECONDS,
  });
  return gateway.send(
    { target: url.slice(gateway.origin.length), contentType: '' },
    { method, headers: { 'content-type': undefined, range: options.range } },
  );
}

describe('GET of what we hand out', () => {
  it('sends the bytes, in a way that no browser runs', async () => {
    const answer = await ask(downloadKey(download));
    expect(answer.status).toBe(200);
    expect(answer.body.equals(BYTES)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '700001',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      etag: `"${download.sha256}"`,
      'accept-ranges': 'bytes',
    });
    const disposition = String(answer.headers['content-disposition']);
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe(download.fileName);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const [whole, head] = [
      await ask(downloadKey(download)),
      await ask(downloadKey(download), { method: 'HEAD' }),
    ];
    expect(head.status).toBe(200);
    expect(head.body.byteLength).toBe(0);
    for (const name of [
      'content-length',
      'etag',
      'content-disposition',
      'content-type',
      'last-modified',
    ] as const) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });

  it.each([
    ['bytes=0-0', 206, 0, 0],
    ['bytes=100-199', 206, 100, 199],
    ['bytes=700000-', 206, 700_000, 700_000],
    ['bytes=-5', 206, 699_996, 700_000],
    ['bytes=699999-9999999', 206, 699_999, 700_000],
    ['bytes=-9999999', 206, 0, 700_000],
    ['bytes=5-2', 200, 0, 700_000],
    ['bytes=0-1,5-6', 200, 0, 700_000],
    ['lines=0-1', 200, 0, 700_000],
    ['bytes=-', 200, 0, 700_000],
  ])('answers the range %s with %i', async (range, status, start, end) => {
    const answer = await ask(downloadKey(download), { range });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(BYTES.subarray(start, end + 1))).toBe(true);
    expect(answer.headers['content-range']).toBe(status === 206 ? `bytes ${start}-${end}/700001` : undefined);
  });

  it.each(['bytes=700001-', 'bytes=-0'])(
    'answers the range %s, of which nothing is there, with 416',
    async (range) => {
      const answer = await ask(downloadKey(download), { range });
      expect(answer).toMatchObject({ status: 416, code: 'InvalidRange' });
      expect(answer.headers['content-range']).toBe('bytes */700001');
    },
  );

  it('sends a file of no bytes', async () => {
    const empty = await handOut('empty.csv', Buffer.alloc(0));
    expect(await ask(downloadKey(empty))).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
  });

  it.each([
    'a\r\nset-cookie: x=y',
    'a";filename=evil',
    '\u0000\u0007',
    '../../etc/passwd',
    '%0d%0a',
    '\ud800',
  ])('lets the file name %j break no header', async (fileName) => {
    const answer = await ask(downloadKey(await handOut(fileName, Buffer.from('x'))));
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w.!~%-]*$/,
    );
  });
});

describe('what GET never does', () => {
  it('serves an upload', async () => {
    const issued = await gateway.issue();
    await gateway.send(issued);
    const key = decodeURIComponent(
      issued.target.split('?')[0]?.slice('/v1/ap-south-1/uploads/'.length) ?? '',
    );
    expect(await ask(key)).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
  });

  it('serves an upload by the name of a download', async () => {
    const { upload } = await gateway.issue();
    const key = downloadKey({ workspaceId: upload.workspaceId, downloadId: upload.uploadId });
    expect(await ask(key)).toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  it('serves a file under the key of another workspace', async () => {
    const key = downloadKey({ ...download, workspaceId: '00000000-0000-0000-0000-000000000000' });
    expect(await ask(key)).toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  it('takes a signature made for another method', async () => {
    expect(await ask(downloadKey(download), { method: 'HEAD', signedFor: 'GET' })).toMatchObject({
      status: 403,
    });
    expect(await ask(downloadKey(download), { method: 'PUT' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
    });
  });

  it('outlives its seven days', async () => {
    const { now } = gateway.time;
    gateway.time.now = ISSUED_AT + (WEEK_SECONDS - 1) * 1000;
    expect((await ask(downloadKey(download))).status).toBe(200);
    gateway.time.now = ISSUED_AT + (WEEK_SECONDS + 2) * 1000;
    expect(await ask(downloadKey(download))).toMatchObject({ status: 403, code: 'AccessDenied' });
    gateway.time.now = now;
  });

  it('shows its own trouble', async () => {
    const lost = await handOut('lost.csv', Buffer.from('x'));
    await gateway.objects.remove({ owner: lost.downloadId, part: 'file' });
    const answer = await ask(downloadKey(lost));
    expect(answer).toMatchObject({ status: 500, code: 'InternalError' });
    expect(String(answer.body)).not.toContain('record');
    expect(gateway.failures.splice(0)).toHaveLength(1);
  });
});
