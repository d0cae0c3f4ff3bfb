import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openS3Store } from '../../src/objects/s3.ts';
import { deletesUnderCondition } from '../../src/objects/s3Condition.ts';
import { connectS3 } from '../../src/objects/s3Connection.ts';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import { checkDirectUploads } from '../../src/operate/directUploads.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { bucketTarget } from '../../src/uploads/bucketTarget.ts';
import type { DirectStore } from '../../src/uploads/ports.ts';
import type { GivenCredentials } from '../../src/uploads/urlCredentials.ts';
import { startS3rver } from '../objects/s3rver.ts';

it('a trial of direct uploads that breaks off midway leaves nothing in the bucket, and a whole one tells what the bucket does not know', async () => {
  const server = await startS3rver('intake');
  const connection = await connectS3(server.settings);
  const bucket = createDirectStore(connection, Date.now);
  const credentials = server.settings.credentials ?? { accessKeyId: '', secretAccessKey: '' };
  const trial = {
    deletesUnderCondition: () => deletesUnderCondition(connection),
    credentials: async () => credentials,
    targetOf: (given: GivenCredentials) => bucketTarget({ ...server.settings, publicEndpoint: null }, given),
    sign: createPresigner({ signingKeys: createSigningKeys() }),
    bucket,
    objects: openS3Store(connection, { scratchDirectory: '/nowhere' }),
    origins: [],
    fetch,
    now: Date.now,
    newUploadId: () => randomBytes(16).toString('hex'),
  };
  const expectNothing = async () => {
    const { Contents = [] } = await connection.client.listObjectsV2({ Bucket: connection.bucket });
    expect(Contents).toEqual([]);
  };
  const adopt: DirectStore['adopt'] = async (seen, name) => {
    await bucket.adopt(seen, name);
    throw new Error('the answer was lost');
  };
  await expect(checkDirectUploads({ ...trial, bucket: { ...bucket, adopt } }).run()).rejects.toThrow(
    'the answer was lost',
  );
  await expectNothing();

  expect(await checkDirectUploads(trial).run()).toContainEqual(
    expect.objectContaining({ status: 'ok', found: expect.stringContaining('knows no condition') }),
  );
  await expectNothing();
  connection.close();
  await server.stop();
});
