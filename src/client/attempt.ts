import { ConnectionError, type GstIntakeError, TimeoutError } from './errors.ts';

/**
 * One try that failed, and what would mend it: `same` = the same again, `fresh` = with a new URL, `never` = nothing
 * that the client can do.
 */
export interface FailedTry {
  readonly error: GstIntakeError;
  readonly mend: 'same' | 'fresh' | 'never';
  readonly retryAfterMs?: number | undefined;
}

export type Attempt<T> = { readonly done: T } | { readonly failed: FailedTry };

/**
 * Runs one exchange with the caller's signal and a time limit. What the transport throws becomes a ConnectionError
 * that names the server alone, since a transport's own message may quote the URL.
 */
export async function exchange<T>(
  options: { readonly signal: AbortSignal | undefined; readonly server: string },
  run: (limit: Limit) => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  const limit = createLimit(options.signal);
  try {
    return await run(limit);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    if (limit.expiredAfterMs !== undefined) {
      const seconds = Math.ceil(limit.expiredAfterMs / 1000);
      const error = new TimeoutError('timeout', `${options.server} did not answer for ${seconds} s.`);
      return { failed: { error, mend: 'same' } };
    }
    const code = transportCode(thrown);
    const error = new ConnectionError(
      code,
      `No answer from ${options.server} (${code}). Check the address, the network and that the server runs.`,
    );
    return { failed: { error, mend: 'same' } };
  } finally {
    limit.clear();
  }
}

export interface Limit {
  readonly signal: AbortSignal;
  /** Set once the time ran out. */
  readonly expiredAfterMs: number | undefined;
  /** Starts the time anew; without an argument there is no limit from here on. */
  set(ms?: number): void;
  /** Ends it for good: a body that is still being read must not start it anew. */
  clear(): void;
}

function createLimit(outer: AbortSignal | undefined): Limit {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let expiredAfterMs: number | undefined;
  let isOver = false;
  return {
    signal: outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]),
    get expiredAfterMs() {
      return expiredAfterMs;
    },
    set(ms) {
      clearTimeout(timer);
      timer =
        ms === undefined || isOver
          ? undefined
          : setTimeout(() => {
              expiredAfterMs = ms;
              controller.abort();
            }, ms);
    },
    clear() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** The system's code where there is one, such as ECONNREFUSED; undici hides it in `cause`, sometimes in an AggregateError. */
function transportCode(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth < 4 && error instanceof Error; depth += 1) {
    const { code, cause } = error as Error & { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    error = cause;
  }
  return 'connection failed';
}
