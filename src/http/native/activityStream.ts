import { Readable } from 'node:stream';
import type { ActivityView } from '../../contract/native.ts';
import { type Clock, watchPace } from '../../uploads/pace.ts';
import type { ActivityWatch } from './activityWatch.ts';

const HEARTBEAT_MS = 15_000;
/** How often it is asked whether the caller may still listen. */
const PERMIT_MS = 5_000;
/** What a client waits before it connects again. */
const RETRY_MS = 3_000;
const VIEWS_AT_ONCE = 50;
/** A reader who stays behind this for half a minute is cut off; it loses nothing, for it begins where it ended. */
const MIN_BYTES_PER_SECOND = 1_000;

export interface StreamWish {
  readonly watch: ActivityWatch;
  /** Told first. */
  readonly first: readonly string[];
  /** Only this activity, until it has ended; null = all. */
  readonly only: string | null;
  /** What `id:` says before anything was told: resuming there loses nothing. */
  readonly since: number;
  /** More has changed since the caller was last here than is told one by one. */
  readonly isCutShort: boolean;
  /** Whether the caller may still listen. */
  isPermitted(): Promise<boolean>;
  readonly clock: Clock;
}

export interface ActivityStream {
  readonly bytes: Readable;
  /** Tells that these changed by a look that began `at`. */
  told(activityIds: ReadonlySet<string>, at: number): void;
  /** Ends it, at once where its reader does not keep up. */
  end(): void;
}

/**
 * Server-sent events of activities. What waits to be told are ids alone, and an activity is read when its turn has come:
 * so a slow reader misses states in between and never the last, and holds no memory.
 */
export function openActivityStream(wish: StreamWish): ActivityStream {
  const { only, clock } = wish;
  const waiting = new Set(wish.first);
  let toldAt = wish.since;
  let isEnded = false;
  let isHeartbeatDue = false;
  let isBlocked = false;
  let isAsking = false;
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  const pace = watchPace({
    clock,
    minBytesPerSecond: MIN_BYTES_PER_SECOND,
    onTooSlow: () => bytes.destroy(),
  });
  const stopHeartbeat = clock.every(HEARTBEAT_MS, () => {
    isHeartbeatDue = true;
    wake();
  });
  const stopPermit = clock.every(PERMIT_MS, () => {
    if (isAsking) return;
    isAsking = true;
    void wish
      .isPermitted()
      .then((isPermitted) => {
        if (!isPermitted) end();
      })
      .finally(() => {
        isAsking = false;
      });
  });

  function end(): void {
    isEnded = true;
    wake();
    if (isBlocked) bytes.destroy();
  }

  async function* texts(): AsyncGenerator<string> {
    // Of all that was told by then nothing waits any more.
    let safe = wish.since;
    yield `retry: ${RETRY_MS}\n${wish.isCutShort ? event('reset', safe, '{}') : ': open\n\n'}`;
    while (!isEnded) {
      const ids = [...waiting].slice(0, VIEWS_AT_ONCE);
      if (ids.length === 0) {
        safe = toldAt;
        await woken.promise;
        woken = Promise.withResolvers();
        if (isHeartbeatDue) yield `: still here\nid: ${safe}\n\n`;
        isHeartbeatDue = false;
        continue;
      }
      for (const id of ids) waiting.delete(id);
      const views = await viewsOrNone(wish.watch, ids);
      if (isEnded) return;
      if (views === undefined) {
        // An outage: they are told after the next look that succeeds.
        for (const id of ids) waiting.add(id);
        await woken.promise;
        woken = Promise.withResolvers();
        continue;
      }
      yield views.map((view) => event('activity', safe, JSON.stringify(view))).join('');
      if (only !== null && views.some(hasEnded)) {
        yield event('end', safe, '{}');
        return;
      }
    }
  }

  async function* paced(): AsyncGenerator<string> {
    for await (const text of texts()) {
      isBlocked = true;
      pace.waiting();
      yield text;
      pace.received(Buffer.byteLength(text));
      isBlocked = false;
    }
  }

  const bytes = Readable.from(paced(), { objectMode: false });
  bytes.once('close', () => {
    isEnded = true;
    wake();
    for (const stop of [pace.stop, stopHeartbeat, stopPermit]) stop();
  });
  return {
    bytes,
    told(activityIds, at) {
      toldAt = at;
      for (const id of activityIds) if (only === null || id === only) waiting.add(id);
      wake();
    },
    end,
  };
}

async function viewsOrNone(
  watch: ActivityWatch,
  ids: readonly string[],
): Promise<ActivityView[] | undefined> {
  return watch.views(ids).catch(() => undefined);
}

function hasEnded({ state }: ActivityView): boolean {
  return state !== 'waiting' && state !== 'checking';
}

/** One line of data: JSON has no line break. */
function event(name: 'activity' | 'end' | 'reset', id: number, data: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${data}\n\n`;
}
