import { type ActivityBoard, createActivityBoard } from './activityBoard.ts';
import { activityIn, openEvents, readEvents, type StreamMemory } from './activityEvents.ts';
import type { Connection } from './connection.ts';
import { GstIntakeError } from './errors.ts';
import type { ActivityEvent, WatchOptions } from './nativeTypes.ts';
import { sleep } from './retry.ts';
import { createPace } from './watchPace.ts';

const SILENCE_MS = 45_000;

/**
 * A stream where it can be had, polls where not. After each (re)connection the client looks for itself what has
 * changed, whatever the server remembers of its own stream; where that is more than it can look through, `onReset` is told.
 */
export async function* watch(
  connection: Connection,
  options: WatchOptions,
): AsyncGenerator<ActivityEvent, void, undefined> {
  const { signal, activityId, silenceMs = SILENCE_MS } = options;
  // Whatever fails is tried again here, for ever, and told at once.
  const once = { ...connection, retries: 0 };
  const board = createActivityBoard(once, options);
  const memory: StreamMemory = { lastEventId: '', retryMs: undefined, hasBytes: false };
  const pace = createPace(connection, options, memory);
  for (;;) {
    signal?.throwIfAborted();
    const opened = pace.mayStream()
      ? await openEvents(once, { activityId, signal, silenceMs }, memory)
      : undefined;
    const body = opened instanceof ReadableStream ? opened : undefined;
    if (opened instanceof GstIntakeError) pace.refused(opened);
    let isOpen = false;
    try {
      const by = body === undefined ? 'poll' : 'stream';
      for (const view of await board.look()) yield { activity: view, by };
      pace.works();
      if (board.isOver) return;
      if (body !== undefined) {
        isOpen = true;
        yield* streamed({ body, memory, board, server: connection.server, onReset: options.onReset });
        if (board.isOver) return;
        pace.broke(undefined);
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (isOpen) pace.broke(error);
      else pace.failed(error);
    } finally {
      if (!isOpen) await body?.cancel().catch(() => undefined);
    }
    await sleep(pace.delayMs(), signal);
  }
}

async function* streamed(of: {
  readonly body: ReadableStream<Uint8Array>;
  readonly memory: StreamMemory;
  readonly board: ActivityBoard;
  readonly server: string;
  readonly onReset: WatchOptions['onReset'];
}): AsyncGenerator<ActivityEvent, void, undefined> {
  for await (const event of readEvents(of.body, of.memory)) {
    if (event.type === 'end') return;
    if (event.type === 'reset') of.onReset?.();
    if (event.type !== 'activity') continue;
    const activity = activityIn(event, of.server);
    if (of.board.take(activity)) yield { activity, by: 'stream' };
    if (of.board.isOver) return;
  }
}
