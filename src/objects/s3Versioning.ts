import type { S3Connection } from './s3Connection.ts';

/**
 * Whether the bucket keeps versions of what is removed from it, or did once; null where it does not tell, as without the permission
 * `s3:GetBucketVersioning` or on a server that knows no versions.
 */
export async function keepsVersions({ client, bucket }: S3Connection): Promise<boolean | null> {
  try {
    const { Status } = await client.getBucketVersioning({ Bucket: bucket });
    return Status !== undefined;
  } catch {
    return null;
  }
}
