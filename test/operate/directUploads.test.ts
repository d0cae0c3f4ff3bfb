import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openS3Store } from '../../src/objects/s3.ts';
import { connectS3 } from '../../src/objects/s3Connection.ts';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import { checkDirectUploads } from '../../src/operate/directUploads.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { bucketTarget } from '../../src/uploads/bucketTarget.ts';
import { startS3rver } from '../objects/s3rver.ts';

it('a trial of direct uploads that breaks off midway leaves nothing in the bucket', async () => {
  const server = await startS3rver('intake');
  const connection = await connectS3(server.settings);
  const bucket = createDirectStore(connection);
  const credentials = server.settings.credentials ?? { accessKeyId: '', secretAccessKey: '' };
  const probe = checkDirectUploads({
    credentials: async () => credentials,
    targetOf: (given) => bucketTarget({ ...server.settings, publicEndpoint: null }, given),
    sign: createPresigner({ signingKeys: createSigningKeys() }),
    bucket: {
      ...bucket,
      async adopt(seen, name) {
        await bucket.adopt(seen, name);
        throw new Error('the answer was lost');
      },
    },
    objects: openS3Store(connection, { scratchDirectory: '/nowhere' }),
    origins: [],
    fetch,
    now: Date.now,
    newUploadId: () => randomBytes(16).toString('hex'),
  });
  await expect(probe.run()).rejects.toThrow('the answer was lost');
  const { Contents = [] } = await connection.client.listObjectsV2({ Bucket: connection.bucket });
  expect(Contents).toEqual([]);
  connection.close();
  await server.stop();
});
