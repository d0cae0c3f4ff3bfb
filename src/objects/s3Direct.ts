import { uploadRefOf } from '../uploads/objectKey.ts';
import type { DirectObject, DirectStore } from '../uploads/ports.ts';
import { unreadable } from '../uploads/unreadable.ts';
import { URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import { isSealed } from './s3Calls.ts';
import { deletesUnderCondition, PRECONDITION_FAILED } from './s3Condition.ts';
import type { S3Connection } from './s3Connection.ts';
import { factsOf, isAbsent, isUnknownCall, s3Failure, s3Outage } from './s3Errors.ts';
import { keyOf } from './s3Keys.ts';

const SHA256_BYTES = 32;
const MD5_ETAG = /^"[0-9a-f]{32}"$/;
const BAD_REQUEST = 400;
/** A PUT to a URL may have begun in its last second, and take its time; below the hour after which the sweep looks. */
const PUTS_COME_MS = (URL_LIFETIME_SECONDS + 45 * 60) * 1000;
/** What is said of a file that was encrypted by a key of its client (SSE-C), by Amazon and by those who speak like it. */
const UNREADABLE = new Set(['InvalidRequest', 'InvalidArgument']);

/**
 * The keys that direct URLs lead to, in the bucket of the object store.
 *
 * Source, checked 2026-11-24: Amazon S3 API Reference, HeadObject, CopyObject ("a 200 OK can contain an error", which the SDK
 * turns into one) and DeleteObject. Servers that do not know the condition of a copy are held to it all the same, as far as an
 * ETag tells: what was copied is compared. Servers that do not know the condition of a removal (found out by `deletesUnderCondition`)
 * are asked for none while a PUT may still come in: the sweep does it later.
 * @param now epoch milliseconds
 */
export function createDirectStore(connection: S3Connection, now: () => number): DirectStore {
  const { client, copier, bucket } = connection;
  let heeding: Promise<boolean> | undefined;

  const failed = (call: string, error: unknown) => s3Failure(error, { task: 'look', call, bucket });

  async function head(key: string) {
    try {
      return await client.headObject({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (factsOf(error).status === BAD_REQUEST) await tellUnreadable(key);
      throw failed('HeadObject', error);
    }
  }

  /** A HEAD has no body that could name what is wrong with it: the file, which needs a key that its client alone has, or all of us. */
  async function tellUnreadable(key: string): Promise<void> {
    try {
      const { Body } = await client.getObject({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
      if (Body !== undefined && 'destroy' in Body) Body.destroy();
    } catch (error) {
      const { status, code } = factsOf(error);
      if (status === BAD_REQUEST && UNREADABLE.has(code)) throw unreadable(failed('GetObject', error));
      throw failed('GetObject', error);
    }
  }

  async function look(key: string): Promise<DirectObject | undefined> {
    const found = await head(key);
    if (found === undefined) return undefined;
    const { ContentLength, ETag, LastModified } = found;
    if (ContentLength === undefined || ETag === undefined || ETag === '') {
      throw s3Outage('look', `S3 HeadObject on bucket '${bucket}': the answer carries no size or no ETag`);
    }
    return {
      key,
      bytes: ContentLength,
      etag: ETag,
      etagIsMd5: MD5_ETAG.test(ETag) && !isSealed(found),
      sha256: wholeSha256(found),
      modifiedAt: LastModified?.getTime() ?? 0,
    };
  }

  async function deleteKey(key: string, etag?: string): Promise<void> {
    const condition = etag === undefined ? {} : { IfMatch: etag };
    await client.deleteObject({ Bucket: bucket, Key: key, ...condition });
  }

  /** Whether no newer file can be lost by removing the one that was seen. */
  async function mayRemove(key: string): Promise<boolean> {
    const issuedAt = uploadRefOf(key)?.issuedAt ?? 0;
    if (now() - issuedAt > PUTS_COME_MS) return true;
    heeding ??= deletesUnderCondition(connection).catch((error: unknown) => {
      heeding = undefined;
      throw error;
    });
    return heeding;
  }

  return {
    look,

    async adopt(seen, name) {
      const key = keyOf(name);
      try {
        await copier.copyObject({
          Bucket: bucket,
          Key: key,
          CopySource: `${bucket}/${seen.key.split('/').map(encodeURIComponent).join('/')}`,
          CopySourceIfMatch: seen.etag,
          // What the client said about its file beside the bytes stays behind.
          MetadataDirective: 'REPLACE',
          TaggingDirective: 'REPLACE',
        });
      } catch (error) {
        if (factsOf(error).status === PRECONDITION_FAILED || isAbsent(error)) return false;
        throw failed('CopyObject', error);
      }
      const copy = await look(key);
      if (copy === undefined) {
        throw s3Outage('look', `S3 CopyObject on bucket '${bucket}': it was answered, and no copy is there`);
      }
      const comparable = copy.etagIsMd5 && seen.etagIsMd5;
      if (copy.bytes === seen.bytes && (!comparable || copy.etag === seen.etag)) return true;
      await deleteKey(key).catch((error: unknown) => Promise.reject(failed('DeleteObject', error)));
      return false;
    },

    async discard(key) {
      await deleteKey(key).catch((error: unknown) => {
        if (!isAbsent(error)) throw failed('DeleteObject', error);
      });
    },

    async remove({ key, etag }) {
      if (!(await mayRemove(key))) return false;
      // Not every server knows the condition below.
      if ((await look(key))?.etag !== etag) return false;
      try {
        await deleteKey(key, etag).catch((error: unknown) => {
          if (!isUnknownCall(error)) throw error;
          return deleteKey(key);
        });
        return true;
      } catch (error) {
        if (factsOf(error).status === PRECONDITION_FAILED || isAbsent(error)) return false;
        throw failed('DeleteObject', error);
      }
    },
  };
}

/** Of the whole object: one that was made of parts has a checksum of their checksums. */
function wholeSha256({
  ChecksumSHA256,
  ChecksumType,
}: {
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumType?: string | undefined;
}): string | null {
  if (ChecksumSHA256 === undefined || (ChecksumType ?? 'FULL_OBJECT') !== 'FULL_OBJECT') return null;
  const digest = Buffer.from(ChecksumSHA256, 'base64');
  return digest.length === SHA256_BYTES && !ChecksumSHA256.includes('-') ? digest.toString('hex') : null;
}
