import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandClock } from '../../uploads/handClock.ts';
import { type Harness, type Issued, SAMPLE, s3CodeOf, startGateway } from './harness.ts';

const MAX_BYTES = 1_000_000;
let gateway: Harness;
beforeAll(async () => {
  gateway = await startGateway({ maxUploadBytes: MAX_BYTES });
});
afterAll(() => gateway.close());

/** The head of a PUT, ready for whatever body a test wants to send after it. */
function head(issued: Issued, ...lines: string[]): string {
  const { host } = new URL(issued.url);
  const headers = [`host: ${host}`, `content-type: ${issued.contentType}`, ...lines];
  return `PUT ${issued.target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1]);
const answerOf = (text: string) => ({ status: statusOf(text), code: s3CodeOf(Buffer.from(text)) });

async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

async function expectNothingStored(harness: Harness, issued: Issued): Promise<void> {
  await untilTrue(() => harness.gateway.openUploads() === 0);
  expect(await harness.files(issued.upload)).toEqual([]);
  expect(await harness.database.uploads.find(issued.upload)).toMatchObject({
    state: 'issued',
    currentPut: null,
  });
}

describe('a body that breaks off', () => {
  it.each([
    ['shorter than its Content-Length', 'content-length: 100', 'only this'],
    ['chunked without its last chunk', 'transfer-encoding: chunked', '5\r\nhello\r\n'],
    ['chunked and cut inside a chunk', 'transfer-encoding: chunked', 'ff\r\nhello'],
    ['declared and never sent', 'content-length: 5', ''],
  ])('is IncompleteBody where it is %s, and leaves nothing', async (_, framing, body) => {
    const issued = await gateway.issue();
    const text = await gateway.raw(head(issued, framing) + body, { halfClose: true });
    expect(answerOf(text)).toEqual({ status: 400, code: 'IncompleteBody' });
    await expectNothingStored(gateway, issued);
  });

  it('is IncompleteBody where the chunk framing is broken', async () => {
    const issued = await gateway.issue();
    const text = await gateway.raw(`${head(issued, 'transfer-encoding: chunked')}5\r\nhello\r\nxyz\r\n`);
    expect(answerOf(text)).toEqual({ status: 400, code: 'IncompleteBody' });
    await expectNothingStored(gateway, issued);
  });

  it('leaves nothing when the client vanishes in the middle', async () => {
    const issued = await gateway.issue();
    for (const sentBytes of [0, 1, 70_000, 900_000]) {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(head(issued, 'content-length: 900001'));
      socket.write(randomBytes(sentBytes));
      await untilTrue(async () => (await gateway.files(issued.upload)).length === 1);
      socket.resetAndDestroy();
      await untilTrue(async () => (await gateway.files(issued.upload)).length === 0);
    }
    await expectNothingStored(gateway, issued);
    expect(gateway.failures).toEqual([]);
  });
});

describe('the size of a body', () => {
  it('takes the cap itself', async () => {
    const issued = await gateway.issue();
    expect((await gateway.send(issued, { body: Buffer.alloc(MAX_BYTES) })).status).toBe(200);
  });

  it('refuses one byte more by its Content-Length, before a byte of it came', async () => {
    const issued = await gateway.issue();
    const text = await gateway.raw(head(issued, `content-length: ${MAX_BYTES + 1}`), { halfClose: true });
    expect(answerOf(text)).toEqual({ status: 400, code: 'EntityTooLarge' });
    expect(text).toContain(`<MaxSizeAllowed>${MAX_BYTES}</MaxSizeAllowed>`);
    await expectNothingStored(gateway, issued);
  });

  it('refuses one byte more of a chunked body while it streams', async () => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, { body: Buffer.alloc(MAX_BYTES + 1), chunked: true });
    expect(answer).toMatchObject({ status: 400, code: 'EntityTooLarge' });
    await expectNothingStored(gateway, issued);
  });

  it('shows the answer to a client that sends all of a refused body first', async () => {
    const issued = await gateway.issue();
    const body = Buffer.alloc(40_000_000);
    const forged = issued.target.replace(/.{64}$/, '0'.repeat(64));
    const text = await gateway.raw(
      Buffer.concat([
        Buffer.from(head({ ...issued, target: forged }, `content-length: ${body.length}`)),
        body,
      ]),
    );
    expect(answerOf(text)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(text).toContain('connection: close');
  });
});

describe('the framing of a body', () => {
  it.each([
    [
      'Content-Length and Transfer-Encoding',
      ['content-length: 5', 'transfer-encoding: chunked'],
      '5\r\nhello\r\n0\r\n\r\n',
    ],
    [
      'Transfer-Encoding and Content-Length',
      ['transfer-encoding: chunked', 'content-length: 5'],
      '5\r\nhello\r\n0\r\n\r\n',
    ],
    ['two Content-Lengths', ['content-length: 5', 'content-length: 6'], 'hello'],
    ['a Content-Length that is no number', ['content-length: 5x'], 'hello'],
    ['a negative Content-Length', ['content-length: -5'], 'hello'],
    ['a Content-Length past all numbers', ['content-length: 99999999999999999999999'], 'hello'],
    ['a folded header', ['x-a: b\r\n c: d', 'content-length: 5'], 'hello'],
    ['a blank before the colon', ['content-length : 5'], 'hello'],
  ])('refuses %s with 400, and no second request gets through', async (_, lines, body) => {
    const issued = await gateway.issue();
    const second = await gateway.issue();
    const text = await gateway.raw(head(issued, ...lines) + body + head(second, 'content-length: 0'));
    expect(statusOf(text)).toBe(400);
    expect(text.match(/HTTP\/1\.1 [0-9]{3}/g)).toHaveLength(1);
    await expectNothingStored(gateway, issued);
    await expectNothingStored(gateway, second);
  });

  it('refuses two Host headers and none', async () => {
    const issued = await gateway.issue();
    const { host } = new URL(issued.url);
    const two = await gateway.raw(
      `${head(issued, 'host: evil.example', 'content-length: 5', 'connection: close')}hello`,
    );
    expect(answerOf(two)).toEqual({ status: 400, code: 'InvalidRequest' });
    const none = head(issued, 'content-length: 5', 'connection: close').replace(`host: ${host}\r\n`, '');
    expect(statusOf(await gateway.raw(`${none}hello`))).toBe(400);
    await expectNothingStored(gateway, issued);
  });

  it('refuses a Transfer-Encoding that it would have to decode', async () => {
    const issued = await gateway.issue();
    const text = await gateway.raw(`${head(issued, 'transfer-encoding: gzip, chunked')}0\r\n\r\n`);
    expect(answerOf(text)).toEqual({ status: 501, code: 'NotImplemented' });
    await expectNothingStored(gateway, issued);
  });

  it('takes two PUTs on one connection, one after the other', async () => {
    const [first, second] = [await gateway.issue(), await gateway.issue()];
    const text = await gateway.raw(
      `${head(first, 'content-length: 5')}first${head(second, 'content-length: 6', 'connection: close')}second`,
    );
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(String(await gateway.bytesOf(first.upload))).toBe('first');
    expect(String(await gateway.bytesOf(second.upload))).toBe('second');
  });
});

describe('Expect: 100-continue', () => {
  it('is answered once the request is known to be good', async () => {
    const issued = await gateway.issue();
    const socket = connect(gateway.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(SAMPLE);
    });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(
      head(issued, `content-length: ${SAMPLE.length}`, 'expect: 100-continue', 'connection: close'),
    );
    await closed;
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
  });

  const refusals: readonly (readonly [string, number, (issued: Issued) => Promise<string>])[] = [
    [
      'a wrong signature',
      403,
      async (issued) =>
        head({ ...issued, target: `${issued.target}0` }, 'content-length: 5', 'expect: 100-continue'),
    ],
    [
      'a length past the cap',
      400,
      async (issued) => head(issued, 'content-length: 5000000', 'expect: 100-continue'),
    ],
    [
      'a Content-Type of something else',
      403,
      async (issued) =>
        head({ ...issued, contentType: 'text/html' }, 'content-length: 5', 'expect: 100-continue'),
    ],
    [
      'a checksum that is none',
      400,
      async (issued) => head(issued, 'content-length: 5', 'content-md5: x', 'expect: 100-continue'),
    ],
    [
      'a frozen upload',
      409,
      async (issued) => {
        await gateway.send(issued);
        await gateway.database.uploads.pin(issued.upload, gateway.time.now);
        return head(issued, 'content-length: 5', 'expect: 100-continue');
      },
    ],
  ];
  it.each(refusals)('is never answered for %s', async (_, status, request) => {
    const issued = await gateway.issue();
    const text = await gateway.raw(await request(issued), { halfClose: true });
    expect(text).not.toContain('100 Continue');
    expect(statusOf(text)).toBe(status);
  });

  it('is never answered where the disk has no room', async () => {
    const full = await startGateway({
      objects: {
        ...gateway.objects,
        begin: (name) => gateway.objects.begin(name, Number.MAX_SAFE_INTEGER),
      },
    });
    const issued = await full.issue();
    const text = await full.raw(head(issued, 'content-length: 5', 'expect: 100-continue'), {
      halfClose: true,
    });
    expect(answerOf(text)).toEqual({ status: 503, code: 'ServiceUnavailable' });
    expect(text).toContain('x-gst-intake-error: disk_full');
    expect(text).not.toContain('100 Continue');
    await full.close();
  });
});

describe('the pace and the end of a server', () => {
  async function stalled(clock = createHandClock()) {
    const harness = await startGateway({ clock });
    const issued = await harness.issue();
    const socket = connect(harness.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
    socket.write(`${head(issued, 'content-length: 1000')}first`);
    await untilTrue(() => clock.timers > 0);
    return { harness, issued, socket, closed, clock };
  }

  it('cuts a stalled upload after 30 seconds with RequestTimeout', async () => {
    const { harness, issued, socket, closed, clock } = await stalled();
    await clock.advance(29_000);
    expect(harness.gateway.openUploads()).toBe(1);
    await clock.advance(2_000);
    await untilTrue(() => harness.gateway.openUploads() === 0);
    socket.end();
    const text = await closed;
    expect(answerOf(text)).toEqual({ status: 400, code: 'RequestTimeout' });
    expect(text).toContain('x-gst-intake-error: too_slow');
    await expectNothingStored(harness, issued);
    await harness.close();
  });

  it('hangs up on a refused sender that neither sends nor leaves', async () => {
    const { harness, closed, clock } = await stalled();
    await clock.advance(31_000);
    await untilTrue(() => harness.gateway.openUploads() === 0 && clock.timers > 0);
    await clock.advance(6_000);
    expect(answerOf(await closed)).toEqual({ status: 400, code: 'RequestTimeout' });
    await harness.close();
  });

  it('lets a running upload finish while it drains, and takes no new one', async () => {
    const { harness, issued, socket, closed, clock } = await stalled();
    const drained = harness.gateway.drain(30_000);
    const refused = await harness.send(await harness.issue());
    expect(refused).toMatchObject({ status: 503, code: 'ServiceUnavailable' });
    expect(refused.headers['retry-after']).toBe('5');
    socket.write('x'.repeat(995));
    await untilTrue(() => harness.gateway.openUploads() === 0);
    await clock.advance(200);
    await drained;
    socket.end();
    expect(statusOf(await closed)).toBe(200);
    expect((await harness.bytesOf(issued.upload))?.byteLength).toBe(1000);
    await harness.close();
  });

  it('answers 503 to what is still running at the deadline', async () => {
    const { harness, issued, socket, closed, clock } = await stalled();
    const drained = harness.gateway.drain(10_000);
    await clock.advance(10_100);
    await drained;
    await untilTrue(() => harness.gateway.openUploads() === 0);
    socket.end();
    expect(answerOf(await closed)).toEqual({ status: 503, code: 'ServiceUnavailable' });
    await expectNothingStored(harness, issued);
    await harness.close();
  });

  it('refuses a PUT whose upload was triggered while it ran', async () => {
    const { harness, issued, socket, closed } = await stalled();
    await harness.send(issued, { body: 'the file that is triggered' });
    await harness.database.uploads.pin(issued.upload, harness.time.now);
    socket.write('x'.repeat(995));
    await untilTrue(() => harness.gateway.openUploads() === 0);
    socket.end();
    expect(answerOf(await closed)).toEqual({ status: 409, code: 'OperationAborted' });
    expect(String(await harness.bytesOf(issued.upload))).toBe('the file that is triggered');
    expect(await harness.files(issued.upload)).toHaveLength(1);
    await harness.close();
  });
});
