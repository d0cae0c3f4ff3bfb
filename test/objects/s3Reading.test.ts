import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { keyOf } from '../../src/objects/s3Keys.ts';
import { createS3Readiness } from '../../src/objects/s3Readiness.ts';
import type { ObjectStore } from '../../src/uploads/ports.ts';
import { PROBE_OWNER, removeLeftProbes } from '../../src/uploads/probeOwner.ts';
import { objectStoreSuite } from '../suites/objectStore.ts';
import { type Fault, type FaultyS3, startFaultyS3 } from './faultyS3.ts';

const PATIENCE = { connectMs: 2_000, idleMs: 1_000, answerMs: 4_000, attempts: 2 };
const BYTES = randomBytes(1_000_000);
const NAME = { owner: 'ab'.repeat(16), part: 'put1' };
const ERROR_500 = { answers: 500, code: 'InternalError' };

let s3: FaultyS3;
let connection: S3Connection;
let store: ObjectStore;
let scratchDirectory: string;

beforeAll(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 's3-scratch-'));
  s3 = await startFaultyS3({ pageSize: 3 });
  connection = await connectS3(s3.settings, PATIENCE);
  store = openS3Store(connection, { scratchDirectory, partBytes: 100_000 });
});
afterAll(async () => {
  connection.close();
  await s3.stop();
  await rm(scratchDirectory, { recursive: true });
});
beforeEach(() => s3.forget());

async function keep(name = NAME, bytes = BYTES): Promise<void> {
  const writer = await store.begin(name);
  await writer.write(bytes);
  await writer.commit();
}

describe('an object store on a bucket in memory', () => {
  objectStoreSuite(async () => store);
});

