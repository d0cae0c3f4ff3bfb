import type { Attempt, FailedTry } from './attempt.ts';
import type { Retry } from './types.ts';

export const MAX_DELAY_MS = 20_000;
/** A server that asks for more patience than this gets its error reported instead. */
export const MAX_RETRY_AFTER_MS = 120_000;

export interface RetryPolicy {
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Tries until it is done, nothing would mend it, or the tries are used up; waits in between with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), no shorter than Retry-After.
 * @throws GstIntakeError of the last try, or the signal's reason
 */
export async function withRetries<T>(
  options: RetryPolicy & {
    readonly signal: AbortSignal | undefined;
    readonly onRetry: ((retry: Retry) => void) | undefined;
  },
  attempt: (last: FailedTry | undefined) => Promise<Attempt<T>>,
): Promise<T> {
  const { signal, onRetry } = options;
  let last: FailedTry | undefined;
  for (let tried = 0; ; tried += 1) {
    signal?.throwIfAborted();
    const outcome = await attempt(last);
    if ('done' in outcome) return outcome.done;
    last = outcome.failed;
    const { error, mend, retryAfterMs = 0 } = last;
    if (mend === 'never' || tried >= options.retries || retryAfterMs > MAX_RETRY_AFTER_MS) throw error;
    const backoffMs = options.random() * Math.min(MAX_DELAY_MS, options.retryDelayMs * 2 ** tried);
    const delayMs = Math.round(Math.max(retryAfterMs, backoffMs));
    onRetry?.({ attempt: tried + 1, delayMs, reason: error.message, freshUrl: mend === 'fresh' });
    await sleep(delayMs, signal);
  }
}

/** @throws the signal's reason */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) as milliseconds from `now`; undefined when absent or malformed. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
