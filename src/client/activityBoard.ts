import type { ActivityView } from './activityTypes.ts';
import type { Connection } from './connection.ts';
import { RequestRefusedError } from './errors.ts';
import { activities, activity } from './nativeCalls.ts';
import type { ActivityListOptions, WatchOptions } from './nativeTypes.ts';

const OPEN = ['waiting', 'checking'] as const;
const MAX_PAGE = 100;
/** Of the newest, also where all of them were seen before: an end may be taken back by a discard. */
const NEWEST = 25;
/** Looked through at once, of each kind. */
const MAX_PAGES = 10;
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
  { activityId, signal, onReset }: Pick<WatchOptions, 'activityId' | 'signal' | 'onReset'>,
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

  /** Whether all that is older was there at the look before. */
  function isOldest({ createdAt }: ActivityView): boolean {
    return createdAt < newest;
  }

  /** Page after page until `isEnough`, as far as one look goes. */
  async function pages(
    wanted: ActivityListOptions,
    isEnough: (page: readonly ActivityView[]) => boolean,
  ): Promise<ActivityView[]> {
    const views: ActivityView[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { activities: found, next } = await activities(connection, { ...wanted, cursor, signal });
      views.push(...found);
      if (next === null || isEnough(found)) return views;
      cursor = next;
    }
    onReset?.();
    return views;
  }

  async function lookAtAll(): Promise<ActivityView[]> {
    const open = await pages({ states: OPEN, limit: MAX_PAGE }, () => false);
    const recent = await pages({ limit: NEWEST }, (page) => !hasLooked || page.some(isOldest));
    const seen = new Map([...open, ...recent].map((view) => [view.activityId, view]));
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
