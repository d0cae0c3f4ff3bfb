import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Verified } from '../sigv4/verify.ts';
import { type ExpectedChecksum, openChecksum } from './checksum.ts';
import { type Clock, watchPace } from './pace.ts';
import type { ByteRoom, LandedPut, ObjectName, ObjectStore, ObjectWriter, UploadStore } from './ports.ts';
import type { RunningPuts } from './runningPuts.ts';
import type { PutRefusal, UploadRef } from './upload.ts';

/** The bytes of one PUT as they come. */
export interface IncomingBody {
  /** The next bytes, good until the next call; undefined after the last. @throws AppError body_incomplete, or the reason of `cut` */
  next(): Promise<Uint8Array | undefined>;
  /** Makes the pending and every later `next` fail with `reason`. */
  cut(reason: Error): void;
}

export interface IncomingPut {
  /** The signature that permits it: without one, nothing is stored. */
  readonly authorizedBy: Verified;
  readonly upload: UploadRef;
  /** Letters and digits; new for each PUT. */
  readonly putId: string;
  /** From Content-Length; undefined for a chunked body. */
  readonly declaredBytes: number | undefined;
  readonly checksums: readonly ExpectedChecksum[];
  /** What the quota of bytes leaves for it; undefined where there is none. */
  readonly room?: ByteRoom | undefined;
  /** Called once there is a place for the bytes; until then the client may be kept waiting with them. */
  openBody(): IncomingBody;
}

