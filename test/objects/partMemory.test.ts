import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPartMemory, type PartMemory } from '../../src/objects/partMemory.ts';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import type { ObjectName, ObjectStore } from '../../src/uploads/ports.ts';
import { type FaultyS3, startFaultyS3 } from './faultyS3.ts';

/** Room for two parts that fill and for one that is read back, for however many senders. */
const PART = 100 * 1024;
const BOUNDS = { gatheredBytes: 2 * PART, sentBytes: PART };
const CHUNK = 30_000;
const LARGE = 250_000;

let s3: FaultyS3;
let connection: S3Connection;
let scratch = '';
let memory: PartMemory;
let store: ObjectStore;

const open = (scratchDirectory = scratch) => {
  memory = createPartMemory(PART, BOUNDS);
  return openS3Store(connection, { scratchDirectory, partBytes: PART, memory });
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'part-memory-'));
  s3 = await startFaultyS3();
  connection = await connectS3(s3.settings, {
    connectMs: 2_000,
    idleMs: 5_000,
    answerMs: 5_000,
    attempts: 1,
  });
});
afterAll(async () => {
  connection.close();
  await s3.stop();
  await rm(scratch, { recursive: true });
});
beforeEach(() => {
  s3.forget();
  store = open();
});

const newName = (): ObjectName => ({ owner: randomBytes(16).toString('hex'), part: 'put1' });

/** Begins an object and sends so many bytes of it. */
async function begin(bytes: Buffer) {
  const name = newName();
  const writer = await store.begin(name);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    await writer.write(bytes.subarray(at, at + CHUNK));
    expect(memory.inUse()).toBeLessThanOrEqual(BOUNDS.gatheredBytes + BOUNDS.sentBytes);
  }
  return { name, writer, bytes };
}

async function expectWhole({ name, bytes }: { name: ObjectName; bytes: Buffer }) {
  const stream = await store.read(name);
  expect(stream && (await buffer(stream)).equals(bytes)).toBe(true);
}

async function expectNothingHeld() {
  expect(memory.inUse()).toBe(0);
  expect(await readdir(scratch)).toEqual([]);
}

describe('the memory of the parts of all uploads', () => {
  it('is bounded, and forty large files at once arrive whole', async () => {
    const files = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const file = await begin(randomBytes(LARGE + index * 4_099));
        await file.writer.commit();
        return file;
      }),
    );
    for (const file of files) await expectWhole(file);
    await expectNothingHeld();
  });

  it('that slow senders hold keeps nobody waiting: another large or smaller file goes through beside them', async () => {
    const slow = await Promise.all(Array.from({ length: 8 }, () => begin(randomBytes(PART - 1))));
    expect(memory.inUse()).toBeGreaterThan(BOUNDS.gatheredBytes - PART);
    for (const size of [LARGE, PART, PART - 1, 70_000, 10]) {
      const quick = await begin(randomBytes(size));
      await quick.writer.commit();
      await expectWhole(quick);
    }
    for (const { writer } of slow) await writer.commit();
    for (const file of slow) await expectWhole(file);
    await expectNothingHeld();
  });

  it('is held only for what a sender has sent', async () => {
    const files = await Promise.all(Array.from({ length: 8 }, () => begin(randomBytes(60_000))));
    expect(memory.inUse()).toBe(0);
    await Promise.all(files.map(({ writer }) => writer.abort()));
    const some = await begin(randomBytes(70_000));
    expect(memory.inUse()).toBeLessThanOrEqual(PART);
    await some.writer.abort();
    const two = await begin(randomBytes(PART + 10));
    await vi.waitFor(() => expect(memory.inUse()).toBe(0));
    await two.writer.abort();
    await expectNothingHeld();
  });

  it('is given back by senders that go away and by failures', async () => {
    const gone = await Promise.all(Array.from({ length: 12 }, () => begin(randomBytes(PART - 5))));
    await Promise.all(gone.map(({ writer }) => writer.abort()));
    await expectNothingHeld();
    for (const operation of ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'] as const) {
      s3.inject(operation, { answers: 403, code: 'AccessDenied' });
      const { writer } = await begin(randomBytes(PART + 10));
      await expect(writer.commit()).rejects.toMatchObject({ code: 'unavailable' });
      await expectNothingHeld();
    }
  });

  it('is waited for in line, and those that go away leave the line', async () => {
    const holders = await Promise.all([begin(randomBytes(PART - 1)), begin(randomBytes(PART - 1))]);
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => begin(randomBytes(PART - 1))));
    s3.inject('PutObject', 'slow first byte');
    const done: string[] = [];
    const commits = [first, second, third].map((file, place) =>
      file?.writer.commit().then(
        () => done.push(`${place} whole`),
        () => done.push(`${place} cut`),
      ),
    );
    await vi.waitFor(() => expect(s3.asked).toContain('PutObject'));
    await second?.writer.abort();
    expect(done).toEqual([]);
    s3.release();
    await Promise.all(commits);
    expect(done.toSorted()).toEqual(['0 whole', '1 cut', '2 whole']);
    expect(done.indexOf('0 whole')).toBeLessThan(done.indexOf('2 whole'));
    await Promise.all(holders.map(({ writer }) => writer.abort()));
    await expectNothingHeld();
  });

  it('refuses for now, and leaves nothing, where the scratch directory takes nothing either', async () => {
    store = open('/dev/null/none');
    const holders = await Promise.all([begin(randomBytes(PART - 1)), begin(randomBytes(PART - 1))]);
    const refused = begin(randomBytes(PART - 1));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', facts: { reason: 'store_outage' } });
    for (const { writer } of holders) await writer.commit();
    for (const file of holders) await expectWhole(file);
    expect(memory.inUse()).toBe(0);
  });
});
