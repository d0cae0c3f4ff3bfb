import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { objectStoreSuite } from '../suites/objectStore.ts';
import { startS3rver } from './s3rver.ts';

let server: Awaited<ReturnType<typeof startS3rver>>;
let connection: S3Connection;
let scratchDirectory = '';

beforeAll(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 's3-scratch-'));
  server = await startS3rver('files');
  connection = await connectS3(server.settings);
});
afterAll(async () => {
  connection.close();
  await server.stop();
  await rm(scratchDirectory, { recursive: true });
});

describe('an object store on a bucket', () => {
  objectStoreSuite(async () => openS3Store(connection, { scratchDirectory }));
});

describe('an object store on a bucket that takes parts of 100 KiB', () => {
  objectStoreSuite(async () => openS3Store(connection, { scratchDirectory, partBytes: 102_400 }));

  it.each([102_399, 102_400, 102_401, 204_800, 1_000_000])('keeps %i bytes whole', async (size) => {
    const store = openS3Store(connection, { scratchDirectory, partBytes: 102_400 });
    const name = { owner: randomBytes(16).toString('hex'), part: 'put1' };
    const bytes = randomBytes(size);
    const writer = await store.begin(name);
    for (let at = 0; at < size; at += 65_536) await writer.write(bytes.subarray(at, at + 65_536));
    await writer.commit();
    const stream = await store.read(name);
    expect(stream && (await buffer(stream)).equals(bytes)).toBe(true);
    expect(await store.list(name.owner)).toMatchObject([{ part: 'put1', bytes: size }]);
  });
});
