import { connectS3 } from '../../../src/objects/s3Connection.ts';
import { startS3rver } from '../../objects/s3rver.ts';
import { startCeph } from '../ceph.ts';

const BUCKET = 'intake';
const REGION = 'us-east-1';

/** The bucket that all processes of the site share. */
export interface Bucket {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Kills what answers for it and starts that again; undefined where it runs in this process. */
  readonly crash: (() => Promise<void>) | undefined;
  readonly restart: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
}

export async function cephBucket(): Promise<Bucket> {
  const ceph = await startCeph();
  const { endpoint, accessKeyId, secretAccessKey } = ceph;
  const connection = await connectS3({
    ...{ bucket: BUCKET, region: REGION, endpoint, forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
  });
  await connection.client.createBucket({ Bucket: BUCKET });
  connection.close();
  return {
    name: 'Ceph RGW',
    env: {
      GST_INTAKE_S3_BUCKET: BUCKET,
      GST_INTAKE_S3_REGION: REGION,
      GST_INTAKE_S3_ENDPOINT: endpoint,
      GST_INTAKE_S3_FORCE_PATH_STYLE: 'true',
      GST_INTAKE_S3_ACCESS_KEY_ID: accessKeyId,
      GST_INTAKE_S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    crash: ceph.crashGateway,
    restart: ceph.restartGateway,
    stop: ceph.stop,
  };
}

/** For machines without Ceph. */
export async function s3rverBucket(): Promise<Bucket> {
  const { env, stop } = await startS3rver(BUCKET);
  return { name: 's3rver', env, crash: undefined, restart: undefined, stop };
}
