import { hasEnded, status } from './clearCalls.ts';
import type { Connection } from './connection.ts';
import { ConnectionError, GstIntakeError, RateLimitedError, ServerError } from './errors.ts';
import type { SeenActivity } from './ingestFileTypes.ts';
import type { StatusAnswer, WaitOptions } from './ingestionTypes.ts';
import { activity } from './nativeCalls.ts';
import { sleep } from './retry.ts';

const FIRST_DELAY_MS = 500;
const POLL_DELAY_MS = 3_000;
const POLL_GROWTH = 1.5;

/**
 * Polls our own call, which knows rows and phase, and Clear's where a server has no other; the answer is Clear's in both
 * cases. No stream of events: a browser has six connections to a server, and several files would use them up.
 */
export async function waitForActivity(connection: Connection, options: WaitOptions): Promise<StatusAnswer> {
  const { onStatus, signal, pollDelayMs = POLL_DELAY_MS } = options;
  let delayMs = Math.min(FIRST_DELAY_MS, pollDelayMs);
  let hasNative = true;
  for (;;) {
    const look: NativeLook = hasNative ? await nativeLook(connection, options) : 'absent';
    hasNative = look !== 'absent';
    const seen = typeof look === 'object' ? look : undefined;
    if (seen === undefined || hasEnded(seen.status)) {
      const answer = await status(connection, options);
      onStatus?.(seen ?? { activityId: options.activityId, status: answer.status, progress: null });
      if (hasEnded(answer.status)) return answer;
    } else onStatus?.(seen);
    await sleep(delayMs, signal);
    delayMs = Math.min(delayMs * POLL_GROWTH, pollDelayMs);
  }
}

/** `absent`: the server has no such call. `failed`: it is busy. Clear's call then says what is wrong, if anything. */
type NativeLook = SeenActivity | 'absent' | 'failed';

async function nativeLook(connection: Connection, options: WaitOptions): Promise<NativeLook> {
  try {
    const { activityId, status: now, progress } = await activity(connection, options);
    return { activityId, status: now, progress };
  } catch (error) {
    if (!(error instanceof GstIntakeError) || error instanceof ConnectionError) throw error;
    return error instanceof ServerError || error instanceof RateLimitedError ? 'failed' : 'absent';
  }
}
