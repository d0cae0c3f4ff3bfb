import type { ListMultipartUploadsOutput, ListPartsOutput } from '@aws-sdk/client-s3';
import type { S3Calls, UploadPlace } from './s3Calls.ts';
import { connectS3, type S3Connection, type S3Settings } from './s3Connection.ts';
import { inOperatorsWords, isAbsent, isUnknownCall, s3Failure } from './s3Errors.ts';
import { ownerPrefix, S3_PREFIX } from './s3Keys.ts';

interface Listed {
  readonly part: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** @throws AppError unavailable */
export async function listObjects({ client, bucket }: S3Connection, owner: string): Promise<Listed[]> {
  const prefix = ownerPrefix(owner);
  const found: Listed[] = [];
  let token: string | undefined;
  try {
    do {
      const page = await client.listObjectsV2({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        found.push({ part: Key.slice(prefix.length), bytes: Size, modifiedAt: LastModified?.getTime() ?? 0 });
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return found;
  } catch (error) {
    throw s3Failure(error, { task: 'look', call: 'ListObjectsV2', bucket });
  }
}

/** Whether there is any object of a store in the bucket. @throws AppError unavailable, in words for the operator */
export async function holdsObjects(settings: S3Settings): Promise<boolean> {
  const { client, bucket, close } = await connectS3(settings);
  try {
    const page = await client.listObjectsV2({ Bucket: bucket, Prefix: S3_PREFIX });
    return (page.Contents ?? []).length > 0;
  } catch (error) {
    throw inOperatorsWords(s3Failure(error, { task: 'look', call: 'ListObjectsV2', bucket }));
  } finally {
    close();
  }
}

/** Multipart uploads of an owner that were neither completed nor ended. @throws AppError unavailable */
export async function listUnfinished(connection: S3Connection, owner: string): Promise<Listed[]> {
  const prefix = ownerPrefix(owner);
  const found: Listed[] = [];
  for (const { key, id, begunAt } of await unfinished(connection, prefix)) {
    const { bytes, newestAt } = await partsOf(connection, { key, id });
    found.push({ part: key.slice(prefix.length), bytes, modifiedAt: Math.max(begunAt, newestAt) });
  }
  return found;
}

/** Ends all multipart uploads of one key. @throws AppError unavailable */
export async function abortUnfinished(connection: S3Connection, calls: S3Calls, key: string): Promise<void> {
  const uploads = await unfinished(connection, key);
  for (const upload of uploads) if (upload.key === key) await calls.abortUpload(upload);
}

/** None where the server knows no such call: it has to clear them away itself. */
async function unfinished({ client, bucket }: S3Connection, prefix: string) {
  const found: (UploadPlace & { readonly begunAt: number })[] = [];
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  try {
    while (marker !== undefined) {
      const page: ListMultipartUploadsOutput = await client.listMultipartUploads({
        Bucket: bucket,
        Prefix: prefix,
        ...marker,
      });
      for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
        if (Key.startsWith(prefix)) {
          found.push({ key: Key, id: UploadId, begunAt: Initiated?.getTime() ?? 0 });
        }
      }
      marker =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
          : undefined;
    }
    return found;
  } catch (error) {
    if (isUnknownCall(error)) return [];
    throw s3Failure(error, { task: 'look', call: 'ListMultipartUploads', bucket });
  }
}

async function partsOf({ client, bucket }: S3Connection, { key, id }: UploadPlace) {
  let [bytes, newestAt] = [0, 0];
  let marker: string | undefined;
  try {
    do {
      const page: ListPartsOutput = await client.listParts({
        Bucket: bucket,
        Key: key,
        UploadId: id,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      });
      for (const { Size = 0, LastModified } of page.Parts ?? []) {
        bytes += Size;
        newestAt = Math.max(newestAt, LastModified?.getTime() ?? 0);
      }
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
  } catch (error) {
    // Completed or ended meanwhile.
    if (!isAbsent(error)) throw s3Failure(error, { task: 'look', call: 'ListParts', bucket });
  }
  return { bytes, newestAt };
}
