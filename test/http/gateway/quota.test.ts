import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entry } from '../../suites/accountFixture.ts';
import { type Harness, type Issued, startGateway } from './harness.ts';

const LIMIT = 100_000;

let gateway: Harness;
let issued: Issued;
beforeEach(async () => {
  gateway = await startGateway();
  issued = await gateway.issue();
  const quota = { limit: null, per: 'day', bytesLimit: LIMIT } as const;
  const { workspaceId } = issued.upload;
  await gateway.database.accounts.setQuota(workspaceId, quota, entry('quota.set', { at: gateway.time.now }));
});
afterEach(() => gateway.close());

const REFUSED = {
  status: 403,
  code: 'QuotaExceeded',
  headers: { 'x-gst-intake-error': 'quota_exceeded' },
};

describe('PUT for a workspace with a quota of bytes', () => {
  it('is refused before a byte of its body where its length alone is too much, in words', async () => {
    const head =
      `PUT ${issued.target} HTTP/1.1\r\nhost: ${new URL(issued.url).host}\r\ncontent-type: ${issued.contentType}\r\n` +
      `content-length: ${LIMIT + 1}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n`;
    const text = await gateway.raw(Buffer.from(head));
    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden/);
    expect(text).not.toContain('100 Continue');
    expect(text).toContain('<Code>QuotaExceeded</Code>');
    expect(text).toContain(`This workspace may upload ${LIMIT} bytes per day, and ${LIMIT} of them are left`);
    expect(await gateway.files(issued.upload)).toEqual([]);
  });

  it('says when to come again, and stores nothing', async () => {
    await gateway.send(issued, { body: randomBytes(LIMIT - 10) });
    const replaced = await gateway.send(issued, { body: randomBytes(LIMIT + 1) });
    expect(replaced).toMatchObject(REFUSED);
    expect(Number(replaced.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(replaced.headers['retry-after'])).toBeLessThanOrEqual(86_400);
    expect(await gateway.database.uploads.find(issued.upload)).toMatchObject({ bytes: LIMIT - 10 });
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });

  it('of unknown length ends where the quota does', async () => {
    const answer = await gateway.send(issued, { body: randomBytes(LIMIT * 3), chunked: true });
    expect(answer).toMatchObject(REFUSED);
    expect(await gateway.files(issued.upload)).toEqual([]);
    expect((await gateway.send(issued, { body: randomBytes(LIMIT), chunked: true })).status).toBe(200);
  });
});
