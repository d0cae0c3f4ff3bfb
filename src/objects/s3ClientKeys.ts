import { workspacePrefix } from '../uploads/objectKey.ts';
import type { ClientKeys } from '../uploads/ports.ts';
import { createS3Calls } from './s3Calls.ts';
import type { S3Connection } from './s3Connection.ts';
import { s3Failure, s3Outage } from './s3Errors.ts';

/** The keys of direct URLs, in the bucket of the object store. */
export function createClientKeys(connection: S3Connection): ClientKeys {
  const { client, bucket } = connection;
  const calls = createS3Calls(connection);

  async function firstOf(prefix: string, after: string | undefined) {
    try {
      const start = after === undefined ? {} : { StartAfter: after };
      const page = await client.listObjectsV2({ Bucket: bucket, Prefix: prefix, ...start });
      return page.Contents ?? [];
    } catch (error) {
      throw s3Failure(error, { task: 'look', call: 'ListObjectsV2', bucket });
    }
  }

  return {
    async clear(workspaceId) {
      const prefix = workspacePrefix(workspaceId);
      const removed = { files: 0, bytes: 0 };
      let after: string | undefined;
      for (;;) {
        const page = await firstOf(prefix, after);
        for (const { Key = '', Size = 0 } of page) {
          // A server that forgets the prefix of a listing must not cost others their files.
          if (!Key.startsWith(prefix)) {
            throw s3Outage(
              'look',
              `S3 ListObjectsV2 on bucket '${bucket}': it names keys that were not asked for`,
            );
          }
          await calls.remove(Key);
          removed.files += 1;
          removed.bytes += Size;
        }
        after = page.at(-1)?.Key;
        if (after === undefined) return removed;
      }
    },
  };
}
