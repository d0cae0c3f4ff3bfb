import type { AccountStore } from '../accounts/ports.ts';
import { AppError } from '../errors.ts';
import { objectKey } from './objectKey.ts';
import type { ByteRoom, DirectObject, DirectStore, ObjectStore, UploadStore } from './ports.ts';
import type { TakeTurns } from './turns.ts';
import { refusePut, type Upload, type UploadRef } from './upload.ts';

/** Each time somebody else was faster: a client that sends its file again, a trigger, another server's sweep. */
const MAX_ATTEMPTS = 5;

/** Where files that went straight to the bucket come in. */
export interface DirectLanding {
  readonly uploads: Pick<UploadStore, 'find' | 'byteRoom' | 'landOver' | 'withdraw'>;
  readonly objects: Pick<ObjectStore, 'remove'>;
  readonly bucket: DirectStore;
  readonly accounts: Pick<AccountStore, 'appendAudit'>;
  readonly maxBytes: number;
  /** One at a time of an upload: who asks again and again makes the bucket copy once. */
  readonly takeTurns: TakeTurns;
  /** How each look ended, to be counted. */
  onOutcome(outcome: DirectOutcome['outcome'] | 'failed'): void;
  /** Letters and digits; new for each file. */
  newPutId(): string;
  /** Epoch milliseconds. */
  now(): number;
}

export type DirectOutcome =
  | { readonly outcome: 'landed'; readonly putId: string }
  /** Nothing lies under the upload's key that has not been taken in yet. */
  | { readonly outcome: 'nothing' }
  /** It was larger than an upload may be, and is gone. */
  | { readonly outcome: 'tooLarge'; readonly bytes: number }
  /** More than the workspace may land now; it stays where it is. */
  | {
      readonly outcome: 'overQuota';
      readonly bytes: number;
      readonly room: ByteRoom;
      readonly seen: DirectObject;
    }
  /** The upload takes no file (any more). */
  | { readonly outcome: 'refused' };

/**
 * Makes what a client put into the bucket the object of its upload: copied to a name that no URL leads to, under the condition that
 * it is still what was looked at, and recorded by one update under the upload's lock, under the condition that nothing else became
 * the object meanwhile. Then the client's key goes. Whatever happens in between, either the key is still there or the object is.
 *
 * @throws AppError unavailable when the bucket does not answer, or the file is replaced again and again
 */
export async function landDirect(ref: UploadRef, place: DirectLanding): Promise<DirectOutcome> {
  try {
    const landed = await place.takeTurns(ref.uploadId, () => lookAndLand(ref, place));
    place.onOutcome(landed.outcome);
    return landed;
  } catch (error) {
    place.onOutcome('failed');
    throw error;
  }
}

async function lookAndLand(ref: UploadRef, place: DirectLanding): Promise<DirectOutcome> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const upload = await place.uploads.find(ref);
    // Single-use URLs lead to our gateway, which alone can refuse a second file.
    if (upload === undefined || upload.singleUse || refusePut(upload) !== undefined) {
      return { outcome: 'refused' };
    }
    const seen = await place.bucket.look(objectKey(upload));
    if (seen === undefined) return { outcome: 'nothing' };
    const isTooLarge = seen.bytes > place.maxBytes;
    const outcome = await (isTooLarge ? refuseTooLarge : takeIn)(upload, seen, place);
    if (outcome !== 'overtaken') return outcome;
  }
  throw new AppError(
    'unavailable',
    'The file at this URL is being replaced again and again. Wait until every upload to it has ended, then try again.',
  );
}

async function takeIn(
  upload: Upload,
  seen: DirectObject,
  { uploads, objects, bucket, newPutId, now }: DirectLanding,
): Promise<DirectOutcome | 'overtaken'> {
  const { uploadId, issuedAt, currentPut } = upload;
  const { bytes, sha256 } = seen;
  // Nobody else told us when it came: whoever looks may be an hour late.
  const at = Math.min(now(), Math.max(issuedAt, seen.modifiedAt));
  const room = await uploads.byteRoom(upload, at);
  // The row decides again; what cannot land is not copied first.
  if (room !== undefined && bytes > room.left && bytes > (upload.bytes ?? 0)) {
    return { outcome: 'overQuota', bytes, room, seen };
  }
  const putId = newPutId();
  if (!(await bucket.adopt(seen, { owner: uploadId, part: putId }))) return 'overtaken';
  // If this fails the row may point at the copy all the same (a cut connection after COMMIT): the sweep decides later.
  const landing = await uploads.landOver({ issuedAt, uploadId, putId, bytes, sha256, at }, currentPut);
  const unneeded = landing.outcome === 'landed' ? landing.superseded : putId;
  // What cannot be removed now is the sweep's.
  if (unneeded !== null) await objects.remove({ owner: uploadId, part: unneeded }).catch(() => undefined);
  if (landing.outcome === 'overtaken') return 'overtaken';
  if (landing.outcome === 'overQuota') return { outcome: 'overQuota', bytes, room: landing.room, seen };
  if (landing.outcome !== 'landed') return { outcome: 'refused' };
  await bucket.remove(seen).catch(() => undefined);
  return { outcome: 'landed', putId };
}

/** The last file counts: an earlier one that was taken in already must not be ingested in its place. */
async function refuseTooLarge(
  upload: Upload,
  seen: DirectObject,
  place: DirectLanding,
): Promise<DirectOutcome | 'overtaken'> {
  const { currentPut } = upload;
  if (currentPut !== null && !(await place.uploads.withdraw(upload, currentPut))) return 'overtaken';
  await removeRefused(upload, seen, place);
  return { outcome: 'tooLarge', bytes: seen.bytes };
}

/** Removes what must not come in, and says so in the audit trail. */
export async function removeRefused(
  { workspaceId, userId, uploadId }: Upload,
  seen: DirectObject,
  { bucket, accounts, maxBytes, now }: DirectLanding,
): Promise<void> {
  if (!(await bucket.remove(seen))) return;
  await accounts.appendAudit({
    at: now(),
    workspaceId,
    actor: userId,
    action: 'upload.refused',
    subject: uploadId,
    detail: { reason: seen.bytes > maxBytes ? 'too_large' : 'over_quota', bytes: seen.bytes, maxBytes },
  });
}
