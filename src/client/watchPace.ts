import type { StreamMemory } from './activityEvents.ts';
import type { Connection } from './connection.ts';
import { ConnectionError, GstIntakeError, ServerError, TimeoutError } from './errors.ts';
import type { WatchOptions } from './nativeTypes.ts';
import { MAX_DELAY_MS, MAX_RETRY_AFTER_MS } from './retry.ts';

const POLL_DELAY_MS = 3_000;
const STREAM_AGAIN_MS = 60_000;
const RECONNECT_MS = 1_000;
/** A stream that breaks sooner has been of no use, */
const SHORT_LIFE_MS = 10_000;
/** and after so many of them in a row the client polls for a while. */
const MAX_SHORT_LIVES = 3;

/** When to try again, and by what. */
export interface Pace {
  /** Whether a stream may be tried now; counts its life from here on. */
  mayStream(): boolean;
  /** There is no stream. */
  refused(error: GstIntakeError): void;
  /** The server answers. */
  works(): void;
  /** The stream has ended before its time. @throws what no waiting mends */
  broke(error: unknown): void;
  /** A look has failed. @throws what no waiting mends */
  failed(error: unknown): void;
  /** Milliseconds until the next try. */
  delayMs(): number;
}

export function createPace(connection: Connection, options: WatchOptions, memory: StreamMemory): Pace {
  const { pollDelayMs = POLL_DELAY_MS, streamAgainMs = STREAM_AGAIN_MS, onConnection } = options;
  let isDown = false;
  let failures = 0;
  let shortLives = 0;
  let openedAt = 0;
  let pollsUntil = Number.NEGATIVE_INFINITY;
  let asked = 0;

  function pollForAWhile(): void {
    pollsUntil = connection.now() + streamAgainMs;
    shortLives = 0;
  }

  return {
    mayStream() {
      openedAt = connection.now();
      return openedAt >= pollsUntil;
    },
    refused(error) {
      // A server that is down is down for polls as well: the look says so.
      if (!(error instanceof ConnectionError) || error instanceof TimeoutError) pollForAWhile();
    },
    works() {
      if (isDown) onConnection?.('up');
      isDown = false;
      failures = 0;
      asked = 0;
    },
    broke(error) {
      if (error !== undefined && !(error instanceof GstIntakeError)) throw error;
      const isShort = connection.now() - openedAt < SHORT_LIFE_MS;
      shortLives = isShort ? shortLives + 1 : 0;
      // Not a byte since it began: something on the way holds the stream back.
      const isHeldBack = error instanceof TimeoutError && !memory.hasBytes;
      if (shortLives >= MAX_SHORT_LIVES || isHeldBack) pollForAWhile();
    },
    failed(error) {
      if (!(error instanceof ConnectionError || error instanceof ServerError)) throw error;
      if (!isDown) onConnection?.('down');
      isDown = true;
      failures += 1;
      asked = error instanceof ServerError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    },
    delayMs() {
      const isPolling = connection.now() < pollsUntil;
      if (failures === 0 && isPolling) return pollDelayMs;
      const base = memory.retryMs ?? RECONNECT_MS;
      const backoffMs =
        connection.random() * Math.min(MAX_DELAY_MS, base * 2 ** Math.max(failures, shortLives));
      return Math.max(Math.min(asked, MAX_RETRY_AFTER_MS), backoffMs);
    },
  };
}
