import { createHash } from 'node:crypto';
import type { S3Connection } from './s3Connection.ts';
import { factsOf, isAbsent, isUnknownCall, type S3Task, s3Failure, s3Outage } from './s3Errors.ts';

/** One part, or a whole small object: its bytes and their MD5. */
export interface S3Bytes {
  readonly bytes: Uint8Array;
  readonly md5: Buffer;
}

export interface SentPart {
  /** As the server gave it. */
  readonly etag: string;
  readonly md5: Buffer;
  /** Encrypted so that its ETag is no MD5. */
  readonly isSealed: boolean;
}

/** An object as its bucket tells of it. */
export interface S3Facts {
  readonly bytes: number;
  /** Without quotation marks. */
  readonly etag: string;
}

export type S3Calls = ReturnType<typeof createS3Calls>;

/**
 * The calls of a bucket that write and look. None of them believes an answer that does not name the MD5 of what was
 * sent. @throws AppError unavailable
 */
export function createS3Calls({ client, bucket }: S3Connection) {
  async function asked<T>(task: S3Task, call: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw s3Failure(error, { task, call, bucket });
    }
  }

  /** The ETag, where it is what the MD5 makes it. */
  function checked(call: string, answer: Answer, expected: string): string {
    const etag = unquoted(answer.ETag);
    if (etag === undefined || etag === '') throw refused(call, 'the answer carries no ETag');
    if (!isSealed(answer) && etag !== expected) {
      throw refused(call, 'the ETag is not the MD5 of what was sent');
    }
    return etag;
  }

  function refused(call: string, found: string) {
    return s3Outage('take', `S3 ${call} on bucket '${bucket}': ${found}`);
  }

  return {
    refused,
    /** What lies under a key, or undefined. */
    async look(key: string, cut?: AbortSignal): Promise<S3Facts | undefined> {
      try {
        const { ContentLength, ETag } = await client.headObject({ Bucket: bucket, Key: key }, until(cut));
        return { bytes: ContentLength ?? -1, etag: unquoted(ETag) ?? '' };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw s3Failure(error, { task: 'look', call: 'HeadObject', bucket });
      }
    },
    async put(key: string, { bytes, md5, cut }: S3Bytes & { cut: AbortSignal }): Promise<string> {
      const answer = await asked(
        'take',
        'PutObject',
        client.putObject(
          { Bucket: bucket, Key: key, Body: bytes, ContentMD5: md5.toString('base64') },
          until(cut),
        ),
      );
      return checked('PutObject', answer, md5.toString('hex'));
    },
    /** The id of a new multipart upload. */
    async createUpload(key: string): Promise<string> {
      const { UploadId } = await asked(
        'take',
        'CreateMultipartUpload',
        client.createMultipartUpload({ Bucket: bucket, Key: key }),
      );
      if (UploadId === undefined || UploadId === '') {
        throw refused('CreateMultipartUpload', 'the answer carries no upload id');
      }
      return UploadId;
    },
    /** @param upload its key and id, and the part's number from 1 */
    async putPart(upload: UploadPlace & { number: number }, part: S3Bytes & { cut: AbortSignal }) {
      const { bytes, md5, cut } = part;
      const place = { Bucket: bucket, Key: upload.key, UploadId: upload.id, PartNumber: upload.number };
      const answer = await asked(
        'take',
        'UploadPart',
        client.uploadPart({ ...place, Body: bytes, ContentMD5: md5.toString('base64') }, until(cut)),
      );
      checked('UploadPart', answer, md5.toString('hex'));
      return { etag: answer.ETag ?? '', md5, isSealed: isSealed(answer) } satisfies SentPart;
    },
    /** Undefined where the upload is gone or the answer names no ETag: perhaps the object is there. */
    async complete(
      upload: UploadPlace,
      { parts, cut }: { readonly parts: readonly SentPart[]; readonly cut: AbortSignal },
    ): Promise<string | undefined> {
      const Parts = parts.map(({ etag }, index) => ({ PartNumber: index + 1, ETag: etag }));
      const place = { Bucket: bucket, Key: upload.key, UploadId: upload.id };
      try {
        const answer = await client.completeMultipartUpload(
          { ...place, MultipartUpload: { Parts } },
          until(cut),
        );
        // Ceph 16 names none here: then only Amazon's own form, found by a look, is believed.
        if (answer.ETag === '' || answer.ETag === '""') return undefined;
        const expected = multipartEtag(parts);
        // Only Amazon's own form can be compared; servers that make another one were compared part by part.
        const isAmazons = /^[0-9a-f]{32}-\d+$/.test(unquoted(answer.ETag) ?? '');
        return checked(
          'CompleteMultipartUpload',
          answer,
          isAmazons ? expected : (unquoted(answer.ETag) ?? ''),
        );
      } catch (error) {
        if (factsOf(error).code === 'NoSuchUpload') return undefined;
        throw s3Failure(error, { task: 'take', call: 'CompleteMultipartUpload', bucket });
      }
    },
    /** One that is gone is fine, and so is a server that knows no such call. */
    async abortUpload({ key, id }: UploadPlace, cut?: AbortSignal): Promise<void> {
      try {
        await client.abortMultipartUpload({ Bucket: bucket, Key: key, UploadId: id }, until(cut));
      } catch (error) {
        if (isAbsent(error) || isUnknownCall(error)) return;
        throw s3Failure(error, { task: 'look', call: 'AbortMultipartUpload', bucket });
      }
    },
    async remove(key: string, cut?: AbortSignal): Promise<void> {
      try {
        await client.deleteObject({ Bucket: bucket, Key: key }, until(cut));
      } catch (error) {
        if (isAbsent(error)) return;
        throw s3Failure(error, { task: 'look', call: 'DeleteObject', bucket });
      }
    },
  };
}

export interface UploadPlace {
  readonly key: string;
  readonly id: string;
}

/** The ETag that Amazon gives an object of several parts: the MD5 of their MD5s, and how many there were. */
export function multipartEtag(parts: readonly SentPart[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5);
  return `${md5.digest('hex')}-${parts.length}`;
}

export interface Answer {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}

/** Encrypted in a way whose ETag is no MD5 (Amazon S3, "Common response headers", ETag). */
export function isSealed({ ServerSideEncryption, SSECustomerAlgorithm }: Answer): boolean {
  return SSECustomerAlgorithm !== undefined || (ServerSideEncryption ?? '').startsWith('aws:kms');
}

function until(cut: AbortSignal | undefined) {
  return cut === undefined ? {} : { abortSignal: cut };
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, '');
}
