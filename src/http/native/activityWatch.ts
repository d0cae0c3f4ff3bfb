import type { ActivityView } from '../../contract/native.ts';
import type { ActivityLists } from '../../ingestion/activityLists.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../uploads/pace.ts';
import { viewsOf } from './activityView.ts';

/** While something runs or waits. */
const POLL_MS = 500;
/** Otherwise only each so many polls. */
const IDLE_POLLS = 6;
/** Looked back over at each poll: clocks of servers differ, and a transaction is seen later than its time. */
const OVERLAP_MS = 10_000;
const MOST_KEPT = 1_000;

export interface WatchDeps {
  readonly lists: Pick<ActivityLists, 'marks' | 'get' | 'company'>;
  readonly clock: Clock;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

/** Told of activities that changed, by a look that began `at`. */
export type Told = (activityIds: ReadonlySet<string>, at: number) => void;

/** What of a workspace changes, looked for once however many listen. */
export interface ActivityWatch {
  /** Returns how to leave. */
  join(told: Told): () => void;
  /** Looks now. */
  poke(): void;
  /** As they are now, or were since the last look. */
  views(activityIds: readonly string[]): Promise<ActivityView[]>;
  readonly isUnused: boolean;
}

/** The worker is another process and perhaps another machine: nobody tells, so the database is looked at. */
export function watchActivities(workspaceId: string, deps: WatchDeps): ActivityWatch {
  const listeners = new Set<Told>();
  const looker = createLooker(workspaceId, deps, (ids, at) => {
    for (const told of listeners) told(ids, at);
  });
  let stop: (() => void) | undefined;
  let polls = 0;

  const poll = () => {
    polls += 1;
    if (looker.isBusy() || polls % IDLE_POLLS === 0) looker.look();
  };

  return {
    join(told) {
      listeners.add(told);
      if (stop === undefined) {
        stop = deps.clock.every(POLL_MS, poll);
        looker.look();
      }
      return () => {
        listeners.delete(told);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
    poke: () => looker.look(),
    views: looker.views,
    get isUnused() {
      return listeners.size === 0;
    },
  };
}

function createLooker(workspaceId: string, deps: WatchDeps, onChange: Told) {
  const { lists, now, log } = deps;
  let known = new Map<string, string>();
  let running = new Set<string>();
  let lastLookAt: number | undefined;
  let isBusy = true;
  let isFailing = false;
  let isLooking = false;
  let isWanted = false;
  /** Read since the last look ended, shared by all who ask. */
  const kept = new Map<string, Promise<ActivityView | undefined>>();

  async function lookOnce(): Promise<void> {
    const at = now();
    const { marks, isWaiting } = await lists.marks(workspaceId, Math.min(lastLookAt ?? at, at) - OVERLAP_MS);
    const changed = new Set<string>();
    const runningNow = new Set<string>();
    for (const { activityId, isRunning, corrects, mark } of marks) {
      if (known.get(activityId) !== mark) changed.add(activityId);
      // The one that is corrected tells so, too.
      if (corrects !== null && !known.has(activityId)) changed.add(corrects);
      if (isRunning) runningNow.add(activityId);
    }
    for (const activityId of running) if (!runningNow.has(activityId)) changed.add(activityId);
    known = new Map(marks.map(({ activityId, mark }) => [activityId, mark]));
    running = runningNow;
    lastLookAt = at;
    isBusy = isWaiting || running.size > 0;
    isFailing = false;
    // A view that was read while this look was under way may be older than what it has seen.
    kept.clear();
    onChange(changed, at);
  }

  async function look(): Promise<void> {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    while (isWanted) {
      isWanted = false;
      // So often that an outage is told once and not at every turn.
      await lookOnce().catch((error: unknown) => {
        if (!isFailing) log.error({ workspaceId, error }, 'activities not looked at for streams');
        isFailing = true;
      });
    }
    isLooking = false;
  }

  async function readAll(activityIds: readonly string[]): Promise<Map<string, ActivityView>> {
    const activities = await lists.get(workspaceId, activityIds);
    const views = await viewsOf(deps, workspaceId, activities);
    return new Map(views.map((view) => [view.activityId, view]));
  }

  return {
    look: () => void look(),
    isBusy: () => isBusy,
    async views(activityIds: readonly string[]): Promise<ActivityView[]> {
      if (kept.size > MOST_KEPT) kept.clear();
      const missing = activityIds.filter((id) => !kept.has(id));
      if (missing.length > 0) {
        const reading = readAll(missing);
        for (const id of missing)
          kept.set(
            id,
            reading.then((views) => views.get(id)),
          );
      }
      const views = await Promise.all(activityIds.map((id) => kept.get(id)));
      return views.filter((view) => view !== undefined);
    },
  };
}
