import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import { isUnreadable } from '../../src/uploads/unreadable.ts';
import { startFaultyS3 } from './faultyS3.ts';

const PATIENCE = { connectMs: 1_000, idleMs: 1_000, answerMs: 1_000, attempts: 1 };
const KEY = 'workspace/file';

let s3: Awaited<ReturnType<typeof startFaultyS3>>;
let connection: S3Connection;
beforeEach(async () => {
  s3 = await startFaultyS3();
  connection = await connectS3(s3.settings, PATIENCE);
  await connection.client.putObject({ Bucket: connection.bucket, Key: KEY, Body: 'sealed' });
});
afterEach(async () => {
  connection.close();
  await s3.stop();
});

const lookFailing = async (code: string): Promise<unknown> => {
  s3.inject('HeadObject', { answers: 400, code: 'BadRequest' });
  s3.inject('GetObject', { answers: 400, code });
  return createDirectStore(connection, Date.now)
    .look(KEY)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
};

describe('a HEAD of a direct file that is answered with 400', () => {
  it('is about that file alone where it was encrypted by a key of its client', async () => {
    expect(isUnreadable(await lookFailing('InvalidRequest'))).toBe(true);
  });

  it('is an outage where it is about our credentials, and says which', async () => {
    const error = await lookFailing('ExpiredToken');
    expect(isUnreadable(error)).toBe(false);
    expect(error).toMatchObject({
      code: 'unavailable',
      cause: { message: expect.stringContaining('ExpiredToken') },
    });
  });
});

describe('discarding', () => {
  it('removes what lies under a key unseen, and harms nobody where there is nothing', async () => {
    const store = createDirectStore(connection, Date.now);
    s3.inject('HeadObject', { answers: 400, code: 'BadRequest' });
    await store.discard(KEY);
    await store.discard(KEY);
    expect([...s3.objects.keys()]).toEqual([]);
  });
});

describe('a copy within the bucket', () => {
  const NAME = { owner: 'ab'.repeat(16), part: 'put1' };
  const copies = () => s3.asked.filter((operation) => operation === 'CopyObject').length;

  it('is waited for long after other calls have given up', async () => {
    const store = createDirectStore(connection, Date.now);
    const seen = await store.look(KEY);
    if (seen === undefined) throw new Error('the file is there');
    s3.inject('CopyObject', 'slow first byte');
    const copied = store.adopt(seen, NAME);
    await expect.poll(copies).toBe(1);
    s3.inject('HeadObject', 'silence');
    await expect(store.look(KEY)).rejects.toMatchObject({ code: 'unavailable' });
    s3.release();
    expect(await copied).toBe(true);
    expect(copies()).toBe(1);
  });

  it('is asked for once, and not again beside one that may still run', async () => {
    const patient = await connectS3(s3.settings, { ...PATIENCE, attempts: 4 });
    const store = createDirectStore(patient, Date.now);
    const seen = await store.look(KEY);
    if (seen === undefined) throw new Error('the file is there');
    s3.inject('CopyObject', 'lost answer');
    await expect(store.adopt(seen, NAME)).rejects.toMatchObject({ code: 'unavailable' });
    expect(copies()).toBe(1);
    patient.close();
  });
});
