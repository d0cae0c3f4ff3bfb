import { randomBytes } from 'node:crypto';
import type { S3Connection } from './s3Connection.ts';
import { factsOf, isAbsent, isUnknownCall, s3Failure } from './s3Errors.ts';
import { keyOf } from './s3Keys.ts';

/** S3's answer where `If-Match` or its like does not hold. */
export const PRECONDITION_FAILED = 412;
const OWNER = '0'.repeat(32);
const NOT_ITS_ETAG = `"${'0'.repeat(32)}"`;

/**
 * Whether the server deletes under a condition, as Amazon does since 2024: asked by an object of no bytes, which is to be deleted if
 * it were another one. Many servers take no notice of the condition, and would delete a file that replaced the one that was seen.
 * @throws AppError unavailable
 */
export async function deletesUnderCondition({ client, bucket }: S3Connection): Promise<boolean> {
  const place = {
    Bucket: bucket,
    Key: keyOf({ owner: OWNER, part: `condition${randomBytes(8).toString('hex')}` }),
  };
  const failed = (call: string) => (error: unknown) =>
    Promise.reject(s3Failure(error, { task: 'look', call, bucket }));
  await client.putObject({ ...place, Body: '' }).catch(failed('PutObject'));
  try {
    await client.deleteObject({ ...place, IfMatch: NOT_ITS_ETAG });
    return false;
  } catch (error) {
    if (factsOf(error).status === PRECONDITION_FAILED) return true;
    if (isUnknownCall(error)) return false;
    return failed('DeleteObject')(error);
  } finally {
    await client.deleteObject(place).catch((error: unknown) => {
      if (!isAbsent(error)) return failed('DeleteObject')(error);
    });
  }
}
