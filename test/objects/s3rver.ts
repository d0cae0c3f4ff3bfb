import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../src/objects/s3Connection.ts';

interface S3Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => S3Server;

/** An S3 that others wrote, in this process, with one empty bucket. */
export async function startS3rver(bucket: string) {
  const directory = await mkdtemp(join(tmpdir(), 'gst-intake-s3rver-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    directory,
    silent: true,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  const settings: S3Settings = {
    bucket,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  };
  const { endpoint } = settings;
  return {
    settings,
    /** The same for a process. */
    env: {
      GST_INTAKE_S3_BUCKET: bucket,
      GST_INTAKE_S3_REGION: settings.region,
      GST_INTAKE_S3_ENDPOINT: endpoint ?? '',
      GST_INTAKE_S3_FORCE_PATH_STYLE: 'true',
      GST_INTAKE_S3_ACCESS_KEY_ID: 'S3RVER',
      GST_INTAKE_S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async stop() {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
