import type { ActivityView } from './activityTypes.ts';
import type { Connection } from './connection.ts';
import { RequestRefusedError } from './errors.ts';
import { activities, activity } from './nativeCalls.ts';

const OPEN = ['waiting', 'checking'] as const;
const MAX_PAGE = 100;
const NEWEST = 25;
/** Activities whose last state is remembered; the one that changed longest ago is forgotten first. */
const MAX_KNOWN = 1_000;

/** What was told of the activities that are watched. */
export interface ActivityBoard {
  /** Asks the server. @returns what has changed since it was told last. @throws GstIntakeError */
  look(): Promise<ActivityView[]>;
  /** Whether it is other than what was told last. */
  take(view: ActivityView): boolean;
  /** Whether the one activity has ended; never of a whole workspace. */
  readonly isOver: boolean;
}

/** @param activityId undefined for all of the workspace */
export function createActivityBoard(
  connection: Connection,
  {
    activityId,
    signal,
  }: { readonly activityId: string | undefined; readonly signal: AbortSignal | undefined },
): ActivityBoard {
  const known = new Map<string, { readonly told: string; readonly hasEnded: boolean }>();
  let newest = '';
  let hasLooked = false;

  function take(view: ActivityView): boolean {
    const told = JSON.stringify(view);
    const isNews = known.get(view.activityId)?.told !== told;
    // Again at the end of the map: it has changed last.
    known.delete(view.activityId);
    known.set(view.activityId, { told, hasEnded: view.endedAt !== null });
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    if (view.createdAt > newest) newest = view.createdAt;
    return isNews;
  }

  /** At the first look, what has ended before it is no news; later on, only what is older than all that was seen. */
  function isNews(view: ActivityView, newestBefore: string): boolean {
    const isOld = !known.has(view.activityId) && (!hasLooked || view.createdAt <= newestBefore);
    return take(view) && !(isOld && view.endedAt !== null);
  }

  async function lookAtAll(): Promise<ActivityView[]> {
    const open = await activities(connection, { states: OPEN, limit: MAX_PAGE, signal });
    const recent = await activities(connection, { limit: NEWEST, signal });
    const seen = new Map([...open.activities, ...recent.activities].map((view) => [view.activityId, view]));
    for (const [id, { hasEnded }] of known) {
      if (hasEnded || seen.has(id)) continue;
      const view = await activity(connection, { activityId: id, signal }).catch(ignoreUnknown);
      if (view === undefined) known.delete(id);
      else seen.set(id, view);
    }
    const newestBefore = newest;
    const news = [...seen.values()].filter((view) => isNews(view, newestBefore));
    hasLooked = true;
    return news;
  }

  return {
    take,
    async look() {
      if (activityId === undefined) return lookAtAll();
      const view = await activity(connection, { activityId, signal });
      return take(view) ? [view] : [];
    },
    get isOver() {
      return activityId !== undefined && known.get(activityId)?.hasEnded === true;
    },
  };
}

function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof RequestRefusedError && error.status === 404)) throw error;
}
