import { AppError } from '../../errors.ts';
import type { ActivityLists } from '../../ingestion/activityLists.ts';
import { shuttingDown } from '../failure.ts';
import { type ActivityStream, openActivityStream } from './activityStream.ts';
import { type ActivityWatch, type WatchDeps, watchActivities } from './activityWatch.ts';

/** Each holds a connection; a page has one. */
const MOST_OF_WORKSPACE = 100;
const MOST_IN_ALL = 1_000;
const RETRY_AFTER_SECONDS = 10;
/** Told one by one when a stream begins. */
const MOST_FIRST = 5_000;
/** A caller who was away for longer fetches its lists again. */
const LONGEST_AWAY_MS = 86_400_000;
/** Looked back over when a stream goes on: clocks of servers differ, and a transaction is seen later than its time. */
const OVERLAP_MS = 60_000;

export interface Listener {
  readonly workspaceId: string;
  /** Only this activity, until it has ended; null = all. */
  readonly only: string | null;
  /** `Last-Event-ID` as it was sent. */
  readonly lastEventId: string | undefined;
  isPermitted(): Promise<boolean>;
}

export interface ActivityStreams {
  /** @throws AppError unavailable where there are too many, or the server is being stopped */
  open(listener: Listener): Promise<ActivityStream>;
  /** Something of the workspace has changed: whoever listens need not wait for the next look. */
  poke(workspaceId: string): void;
  count(): number;
  /** Ends all of them; none is opened any more. */
  end(): void;
}

export function createActivityStreams(
  deps: WatchDeps & { readonly lists: Pick<ActivityLists, 'snapshot'> },
): ActivityStreams {
  const watches = new Map<string, ActivityWatch>();
  const open = new Map<object, { readonly workspaceId: string; stream?: ActivityStream }>();
  let isEnding = false;

  function enter(workspaceId: string): object {
    if (isEnding) throw shuttingDown();
    const ofWorkspace = [...open.values()].filter((each) => each.workspaceId === workspaceId);
    if (ofWorkspace.length >= MOST_OF_WORKSPACE || open.size >= MOST_IN_ALL) throw tooMany();
    const place = {};
    open.set(place, { workspaceId });
    return place;
  }

  function watchOf(workspaceId: string): ActivityWatch {
    const watch = watches.get(workspaceId) ?? watchActivities(workspaceId, deps);
    watches.set(workspaceId, watch);
    return watch;
  }

  /** Listens before it looks what there is, so that nothing happens in between. */
  async function begin(place: object, listener: Listener): Promise<ActivityStream> {
    const { workspaceId } = listener;
    const watch = watchOf(workspaceId);
    let stream: ActivityStream | undefined;
    const early: Parameters<ActivityStream['told']>[] = [];
    const leave = watch.join((...told) => (stream === undefined ? early.push(told) : stream.told(...told)));
    const left = () => {
      open.delete(place);
      leave();
      if (watch.isUnused) watches.delete(workspaceId);
    };
    try {
      stream = openActivityStream({ ...deps, ...listener, watch, ...(await firstOf(listener, deps)) });
    } catch (error) {
      left();
      throw error;
    }
    stream.bytes.once('close', left);
    for (const told of early) stream.told(...told);
    open.set(place, { workspaceId, stream });
    if (isEnding) stream.end();
    return stream;
  }

  return {
    open: async (listener) => begin(enter(listener.workspaceId), listener),
    poke: (workspaceId) => watches.get(workspaceId)?.poke(),
    count: () => open.size,
    end() {
      isEnding = true;
      for (const { stream } of open.values()) stream?.end();
    },
  };
}

/** What is told first, and from when on a caller who is cut off then goes on. */
async function firstOf(
  { workspaceId, only, lastEventId }: Listener,
  { lists, now }: { readonly lists: Pick<ActivityLists, 'snapshot'>; readonly now: () => number },
) {
  const at = now();
  if (only !== null) return { first: [only], since: at, isCutShort: false };
  const wanted = lastEventId !== undefined;
  const known = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined;
  const since = known !== undefined && known >= at - LONGEST_AWAY_MS ? Math.min(known, at) : undefined;
  const first = await lists.snapshot(
    workspaceId,
    since === undefined ? null : since - OVERLAP_MS,
    MOST_FIRST,
  );
  const isWhole = first.length < MOST_FIRST && (!wanted || since !== undefined);
  return { first, since: isWhole ? (since ?? at) : at, isCutShort: !isWhole };
}

function tooMany(): AppError {
  return new AppError(
    'unavailable',
    'Too many streams of events are open just now. Ask for the list every few seconds instead, or try again.',
    { facts: { reason: 'too_many_at_once', retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}
