import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { type Harness, startGateway } from '../http/gateway/harness.ts';
import { type Fault, type FaultyS3, startFaultyS3 } from './faultyS3.ts';
import type { Operation } from './memoryBucket.ts';

/** F15: whatever the bucket does, a PUT is answered 200 when the object is whole there, and leaves nothing otherwise. */
const PART_BYTES = 100 * 1024;
const SMALL = randomBytes(50_000);
const LARGE = randomBytes(250_000);
const PATIENCE = { connectMs: 2_000, idleMs: 2_000, answerMs: 4_000, attempts: 2 };

let s3: FaultyS3;
let connection: S3Connection;
let gateway: Harness;

beforeAll(async () => {
  s3 = await startFaultyS3();
  connection = await connectS3(s3.settings, PATIENCE);
  gateway = await startGateway({
    objects: openS3Store(connection, { scratchDirectory: '/nowhere', partBytes: PART_BYTES }),
  });
});
afterAll(async () => {
  await gateway.close();
  connection.close();
  await s3.stop();
});
beforeEach(() => {
  s3.forget();
  gateway.failures.length = 0;
});

interface Case {
  readonly body: Buffer;
  readonly operation: Operation;
  readonly faults: readonly Fault[];
}

const named = (cases: readonly Case[]) =>
  cases.map((each) => {
    const faults = each.faults.map((fault) =>
      typeof fault === 'object' ? `${fault.answers} ${fault.code}` : fault,
    );
    return [`${each.operation}: ${faults.join(', ')} (${each.body.length} bytes)`, each] as const;
  });

const ERROR_500 = { answers: 500, code: 'InternalError' };
const SLOW_DOWN = { answers: 503, code: 'SlowDown' };
const DENIED = { answers: 403, code: 'AccessDenied' };
const PASSING: readonly Fault[] = [
  ERROR_500,
  SLOW_DOWN,
  'reset before the body',
  'reset after the body',
  'silence',
];
const WRITES: readonly { operation: Operation; body: Buffer }[] = [
  { operation: 'PutObject', body: SMALL },
  { operation: 'CreateMultipartUpload', body: LARGE },
  { operation: 'UploadPart', body: LARGE },
  { operation: 'CompleteMultipartUpload', body: LARGE },
];

async function put(body: Buffer) {
  const issued = await gateway.issue();
  return { issued, answer: await gateway.send(issued, { body }) };
}

const healed: Case[] = [
  ...WRITES.flatMap((write) =>
    [...PASSING, 'lost answer' as const].map((fault) => ({ ...write, faults: [fault] })),
  ),
  { operation: 'CompleteMultipartUpload', body: LARGE, faults: ['200 with an error inside'] },
  { operation: 'HeadObject', body: SMALL, faults: [ERROR_500] },
  { operation: 'HeadObject', body: LARGE, faults: ['none', 'reset before the body'] },
];

describe('a fault that passes', () => {
  it.each(named(healed))('%s: the file is whole, once, and answered 200', async (_name, each) => {
    s3.inject(each.operation, ...each.faults);
    const { issued, answer } = await put(each.body);
    expect(answer.status).toBe(200);
    expect(s3.objects.size).toBe(1);
    // Two looks, the parts, begin and end, and one more for the fault.
    expect(s3.asked.length).toBeLessThanOrEqual(each.body === SMALL ? 4 : 8);
    expect((await gateway.bytesOf(issued.upload))?.equals(each.body)).toBe(true);
  });
});

const fatal: Case[] = [
  ...WRITES.flatMap((write) =>
    [...PASSING, 'lost answer' as const].map((fault) => ({ ...write, faults: [fault, fault] })),
  ),
  ...WRITES.map((write) => ({ ...write, faults: [DENIED] })),
  ...(['wrong ETag', 'no ETag'] as const).flatMap((fault) => [
    { operation: 'PutObject' as const, body: SMALL, faults: [fault] },
    { operation: 'UploadPart' as const, body: LARGE, faults: ['none' as const, fault] },
    { operation: 'CompleteMultipartUpload' as const, body: LARGE, faults: [fault] },
    { operation: 'HeadObject' as const, body: SMALL, faults: ['none' as const, fault] },
  ]),
  { operation: 'PutObject', body: SMALL, faults: ['damaged on its way'] },
  { operation: 'UploadPart', body: LARGE, faults: ['damaged on its way'] },
  { operation: 'PutObject', body: SMALL, faults: ['kept short'] },
  { operation: 'CompleteMultipartUpload', body: LARGE, faults: ['kept short'] },
  {
    operation: 'CompleteMultipartUpload',
    body: LARGE,
    faults: ['200 with an error inside', '200 with an error inside'],
  },
  { operation: 'CompleteMultipartUpload', body: LARGE, faults: ['200 with an error and a line break'] },
  { operation: 'HeadObject', body: SMALL, faults: [ERROR_500, ERROR_500] },
  { operation: 'HeadObject', body: LARGE, faults: [DENIED] },
  { operation: 'HeadObject', body: SMALL, faults: ['none', SLOW_DOWN, SLOW_DOWN] },
  { operation: 'HeadObject', body: LARGE, faults: ['none', { answers: 404, code: 'NotFound' }] },
];

