import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Activity } from './activity.ts';
import type { ActivityStore, DocumentStore, LoadRef, StoredDocument } from './ports.ts';

/** Read and looked up at once: a few milliseconds, for SQLite holds up everything else meanwhile. */
const PAGE = 100;
const MOST_EXAMINED = 100_000;

/** What would come of the documents of an activity, if it was discarded. */
export interface DiscardEffect {
  /** That it brought in. */
  readonly documents: number;
  /** Of these, so many were looked at; the rest sums up to it. */
  readonly examined: number;
  /** Nothing would be left of them. */
  readonly removed: number;
  /** An earlier version would count again. */
  readonly restored: number;
  /** A later activity has replaced them already. */
  readonly replaced: number;
}

type Stores = {
  readonly documents: Pick<DocumentStore, 'read' | 'versions'>;
  readonly activities: Pick<ActivityStore, 'settledSequences'>;
};

/**
 * Looks at what else there is of each document, from the first loaded on; changes nothing.
 * @param isWanted asked between pages: false ends it, with what was examined until then
 */
export async function previewDiscard(
  stores: Stores,
  activity: Activity,
  { isWanted }: { isWanted(): boolean },
): Promise<DiscardEffect> {
  const { workspaceId, activityId, attempt, settledSequence, result, state } = activity;
  const counts = { removed: 0, restored: 0, replaced: 0 };
  if (state !== 'completed' || settledSequence === null) return { documents: 0, examined: 0, ...counts };
  const documents = (result?.stats ?? []).reduce((sum, each) => sum + each.totalDocumentCount, 0);
  const sequenceOf = createSequences(stores, workspaceId);
  let examined = 0;
  for (let after = 0; examined < MOST_EXAMINED && isWanted(); ) {
    const page = await stores.documents.read(
      { workspaceId, activityId, attempt },
      { after, limit: Math.min(PAGE, MOST_EXAMINED - examined) },
    );
    const last = page.at(-1);
    if (last === undefined) break;
    for (const others of await otherVersions(stores, activity, page)) {
      counts[effectOf(await sequenceOf(others), settledSequence)] += 1;
    }
    examined += page.length;
    after = last.sequence;
    await nextTurn();
  }
  return { documents: Math.max(documents, examined), examined, ...counts };
}

/** @param others when other versions of a document were settled */
function effectOf(others: readonly number[], own: number): 'removed' | 'restored' | 'replaced' {
  if (others.some((sequence) => sequence > own)) return 'replaced';
  return others.length > 0 ? 'restored' : 'removed';
}

async function otherVersions(
  { documents }: Stores,
  { workspaceId, activityId }: Activity,
  page: readonly StoredDocument[],
): Promise<readonly (readonly LoadRef[])[]> {
  const versions = await documents.versions(workspaceId, page);
  return versions.map((loads) => loads.filter((load) => load.activityId !== activityId));
}

/** When activities were settled that count, each looked up once. */
function createSequences({ activities }: Stores, workspaceId: string) {
  const known = new Map<string, number | undefined>();
  return async (loads: readonly LoadRef[]): Promise<number[]> => {
    const unknown = new Set(loads.map(({ activityId }) => activityId).filter((id) => !known.has(id)));
    if (unknown.size > 0) {
      const found = await activities.settledSequences(workspaceId, [...unknown]);
      for (const id of unknown) known.set(id, found.get(id));
    }
    return loads.map(({ activityId }) => known.get(activityId)).filter((each) => each !== undefined);
  };
}
