import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectKey } from '../../../src/uploads/objectKey.ts';
import {
  BUCKET,
  CREDENTIALS,
  type Harness,
  ISSUED_AT,
  type Issued,
  REGION,
  startGateway,
} from './harness.ts';

const run = promisify(execFile);
const BYTES = randomBytes(2_000_000);
let gateway: Harness;
let directory = '';
beforeAll(async () => {
  gateway = await startGateway();
  directory = await mkdtemp(join(tmpdir(), 'clients-'));
  await writeFile(join(directory, 'register.xlsx'), BYTES);
});
afterAll(async () => {
  await gateway.close();
  await rm(directory, { recursive: true, force: true });
});

const stored = async (issued: Issued) => (await gateway.bytesOf(issued.upload))?.equals(BYTES) ?? false;

const FILE = () => join(directory, 'register.xlsx');

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await run('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', ...args]);
  return stdout;
}

describe('clients made by others', () => {
  it('AWS SDK: a URL that it signed with our key', async () => {
    const issued = await gateway.issue();
    const client = new S3Client({
      region: REGION,
      endpoint: `${gateway.origin}/v1/${REGION}`,
      forcePathStyle: true,
      credentials: CREDENTIALS,
    });
    const command = new PutObjectCommand({
      Bucket: BUCKET,
      Key: objectKey(issued.upload),
      ContentType: issued.contentType,
    });
    const url = await getSignedUrl(client, command, {
      expiresIn: 600,
      signingDate: new Date(ISSUED_AT),
      signableHeaders: new Set(['content-type', 'host']),
    });
    expect(url).toContain('X-Amz-SignedHeaders=content-type%3Bhost');
    const headers = { 'content-type': issued.contentType };
    expect((await fetch(url, { method: 'PUT', body: BYTES, headers })).status).toBe(200);
    expect(await stored(issued)).toBe(true);
  });

  it('AWS SDK: a URL without a signed Content-Type is refused by name', async () => {
    const issued = await gateway.issue();
    const client = new S3Client({
      region: REGION,
      endpoint: `${gateway.origin}/v1/${REGION}`,
      forcePathStyle: true,
      credentials: CREDENTIALS,
    });
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: objectKey(issued.upload) });
    const url = await getSignedUrl(client, command, { expiresIn: 600, signingDate: new Date(ISSUED_AT) });
    const answer = await fetch(url, { method: 'PUT', body: BYTES });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-gst-intake-error')).toBe('header_not_signed');
  });

  it('fetch: a typed Blob, and an untyped one', async () => {
    for (const type of ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '']) {
      const issued = await gateway.issue();
      const answer = await fetch(issued.url, { method: 'PUT', body: new Blob([BYTES], { type }) });
      expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
      expect(await stored(issued)).toBe(true);
    }
  });

  it.each([
    ['with Content-Length', []],
    ['chunked', ['-H', 'Transfer-Encoding: chunked']],
    ['waiting for 100 Continue', ['-H', 'Expect: 100-continue']],
    ['with a sloppy type', ['-H', 'Content-Type: application/vnd.ms-excel;charset:UTF-8']],
  ])('curl: a file %s', async (_, args) => {
    const issued = await gateway.issue();
    expect(await curl('-T', FILE(), ...args, issued.url)).toBe('200');
    expect(await stored(issued)).toBe(true);
  });

  it('curl: sees the refusal of a large body, however it sends', async () => {
    const issued = await gateway.issue();
    for (const args of [[], ['-H', 'Expect:'], ['-H', 'Transfer-Encoding: chunked', '-H', 'Expect:']]) {
      expect(await curl('-T', FILE(), ...args, `${issued.url}0`)).toBe('403');
    }
  });
});
