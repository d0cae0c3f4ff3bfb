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
      return { failed: { error: timeoutError(options.server, limit.expiredAfterMs), mend: 'same' } };
    }
    return { failed: { error: connectionError(options.server, thrown), mend: 'same' } };
  } finally {
    limit.clear();
  }
}

export function timeoutError(server: string, ms: number): TimeoutError {
  return new TimeoutError('timeout', `${server} did not answer for ${Math.ceil(ms / 1000)} s.`);
}

export function connectionError(server: string, thrown: unknown): ConnectionError {
  const code = transportCode(thrown);
  return new ConnectionError(
    code,
    `No answer from ${server} (${code}). Check the address, the network and that the server runs.`,
  );
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