describe('a fault that stays', () => {
  it.each(named(fatal))('%s: no 200, and nothing is left', async (_name, each) => {
    s3.inject(each.operation, ...each.faults);
    const { issued, answer } = await put(each.body);
    expect(answer).toMatchObject({ status: 503, headers: { 'x-gst-intake-error': 'unavailable' } });
    expect(String(answer.body)).toMatch(
      /The bucket that keeps (uploads did not take this file|files did not answer)/,
    );
    expect(String(answer.body)).not.toContain(s3.settings.endpoint);
    expect([...s3.objects.keys()]).toEqual([]);
    expect((await gateway.database.uploads.find(issued.upload))?.state).toBe('issued');
    expect(s3.asked.length).toBeLessThanOrEqual(12);
    // Only a begin whose answer was lost leaves what nobody here knows of: the sweep finds it.
    const isUnheard = each.operation === 'CreateMultipartUpload' && each.faults[0] === 'lost answer';
    expect(s3.uploads.size).toBe(isUnheard ? 2 : 0);
    // The URL is as good as before.
    expect((await gateway.send(issued, { body: each.body })).status).toBe(200);
    expect((await gateway.bytesOf(issued.upload))?.equals(each.body)).toBe(true);
  });

  it('is told to the operator by operation, status and code, without a URL', async () => {
    s3.inject('PutObject', { answers: 403, code: 'InvalidAccessKeyId' });
    await put(SMALL);
    expect(gateway.failures).toHaveLength(1);
    expect((gateway.failures[0] as Error).cause).toMatchObject({
      message: "S3 PutObject on bucket 'files': 403 InvalidAccessKeyId (this access key is not known there)",
    });
  });

  it('that keeps what was begun from being removed leaves it to the sweep', async () => {
    s3.inject('UploadPart', DENIED);
    s3.inject('AbortMultipartUpload', ERROR_500, ERROR_500);
    const { issued, answer } = await put(LARGE);
    expect(answer.status).toBe(503);
    const [left, ...others] = await gateway.files(issued.upload);
    expect(others).toEqual([]);
    expect(left).toMatchObject({ bytes: 0 });
    await gateway.objects.remove({ owner: issued.upload.uploadId, part: left?.part ?? '' });
    expect(s3.uploads.size).toBe(0);
  });
});

describe('a client that goes away', () => {
  it('while a part is on its way leaves nothing', async () => {
    s3.inject('UploadPart', 'slow first byte');
    const issued = await gateway.issue();
    const socket = connect({ host: '127.0.0.1', port: gateway.port });
    socket.write(
      `PUT ${issued.target} HTTP/1.1\r\nhost: ${new URL(issued.url).host}\r\n` +
        `content-type: ${issued.contentType}\r\ncontent-length: 5000000\r\n\r\n`,
    );
    socket.write(LARGE.subarray(0, 150_000));
    await vi.waitFor(() => expect(s3.asked).toContain('UploadPart'));
    expect(s3.uploads.size).toBe(1);
    socket.destroy();
    await vi.waitFor(() => expect(s3.asked).toContain('AbortMultipartUpload'));
    s3.release();
    await vi.waitFor(() => expect(s3.uploads.size).toBe(0));
    expect(await gateway.files(issued.upload)).toEqual([]);
  });
});

describe('an answer', () => {
  it('waits for one round of taking back, not for two', async () => {
    s3.inject('CompleteMultipartUpload', DENIED);
    expect((await put(LARGE)).answer.status).toBe(503);
    expect(s3.asked.filter((operation) => operation === 'AbortMultipartUpload')).toHaveLength(1);
    expect(s3.asked.filter((operation) => operation === 'DeleteObject')).toHaveLength(1);
  });

  it.each<[Operation, Buffer]>([
    ['PutObject', SMALL],
    ['CreateMultipartUpload', LARGE.subarray(0, 150_000)],
    ['UploadPart', LARGE.subarray(0, 150_000)],
    ['CompleteMultipartUpload', LARGE],
  ])(
    'comes in time where %s is never answered, however often it may be tried',
    async (operation, body) => {
      const patient = await connectS3(s3.settings, {
        ...PATIENCE,
        answerMs: 60_000,
        idleMs: 60_000,
        attempts: 4,
      });
      const store = openS3Store(patient, {
        scratchDirectory: '/nowhere',
        partBytes: PART_BYTES,
        commitMs: 50,
      });
      s3.inject(operation, ...Array<Fault>(8).fill('silence'));
      const writer = await store.begin({ owner: 'a'.repeat(32), part: 'put1' });
      const written = writer.write(body).catch(() => undefined);
      await written;
      await expect(writer.commit()).rejects.toMatchObject({ code: 'unavailable' });
      patient.close();
    },
    15_000,
  );
});

describe('a bucket that seals what it keeps (SSE-KMS)', () => {
  it.each<[string, readonly Fault[]]>([
    ['all is answered', []],
    ['the answer to the last call is lost', ['lost answer']],
  ])('keeps a large file whole where %s', async (_name, faults) => {
    const sealed = await startFaultyS3({ isSealed: true });
    const toSealed = await connectS3(sealed.settings, PATIENCE);
    const store = openS3Store(toSealed, { scratchDirectory: '/nowhere', partBytes: PART_BYTES });
    sealed.inject('CompleteMultipartUpload', ...faults);
    const name = { owner: 'b'.repeat(32), part: 'put1' };
    const writer = await store.begin(name);
    await writer.write(LARGE);
    await writer.commit();
    expect((await store.list(name.owner)).map(({ bytes }) => bytes)).toEqual([LARGE.length]);

    sealed.inject('CompleteMultipartUpload', 'lost answer');
    sealed.inject('HeadObject', 'none', { answers: 404, code: 'NotFound' });
    const lost = await store.begin({ ...name, part: 'put2' });
    await lost.write(LARGE);
    await expect(lost.commit()).rejects.toMatchObject({ code: 'unavailable' });
    expect(sealed.objects.size).toBe(1);
    toSealed.close();
    await sealed.stop();
  });
});
