import type { ObjectStore } from './ports.ts';

/** Of no upload and no download: what is written under it tries the store, and is taken back at once. */
export const PROBE_OWNER = '0'.repeat(32);

/** A trial takes seconds. */
const LEFT_AFTER_MS = 3_600_000;

/** Removes what trials left that were cut off. @returns how much there was of it */
export async function removeLeftProbes(
  objects: Pick<ObjectStore, 'list' | 'remove'>,
  now: number,
): Promise<number> {
  const left = (await objects.list(PROBE_OWNER)).filter(({ modifiedAt }) => modifiedAt < now - LEFT_AFTER_MS);
  for (const { part } of left) await objects.remove({ owner: PROBE_OWNER, part });
  return left.length;
}
