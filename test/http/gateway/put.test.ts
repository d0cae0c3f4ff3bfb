import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, ISSUED_AT, type Issued, SAMPLE, startGateway } from './harness.ts';

let gateway: Harness;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** As a client does that is told to send again: the server takes a few PUTs of one URL at a time. */
async function sendUntilTaken(issued: Issued, body: Uint8Array) {
  for (;;) {
    const answer = await gateway.send(issued, { body });
    if (answer.code !== 'SlowDown') return answer;
    expect(answer).toMatchObject({ status: 503, headers: { 'x-gst-intake-error': 'unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
}

describe('PUT to a pre-signed URL', () => {
  it('answers 200 with an empty body once the file is stored and recorded', async () => {
    const issued = await gateway.issue();
    const bytes = randomBytes(3_000_000);
    const answer = await gateway.send(issued, { body: bytes });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(answer).toMatchObject({ status: 200, headers: { etag: `"${sha256}"`, 'content-length': '0' } });
    expect(answer.body.byteLength).toBe(0);
    expect(answer.headers['x-request-id']).toBe(answer.headers['x-amz-request-id']);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(await gateway.database.uploads.find(issued.upload)).toMatchObject({
      state: 'landed',
      bytes: 3_000_000,
      sha256,
      landedAt: gateway.time.now,
    });
    expect((await gateway.bytesOf(issued.upload))?.equals(bytes)).toBe(true);
  });

  it('takes a chunked body', async () => {
    const issued = await gateway.issue();
    const bytes = randomBytes(500_000);
    expect((await gateway.send(issued, { body: bytes, chunked: true })).status).toBe(200);
    expect((await gateway.bytesOf(issued.upload))?.equals(bytes)).toBe(true);
  });

  it('takes a body of very many small chunks, byte for byte', async () => {
    const issued = await gateway.issue();
    const pieces = Array.from({ length: 20_000 }, (_, index) => randomBytes(1 + (index % 50)));
    const framed = pieces.flatMap((piece) => [
      Buffer.from(`${piece.length.toString(16)}\r\n`),
      piece,
      Buffer.from('\r\n'),
    ]);
    const head =
      `PUT ${issued.target} HTTP/1.1\r\nhost: ${new URL(issued.url).host}\r\ncontent-type: ${issued.contentType}\r\n` +
      'transfer-encoding: chunked\r\nconnection: close\r\n\r\n';
    const text = await gateway.raw(Buffer.concat([Buffer.from(head), ...framed, Buffer.from('0\r\n\r\n')]));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect((await gateway.bytesOf(issued.upload))?.equals(Buffer.concat(pieces))).toBe(true);
  });

  it.each([
    ['Content-Length: 0', false],
    ['an empty chunked body', true],
  ])('takes a file of no bytes sent with %s', async (_, chunked) => {
    const issued = await gateway.issue();
    expect((await gateway.send(issued, { body: '', chunked })).status).toBe(200);
    expect((await gateway.bytesOf(issued.upload))?.byteLength).toBe(0);
  });

  it('replaces the object by a later PUT, whole, and keeps the file of the last alone', async () => {
    const issued = await gateway.issue();
    await gateway.send(issued, { body: 'the first and longer one' });
    await gateway.send(issued, { body: 'the second' });
    expect(String(await gateway.bytesOf(issued.upload))).toBe('the second');
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });

  it('keeps one of 50 parallel PUTs to one URL, whole', async () => {
    const issued = await gateway.issue();
    const bodies = Array.from({ length: 50 }, (_, index) => Buffer.alloc(150_000 + index * 1_000, index + 1));
    const answers = await Promise.all(bodies.map((body) => sendUntilTaken(issued, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const kept = await gateway.bytesOf(issued.upload);
    expect(bodies.filter((body) => kept?.equals(body))).toHaveLength(1);
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });

  it('takes exactly one of 20 parallel PUTs to a single-use URL', async () => {
    const issued = await gateway.issue({ singleUse: true });
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(90_000, index + 1));
    const answers = await Promise.all(bodies.map((body) => sendUntilTaken(issued, body)));
    const taken = answers.findIndex(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(19);
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
      expect(answer.headers['x-gst-intake-error']).toBe('upload_closed');
    }
    expect(await gateway.bytesOf(issued.upload)).toEqual(bodies[taken]);
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });

  it('answers 409 OperationAborted once ingestion has begun', async () => {
    const issued = await gateway.issue();
    await gateway.send(issued);
    await gateway.database.uploads.pin(issued.upload, gateway.time.now);
    expect(await gateway.send(issued, { body: 'too late' })).toMatchObject({
      status: 409,
      code: 'OperationAborted',
    });
    expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });

  it('answers 403 once the token of the URL was revoked', async () => {
    const other = await startGateway();
    try {
      const issued = await other.issue();
      await other.database.accounts.revokeToken(issued.tokenId, other.time.now, {
        at: other.time.now,
        workspaceId: issued.upload.workspaceId,
        actor: 'operator',
        action: 'token.revoked',
        subject: issued.tokenId,
        detail: {},
      });
      const answer = await other.send(issued);
      expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
      expect(answer.headers['x-gst-intake-error']).toBe('upload_closed');
      expect(await other.files(issued.upload)).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('tells the request log what happened, without a URL', async () => {
    const issued = await gateway.issue();
    gateway.finished.length = 0;
    await gateway.send(issued);
    await gateway.send(issued, { target: issued.target.replace(/.$/, (last) => (last === '0' ? '1' : '0')) });
    expect(gateway.finished).toEqual([
      expect.objectContaining({
        method: 'PUT',
        status: 200,
        code: undefined,
        bytes: SAMPLE.byteLength,
        uploadId: issued.upload.uploadId,
        workspaceId: issued.upload.workspaceId,
      }),
      expect.objectContaining({ status: 403, code: 'signature_mismatch', bytes: 0 }),
    ]);
    expect(JSON.stringify(gateway.finished)).not.toMatch(/X-Amz|\/v1\//);
    expect(gateway.failures).toEqual([]);
  });
});

describe('the ten minutes of a URL', () => {
  const signedAt = Math.floor(ISSUED_AT / 1000) * 1000;
  it.each([
    ['599 s after', signedAt + 599_000, 200, undefined],
    ['within second 600', signedAt + 600_999, 200, undefined],
    ['601 s after', signedAt + 601_000, 403, 'url_expired'],
    ['a day after', signedAt + 86_400_000, 403, 'url_expired'],
    ['14 minutes before (a clock that runs behind)', signedAt - 14 * 60_000, 200, undefined],
    ['16 minutes before', signedAt - 16 * 60_000, 403, 'url_not_yet_valid'],
  ])('%s: judged as the contract says', async (_, now, status, error) => {
    const issued = await gateway.issue();
    const { now: before } = gateway.time;
    gateway.time.now = now;
    const answer = await gateway.send(issued);
    gateway.time.now = before;
    expect(answer.status).toBe(status);
    expect(answer.headers['x-gst-intake-error']).toBe(error);
    if (error === 'url_expired') {
      expect(answer.code).toBe('AccessDenied');
      expect(String(answer.body)).toContain(`<ServerTime>${new Date(now).toISOString()}</ServerTime>`);
    }
    if (error === 'url_not_yet_valid') expect(answer.code).toBe('RequestTimeTooSkewed');
  });
});
