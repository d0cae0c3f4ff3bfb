import { type DirectLanding, landDirect, removeRefused } from './landDirect.ts';
import { objectKey } from './objectKey.ts';
import type { UploadStore } from './ports.ts';
import type { SweepRun } from './sweepPages.ts';
import { isUnreadable } from './unreadable.ts';
import type { Upload } from './upload.ts';

/** What a sweep needs where URLs lead to the bucket. */
export interface DirectSweep {
  readonly landing: DirectLanding;
  readonly uploads: Pick<UploadStore, 'claimRanOut' | 'closeRanOut'>;
}

/**
 * Looks at uploads whose URL ran out before any of them is closed: nobody told us of a file that went straight to the bucket.
 * @returns how many were closed, per workspace, and whether there may be more
 */
export async function landRanOut(
  { landing, uploads }: DirectSweep,
  run: SweepRun,
  issuedBefore: number,
): Promise<{ readonly closed: ReadonlyMap<string, number>; readonly more: boolean }> {
  const closed = new Map<string, number>();
  const more = await run.through({
    claim: (claim) => uploads.claimRanOut(issuedBefore, claim),
    ownerOf: ({ uploadId }) => uploadId,
    look: (upload) => hasLanded(upload, landing),
    async done(looked) {
      const empty = looked.filter(([, landed]) => !landed).map(([upload]) => upload);
      for (const [workspaceId, count] of await uploads.closeRanOut(empty)) {
        closed.set(workspaceId, (closed.get(workspaceId) ?? 0) + count);
      }
    },
  });
  return { closed, more };
}

async function hasLanded(upload: Upload, landing: DirectLanding): Promise<boolean> {
  if (upload.singleUse) return false;
  try {
    return (await landDirect(upload, landing)).outcome === 'landed';
  } catch (error) {
    // Removed an hour later, when no PUT is coming in any more that replaces it.
    if (isUnreadable(error)) return false;
    throw error;
  }
}

/**
 * Takes in or removes what lies under the key of an upload whose life goes on or is over. True when the upload is another one
 * by now, whose files are the next run's.
 */
export async function tidyKey(upload: Upload, { landing }: DirectSweep): Promise<boolean> {
  if (upload.singleUse) return false;
  try {
    if (upload.state === 'unused' || upload.state === 'landed') {
      const landed = await landDirect(upload, landing);
      // Its client had an hour to find out by the trigger.
      if (landed.outcome === 'overQuota') await removeRefused(upload, landed.seen, landing);
      return landed.outcome === 'landed';
    }
    const seen = await landing.bucket.look(objectKey(upload));
    if (seen !== undefined) await landing.bucket.remove(seen);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    await removeUnreadable(upload, landing);
  }
  return false;
}

async function removeUnreadable(upload: Upload, { bucket, accounts, now }: DirectLanding): Promise<void> {
  const { workspaceId, userId, uploadId } = upload;
  await bucket.discard(objectKey(upload));
  await accounts.appendAudit({
    at: now(),
    workspaceId,
    actor: userId,
    action: 'upload.refused',
    subject: uploadId,
    detail: { reason: 'unreadable' },
  });
}
