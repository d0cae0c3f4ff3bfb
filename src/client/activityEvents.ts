import type { ActivityView } from './activityTypes.ts';
import type { Connection } from './connection.ts';
import { GstIntakeError, UnexpectedAnswerError } from './errors.ts';
import { createEventParser, type ServerEvent } from './eventParser.ts';
import { activityPath } from './nativeCalls.ts';
import { openOnce } from './stream.ts';

/** A stream that says nothing at all for so long is held back by a proxy. */
const START_MS = 10_000;

export interface EventsOptions {
  readonly activityId: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly silenceMs: number;
}

/** What is kept from one stream to the next. */
export interface StreamMemory {
  /** '' before the first. */
  lastEventId: string;
  /** Milliseconds, as the server wishes it. */
  retryMs: number | undefined;
  /** Whether the stream of now has given anything. */
  hasBytes: boolean;
}

/** @returns the open stream, or why there is none */
export async function openEvents(
  connection: Connection,
  options: EventsOptions,
  { lastEventId }: StreamMemory,
): Promise<ReadableStream<Uint8Array> | GstIntakeError> {
  const { activityId, signal, silenceMs } = options;
  const of = activityId === undefined ? '/api/v1/activities' : activityPath({ activityId });
  const outcome = await openOnce(
    connection,
    {
      url: `${connection.baseUrl}${of}/events`,
      withToken: true,
      what: 'a stream of events',
      accept: 'text/event-stream',
      headers: lastEventId === '' ? {} : { 'last-event-id': lastEventId },
      startMs: Math.min(START_MS, silenceMs),
      silenceMs,
    },
    signal,
  );
  if ('failed' in outcome) return outcome.failed.error;
  return (
    outcome.done ?? new GstIntakeError('no_stream', 'The server has no stream of events.', { status: 204 })
  );
}

/** Ends with the stream. @throws ConnectionError when it breaks or falls silent */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  memory: StreamMemory,
): AsyncGenerator<ServerEvent, void, undefined> {
  const parser = createEventParser();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  memory.hasBytes = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      memory.hasBytes = true;
      const events = parser.push(decoder.decode(value, { stream: true }));
      memory.retryMs = parser.retryMs ?? memory.retryMs;
      for (const event of events) {
        if (event.lastEventId !== '') memory.lastEventId = event.lastEventId;
        yield event;
      }
      // Heartbeats name one, too.
      if (parser.lastEventId !== '') memory.lastEventId = parser.lastEventId;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** @throws UnexpectedAnswerError */
export function activityIn({ data }: ServerEvent, server: string): ActivityView {
  try {
    const view: ActivityView | null = JSON.parse(data);
    if (typeof view?.activityId === 'string' && typeof view.status === 'string') return view;
  } catch {
    // Told below, as whatever else is no activity.
  }
  throw new UnexpectedAnswerError('event_malformed', `${server} sent an event that is not an activity.`);
}
