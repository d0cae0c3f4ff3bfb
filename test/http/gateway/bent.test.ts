import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BENDS } from './bentRequests.ts';
import { type Harness, type Issued, SAMPLE, startGateway } from './harness.ts';

let gateway: Harness;
let issued: Issued;
beforeAll(async () => {
  gateway = await startGateway();
  issued = await gateway.issue();
});
afterAll(() => gateway.close());

describe('a bent pre-signed request', () => {
  it.each(BENDS)('$name: $status $code', async ({ bend, status, code }) => {
    const sent = bend(issued);
    const answer = await gateway.send(issued, sent);
    expect(answer.status).toBe(status);
    if (sent.method !== 'HEAD') expect(answer.code).toBe(code);
    expect(answer.headers['x-gst-intake-error']).toMatch(/^[a-z_]+$/);
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    if (status === 405) expect(answer.headers.allow).toBe('PUT, OPTIONS');
    expect(await gateway.files(issued.upload)).toEqual([]);
  });

  it('refused them all without an error of its own, and the URL still works', async () => {
    expect(gateway.failures).toEqual([]);
    expect((await gateway.send(issued)).status).toBe(200);
    expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
  });

  it('is refused for every single character changed in its signed parts', async () => {
    const target = issued.target;
    const from = target.indexOf('/v1/') + 4;
    for (let at = from; at < target.length; at += 3) {
      const other = target[at] === 'a' ? 'b' : 'a';
      const answer = await gateway.send(issued, {
        target: target.slice(0, at) + other + target.slice(at + 1),
      });
      expect({ at, refused: [400, 403, 404].includes(answer.status) }).toEqual({ at, refused: true });
    }
  });
});

describe('what a refusal tells', () => {
  it('shows the caller what was signed, its own signature left out', async () => {
    const fresh = await gateway.issue();
    const answer = await gateway.send(fresh, { target: `${fresh.target}&acl=` });
    const text = String(answer.body);
    expect(text).toContain('<CanonicalRequest>PUT\n/v1/');
    expect(text).toContain('<StringToSign>AWS4-HMAC-SHA256\n20261123T102030Z\n');
    expect(text).not.toContain(/Signature=([0-9a-f]{64})/.exec(fresh.target)?.[1]);
    expect(text).toContain(`<RequestId>${answer.headers['x-request-id']}</RequestId>`);
  });

  it('escapes what came from the caller and drops what XML cannot hold', async () => {
    const answer = await gateway.send(issued, {
      target: `/v1/%3Cscript%3E&"'<script>?X-Amz-Algorithm=%3C%01%1b%ef%bf%bf`,
    });
    expect(answer.status).toBe(400);
    const text = String(answer.body);
    expect(text).not.toContain('<script>');
    expect([...text].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
  });

  it('says 404 only to a signature that holds', async () => {
    const unknown = `${issued.upload.workspaceId}/GSTSALES/2026/NOVEMBER/${'0'.repeat(32)}/OriginalFileName/${'0'.repeat(32)}__${issued.upload.issuedAt}.SalesInvoicesAndCreditOrDebitNotes`;
    for (const key of [unknown, 'some/other/key', '../../etc/passwd']) {
      const url = gateway.sign(key, { contentType: issued.contentType });
      const target = url.slice(gateway.origin.length);
      expect(await gateway.send(issued, { target })).toMatchObject({ status: 404, code: 'NoSuchKey' });
      const forged = target.replace(/.{64}$/, '0'.repeat(64));
      expect(await gateway.send(issued, { target: forged })).toMatchObject({ status: 403 });
    }
  });

  it('does not take a signed key that differs from the recorded one', async () => {
    const fresh = await gateway.issue();
    const key = fresh.target.split('?')[0]?.slice('/v1/ap-south-1/uploads/'.length) ?? '';
    for (const other of [
      key.replace(fresh.upload.workspaceId, '00000000-0000-0000-0000-000000000000'),
      key.replace('GSTSALES', 'MAXITC'),
      key.replace('NOVEMBER', 'OCTOBER'),
      `x/${key}`,
    ]) {
      const url = gateway.sign(other, { contentType: fresh.contentType });
      const answer = await gateway.send(fresh, { target: url.slice(gateway.origin.length) });
      expect(answer).toMatchObject({ status: 404, code: 'NoSuchKey' });
    }
    expect(await gateway.files(fresh.upload)).toEqual([]);
  });
});
