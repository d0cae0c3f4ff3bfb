import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPartMemory } from '../../src/objects/partMemory.ts';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { objectStoreSuite } from '../suites/objectStore.ts';

/** Run by `proof:s3` over a bucket of the S3 that it has started: what every object store must do. */
const BUCKET = 'conformance';
const PART_BYTES = 5 * 1024 * 1024;

const { PROOF_S3_ENDPOINT: endpoint = '', PROOF_S3_ID: accessKeyId = '' } = process.env;
const { PROOF_S3_SECRET: secretAccessKey = '' } = process.env;
let connection: S3Connection;
let scratchDirectory = '';

beforeAll(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 'gst-intake-conformance-'));
  connection = await connectS3({
    bucket: BUCKET,
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await connection.client.createBucket({ Bucket: BUCKET });
});
afterAll(async () => {
  connection.close();
  await rm(scratchDirectory, { recursive: true });
});

describe('an object store on a true S3', () => {
  objectStoreSuite(async () => openS3Store(connection, { scratchDirectory }));
});

describe('an object store on a true S3, in parts that memory has no room for', () => {
  const open = () =>
    openS3Store(connection, {
      scratchDirectory,
      partBytes: PART_BYTES,
      memory: createPartMemory(PART_BYTES, { gatheredBytes: 0, sentBytes: PART_BYTES }),
    });
  objectStoreSuite(async () => open());

  it.each([PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 4 * PART_BYTES])(
    'keeps %i bytes whole',
    async (size) => {
      const store = open();
      const name = { owner: size.toString(16).padStart(32, '0'), part: 'put1' };
      const writer = await store.begin(name);
      await writer.write(Buffer.alloc(size, 'a'));
      await writer.commit();
      expect(await store.list(name.owner)).toMatchObject([{ part: 'put1', bytes: size }]);
    },
  );
});