describe('reading', () => {
  it.each<[string, Fault[]]>([
    ['is cut', ['cut body']],
    ['is cut again and again', ['cut body', 'cut body', 'cut body', 'cut body']],
    ['stalls', ['stalled body']],
    ['is cut and then comes only in half', ['cut body', 'half as if whole']],
    ['is cut, and an error follows', ['cut body', ERROR_500]],
  ])('goes on where it was when the body %s', async (_how, faults) => {
    await keep();
    s3.inject('GetObject', ...faults);
    const stream = await store.read(NAME);
    expect(stream && (await buffer(stream)).equals(BYTES)).toBe(true);
    s3.inject('GetObject', ...faults);
    const range = await store.read(NAME, { start: 1_000, end: 900_000 });
    expect(range && (await buffer(range)).equals(BYTES.subarray(1_000, 900_001))).toBe(true);
  });

  it.each<[string, Fault[]]>([
    ['errors follow', ['cut body', ERROR_500, ERROR_500]],
    ['the rest is another range', ['cut body', 'range not heard']],
    ['the object is gone', ['cut body', { answers: 404, code: 'NoSuchKey' }]],
  ])('ends in an error and never short when %s', async (_how, faults) => {
    await keep();
    s3.inject('GetObject', ...faults);
    const stream = await store.read(NAME);
    await expect(stream && buffer(stream)).rejects.toMatchObject({ code: 'unavailable' });
    s3.inject('GetObject', ...faults);
    await expect(store.open(NAME)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it('tells a bucket that is gone from an object that is', async () => {
    expect(await store.read(NAME)).toBeUndefined();
    s3.inject('GetObject', { answers: 404, code: 'NoSuchBucket' });
    await expect(store.read(NAME)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('lets go of the connection when its reader goes away', async () => {
    await keep();
    s3.inject('GetObject', 'stalled body');
    const stream = await store.read(NAME);
    await new Promise((resolve) => stream?.once('data', resolve));
    stream?.destroy();
    await new Promise((resolve) => stream?.once('close', resolve));
    expect(s3.asked.filter((operation) => operation === 'GetObject')).toHaveLength(1);
  });

  it('opens into a file without a name, which ends with its descriptor', async () => {
    await keep();
    const object = await store.open(NAME);
    expect(await readdir(scratchDirectory)).toEqual([]);
    const bytes = Buffer.alloc(10);
    readSync(object?.fd ?? -1, bytes, 0, 10, 999_990);
    expect(bytes.equals(BYTES.subarray(999_990))).toBe(true);
    await object?.close();
  });

  it('lets go of the fetch when there is nowhere to put it', async () => {
    await keep();
    const nowhere = openS3Store(connection, { scratchDirectory: '/dev/null/none' });
    await expect(nowhere.open(NAME)).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('listing', () => {
  it('goes through all pages', async () => {
    for (let part = 0; part < 10; part += 1) await keep({ ...NAME, part: `put${part}` }, Buffer.from('a'));
    expect(await store.list(NAME.owner)).toHaveLength(10);
  });

  it('shows uploads that were never ended, with what has come and when, until they are removed', async () => {
    const begun = [];
    for (let part = 0; part < 7; part += 1) {
      const writer = await store.begin({ ...NAME, part: `put${part}` });
      await writer.write(BYTES.subarray(0, 650_000));
      begun.push(writer);
    }
    await keep({ ...NAME, part: 'whole' }, Buffer.from('a'));
    const listed = await store.list(NAME.owner);
    expect(listed.map(({ part }) => part).sort()).toEqual([
      ...Array.from({ length: 7 }, (_, part) => `put${part}`),
      'whole',
    ]);
    for (const { part } of listed) await store.remove({ ...NAME, part });
    expect(await store.list(NAME.owner)).toEqual([]);
    for (const writer of begun) await writer.abort();
    expect([s3.uploads.size, s3.objects.size]).toEqual([0, 0]);
  });

  it('asks a server that knows no unfinished uploads for none', async () => {
    await keep();
    s3.inject('ListMultipartUploads', { answers: 501, code: 'NotImplemented' });
    expect(await store.list(NAME.owner)).toMatchObject([{ part: 'put1', bytes: BYTES.length }]);
  });
});

describe('readiness', () => {
  it('leaves nothing, asks once for many, and again when time has passed', async () => {
    let now = 0;
    const ready = createS3Readiness(connection, () => now);
    await Promise.all([ready(), ready(), ready()]);
    expect(s3.asked).toEqual(['CreateMultipartUpload', 'AbortMultipartUpload']);
    expect([s3.uploads.size, s3.objects.size]).toEqual([0, 0]);
    now = 9_999;
    await ready();
    expect(s3.asked).toHaveLength(2);
    now = 10_001;
    s3.inject('CreateMultipartUpload', { answers: 403, code: 'AccessDenied' });
    await expect(ready()).rejects.toMatchObject({ code: 'unavailable' });
    now = 30_000;
    await ready();
  });

  it('gives the answer from before where the bucket keeps it waiting', async () => {
    let now = 0;
    const ready = createS3Readiness(connection, () => now);
    s3.inject('CreateMultipartUpload', { answers: 403, code: 'AccessDenied' });
    await expect(ready()).rejects.toMatchObject({ code: 'unavailable' });
    now = 10_001;
    s3.inject('CreateMultipartUpload', 'slow first byte');
    await expect(ready()).rejects.toMatchObject({ code: 'unavailable' });
    expect(s3.asked).toEqual(['CreateMultipartUpload', 'CreateMultipartUpload']);
    s3.release();
    await vi.waitFor(() => ready());
  });

  it('leaves one trial at most however often it cannot be ended, and ends that one first', async () => {
    let now = 0;
    const ready = createS3Readiness(connection, () => now);
    const refused = { answers: 403, code: 'AccessDenied' };
    s3.inject('AbortMultipartUpload', refused, refused, refused);
    for (let look = 0; look < 3; look += 1) {
      await expect(ready()).rejects.toMatchObject({ code: 'unavailable' });
      expect(s3.uploads.size).toBe(1);
      now += 10_001;
    }
    await vi.waitFor(() => ready());
    expect(s3.uploads.size).toBe(0);
  });

  it('whose trials were cut off is tidied after an hour', async () => {
    await connection.client.createMultipartUpload({
      Bucket: connection.bucket,
      Key: keyOf({ owner: PROBE_OWNER, part: 'ready' }),
    });
    expect(await removeLeftProbes(store, Date.now() + 3_500_000)).toBe(0);
    expect(s3.uploads.size).toBe(1);
    expect(await removeLeftProbes(store, Date.now() + 3_700_000)).toBe(1);
    expect(s3.uploads.size).toBe(0);
  });
});

describe('a name', () => {
  it('lies under one prefix', () => {
    expect(keyOf(NAME)).toBe(`objects/${NAME.owner}/put1`);
  });
});
