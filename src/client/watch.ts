import type { ActivityView } from './activityTypes.ts';
import type { Connection } from './connection.ts';
import { activities, activity } from './nativeCalls.ts';
import type { ActivityEvent, WatchOptions } from './nativeTypes.ts';
import { sleep } from './retry.ts';

const POLL_DELAY_MS = 3_000;

/** Each activity again whenever something of it has changed. */
export async function* watch(
  connection: Connection,
  options: WatchOptions,
): AsyncGenerator<ActivityEvent, void, undefined> {
  const { activityId, signal, pollDelayMs = POLL_DELAY_MS } = options;
  const known = new Map<string, string>();
  for (;;) {
    const seen: readonly ActivityView[] =
      activityId === undefined
        ? (await activities(connection, { signal, limit: 100 })).activities
        : [await activity(connection, { activityId, signal })];
    for (const view of seen) {
      const now = JSON.stringify(view);
      const before = known.get(view.activityId);
      known.set(view.activityId, now);
      const isNews =
        before === undefined ? activityId !== undefined || view.endedAt === null : before !== now;
      if (isNews) yield { activity: view, by: 'poll' };
    }
    if (activityId !== undefined && seen[0]?.endedAt !== null) return;
    await sleep(pollDelayMs, signal);
  }
}
