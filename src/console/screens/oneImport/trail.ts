import type { ActivityTrail } from '../../../client/nativeTypes.ts';

export type TrailEntry = ActivityTrail['entries'][number];

/** Steps of the machinery between two that say the same to a person. */
const UNTOLD: ReadonlySet<string> = new Set(['upload.pinned']);

/** What is told of a trail: without the server's own book-keeping. */
export function toldEntries(trail: ActivityTrail): readonly TrailEntry[] {
  return trail.entries.filter(({ action }) => !UNTOLD.has(action));
}

export interface Ending {
  readonly how: 'cancelled' | 'discarded';
  readonly entry: TrailEntry;
}

/** By whom and when an import was cancelled or discarded; null where its trail does not tell. */
export function endingOf(trail: ActivityTrail | undefined): Ending | null {
  const entry = trail?.entries.findLast(
    ({ action }) => action === 'activity.cancelled' || action === 'activity.discarded',
  );
  if (entry === undefined) return null;
  return { how: entry.action === 'activity.cancelled' ? 'cancelled' : 'discarded', entry };
}