export interface LandingPlace {
  readonly uploads: Pick<UploadStore, 'land'>;
  readonly objects: ObjectStore;
  readonly running: RunningPuts;
  readonly maxBytes: number;
  readonly minBytesPerSecond: number;
  readonly clock: Clock;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Receives one PUT: count, hash and cap while it streams into a file of its own, make that durable, then make it the
 * object by one update under the upload's lock. Whatever goes wrong before that update leaves nothing behind; the file
 * of the PUT that it supersedes goes right after it.
 *
 * @throws AppError too_large, too_slow, body_incomplete, digest_mismatch, disk_full, quota_exceeded, upload_closed, upload_unknown;
 *   unavailable when too many PUTs of this upload are running
 */
export async function landPut(put: IncomingPut, place: LandingPlace): Promise<LandedPut> {
  if (put.authorizedBy.method !== 'PUT')
    throw new Error('a file was to be stored by a URL that is not for PUT');
  const leave = place.running.enter(put.upload.uploadId);
  try {
    const { issuedAt, uploadId } = put.upload;
    const writer = await place.objects.begin({ owner: uploadId, part: put.putId }, put.declaredBytes);
    const received = await receiveInto(writer, put, place);
    const landed = { issuedAt, uploadId, putId: put.putId, ...received, at: place.now() };
    await makeObject(landed, place);
    return landed;
  } finally {
    leave();
  }
}

async function makeObject(landed: LandedPut, { uploads, objects }: LandingPlace): Promise<void> {
  // If this fails the row may point at the file all the same (a cut connection after COMMIT): the sweep decides later.
  const landing = await uploads.land(landed);
  const unneeded = landing.outcome === 'landed' ? landing.superseded : landed.putId;
  if (unneeded !== null) await removeQuietly(objects, { owner: landed.uploadId, part: unneeded });
  if (landing.outcome === 'overQuota') throw bytesUsedUp(landing.room);
  if (landing.outcome !== 'landed') throw putRefused(landing.outcome);
}

/** What can't be removed now is the sweep's. */
async function removeQuietly(objects: ObjectStore, name: ObjectName): Promise<void> {
  await objects.remove(name).catch(() => undefined);
}

async function receiveInto(
  writer: ObjectWriter,
  put: IncomingPut,
  place: LandingPlace,
): Promise<{ bytes: number; sha256: string }> {
  try {
    const received = await stream(writer, put, place);
    await writer.commit();
    return received;
  } catch (error) {
    // The first error is the one to tell; a file that can't be removed now is the sweep's.
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

async function stream(writer: ObjectWriter, put: IncomingPut, place: LandingPlace) {
  const { declaredBytes } = put;
  const body = put.openBody();
  const sha256 = createHash('sha256');
  const others = put.checksums.filter(({ algorithm }) => algorithm !== 'sha256');
  const running = others.map((expected) => ({ expected, checksum: openChecksum(expected.algorithm) }));
  const pace = watchPace({ ...place, onTooSlow: () => body.cut(tooSlow(place.minBytesPerSecond)) });
  let bytes = 0;
  try {
    for (;;) {
      pace.waiting();
      const chunk = await body.next();
      pace.received(chunk?.byteLength ?? 0);
      if (chunk === undefined) break;
      bytes += chunk.byteLength;
      if (bytes > place.maxBytes) throw tooLarge(place.maxBytes);
      assertRoom(put.room, bytes);
      // Hashing goes on while the disk writes.
      const taken = writer.write(chunk);
      sha256.update(chunk);
      for (const { checksum } of running) checksum.update(chunk);
      await taken;
    }
  } finally {
    pace.stop();
  }
  if (declaredBytes !== undefined && bytes !== declaredBytes) throw bodyIncomplete(bytes, declaredBytes);
  const digest = sha256.digest();
  for (const expected of put.checksums) {
    if (expected.algorithm === 'sha256') assertEqual(expected, digest);
  }
  for (const { expected, checksum } of running) assertEqual(expected, checksum.digest());
  return { bytes, sha256: digest.toString('hex') };
}

function assertEqual({ header, digest }: ExpectedChecksum, actual: Buffer): void {
  if (digest.equals(actual)) return;
  throw new AppError(
    'digest_mismatch',
    `The bytes received do not have the checksum that the header ${header} gives: the file was damaged on its way, ` +
      'or the checksum was made of another file. Nothing was stored; send the file again.',
  );
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'too_large',
    `The file is larger than the ${maxBytes} bytes that one upload may have. Nothing was stored; ` +
      'split the register into several files and upload each with a URL of its own.',
    { facts: { maxBytes } },
  );
}

/** @throws AppError quota_exceeded where so many bytes are more than the workspace may land now */
export function assertRoom(room: ByteRoom | undefined, bytes: number): void {
  if (room !== undefined && bytes > room.left) throw bytesUsedUp(room);
}

function bytesUsedUp({ limit, per, left, retryAfterSeconds }: ByteRoom): AppError {
  return new AppError(
    'quota_exceeded',
    `This workspace may upload ${limit} bytes per ${per}, and ${left} of them are left: too few for this file. ` +
      `Nothing was stored; send it once the next ${per} has begun, or ask the operator for a larger quota.`,
    { facts: { retryAfterSeconds } },
  );
}

/** @param declaredBytes undefined where the body was chunked */
export function bodyIncomplete(bytes: number, declaredBytes: number | undefined, cause?: unknown): AppError {
  const came = declaredBytes === undefined ? `${bytes} bytes` : `${bytes} of ${declaredBytes} bytes`;
  return new AppError(
    'body_incomplete',
    `The connection ended after ${came} of the body. Nothing was stored; send the whole file again.`,
    { cause },
  );
}

function tooSlow(minBytesPerSecond: number): AppError {
  return new AppError(
    'too_slow',
    `Fewer than ${minBytesPerSecond} bytes a second arrived for 30 seconds or longer, so the upload was ended. ` +
      'Nothing was stored; send the file again over a steadier connection.',
  );
}

/** Why an upload takes no PUT (any more), in words. */
export function putRefused(refusal: PutRefusal | 'unknown'): AppError {
  if (refusal === 'unknown') return uploadUnknown();
  return new AppError('upload_closed', REFUSAL_TEXT[refusal], { facts: { reason: refusal } });
}

export function uploadUnknown(): AppError {
  return new AppError(
    'upload_unknown',
    'No upload belongs to this URL. Request a new URL and send the file to it.',
  );
}

const REFUSAL_TEXT: Readonly<Record<PutRefusal, string>> = {
  frozen:
    'Ingestion of this upload has begun, so its file can no longer be replaced. ' +
    'Request a new URL for the new file.',
  spent:
    'This URL has taken its one file already: the workspace makes URLs single-use. ' +
    'Request a new URL for another file.',
  closed:
    'This upload was closed: its token or user was revoked, or it was kept past the retention. ' +
    'Request a new URL with a valid token.',
};
