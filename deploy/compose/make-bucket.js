// Makes the bucket of deploy/compose.cluster.yaml by a call of S3; harmless where it is there already.
import { readFileSync } from 'node:fs';
import {
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';

const [endpoint, bucket, region, accessKeyId, secretFile] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  region,
  forcePathStyle: true,
  // An S3 that has just been started may not answer yet.
  maxAttempts: 10,
  credentials: { accessKeyId, secretAccessKey: readFileSync(secretFile, 'utf8') },
});
// The SDK asks for /bucket/; some servers sign that without the slash, all understand it so.
client.middlewareStack.add(
  (next) => (args) => {
    if (args.request.path === `/${bucket}/`) args.request.path = `/${bucket}`;
    return next(args);
  },
  { step: 'build' },
);
try {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  process.stdout.write(`made the bucket ${bucket}\n`);
} catch (error) {
  const isThere = error instanceof BucketAlreadyOwnedByYou || error instanceof BucketAlreadyExists;
  if (!isThere) throw error;
  process.stdout.write(`the bucket ${bucket} is there\n`);
}
