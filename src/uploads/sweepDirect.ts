import { type DirectLanding, landDirect, removeRefused } from './landDirect.ts';
import { objectKey } from './objectKey.ts';
import type { UploadStore } from './ports.ts';
import type { Upload } from './upload.ts';

/** Each is a call to the bucket, and those that landed are copied. */
export const LOOKS_PER_RUN = 500;
const LOOKS_AT_ONCE = 8;

/** What a sweep needs where URLs lead to the bucket. */
export interface DirectSweep {
  readonly landing: DirectLanding;
  readonly uploads: Pick<UploadStore, 'ranOut' | 'closeRanOut'>;
  /** One file that cannot be taken in must not keep the others waiting. */
  onFailure(error: unknown, upload: Upload): void;
}

/**
 * Looks at uploads whose URL ran out before any of them is closed: nobody told us of a file that went straight to the bucket.
 * @returns how many were closed, per workspace, and whether there may be more
 */
export async function landRanOut(
  { landing, uploads, onFailure }: DirectSweep,
  issuedBefore: number,
): Promise<{ readonly closed: ReadonlyMap<string, number>; readonly more: boolean }> {
  const due = await uploads.ranOut(issuedBefore, LOOKS_PER_RUN);
  const empty: Upload[] = [];
  let failed = 0;
  const left = due.values();
  async function lookOneByOne(): Promise<void> {
    for (const upload of left) {
      try {
        if (upload.singleUse || (await landDirect(upload, landing)).outcome !== 'landed') empty.push(upload);
      } catch (error) {
        failed += 1;
        onFailure(error, upload);
      }
    }
  }
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookOneByOne));
  return {
    closed: await uploads.closeRanOut(empty),
    more: due.length === LOOKS_PER_RUN && failed < due.length,
  };
}

/**
 * Takes in or removes what lies under the key of an upload whose life goes on or is over. True when the upload is another one
 * by now, whose files are the next run's.
 */
export async function tidyKey(upload: Upload, { landing, onFailure }: DirectSweep): Promise<boolean> {
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
    return false;
  } catch (error) {
    onFailure(error, upload);
    return true;
  }
}
