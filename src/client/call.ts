import { type Attempt, exchange } from './attempt.ts';
import type { Connection } from './connection.ts';
import { refusal } from './refusal.ts';
import { withRetries } from './retry.ts';
import type { CallOptions } from './types.ts';

/** One call with the token that is answered with JSON. */
export interface Call<T> {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** From the base URL on, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it goes without token and CSRF token. Default: no. */
  readonly isAnonymous?: boolean;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What the answer is, for error messages, e.g. `a status answer`. */
  readonly what: string;
  /** What of the body no error may show. */
  readonly secrets?: readonly string[];
  /** The parsed answer of a success, `{}` where it has no content, as a value; undefined when it is not what was hoped for. */
  read(answer: Readonly<Record<string, unknown>>, response: Response): T | undefined;
}

export function callOnce<T>(
  connection: Connection,
  call: Call<T>,
  signal: AbortSignal | undefined,
): Promise<Attempt<T>> {
  return exchange({ signal, server: connection.server }, async (limit) => {
    limit.set(connection.timeoutMs);
    const response = await connection.fetch(`${connection.baseUrl}${call.path}`, {
      method: call.method ?? 'GET',
      headers: {
        ...(call.isAnonymous === true ? {} : connection.credentials.headers()),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
        ...connection.ownHeaders,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...connection.credentials.init,
      // The token must not travel to wherever a redirect points.
      redirect: 'manual',
      signal: limit.signal,
    });
    const text = await response.text();
    const answer = response.status === 204 ? {} : parsed(text);
    const isRecord = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    const value = response.ok && isRecord ? call.read({ ...answer }, response) : undefined;
    if (value !== undefined) return { done: value };
    return { failed: refusal({ connection, response, answer, ...call }) };
  });
}

/** Only for calls that do no harm when they arrive twice. @throws GstIntakeError */
export function callWithRetries<T>(
  connection: Connection,
  { signal, onRetry }: CallOptions,
  call: Call<T>,
): Promise<T> {
  return withRetries({ ...connection, signal, onRetry }, () => callOnce(connection, call, signal));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
