import { s3Error } from './answer.ts';
import { type Attempt, connectionError, exchange, timeoutError } from './attempt.ts';
import type { Connection } from './connection.ts';
import { refusal } from './refusal.ts';
import { withRetries } from './retry.ts';
import type { CallOptions } from './types.ts';

/** A body that is read as it comes. */
export interface StreamCall {
  readonly url: string;
  /** A signed URL takes no token. */
  readonly withToken: boolean;
  /** What the answer is, for error messages. */
  readonly what: string;
}

/** Tries until the answer begins; null when there is no content (204). Whatever breaks it later is thrown by its reader. */
export function openStream(
  connection: Connection,
  options: CallOptions,
  call: StreamCall,
): Promise<ReadableStream<Uint8Array> | null> {
  const { signal, onRetry } = options;
  return withRetries({ ...connection, signal, onRetry }, () => openOnce(connection, call, signal));
}

function openOnce(
  connection: Connection,
  call: StreamCall,
  signal: AbortSignal | undefined,
): Promise<Attempt<ReadableStream<Uint8Array> | null>> {
  const server = new URL(call.url).origin;
  const controller = new AbortController();
  return exchange({ signal, server }, async (limit) => {
    limit.set(connection.timeoutMs);
    const response = await connection.fetch(call.url, {
      headers: {
        ...(call.withToken ? connection.credentials.headers() : {}),
        ...connection.ownHeaders,
      },
      ...(call.withToken ? connection.credentials.init : {}),
      redirect: call.withToken ? 'manual' : 'follow',
      signal: AbortSignal.any([limit.signal, controller.signal]),
    });
    if (response.status === 204) return { done: null };
    if (response.ok && response.body !== null) {
      const { timeoutMs } = connection;
      return { done: guardedBody(response.body, { server, timeoutMs, signal, controller }) };
    }
    const answer = problemIn(await response.text());
    return { failed: refusal({ connection, response, answer, what: call.what }) };
  });
}

/** Errors of the transport become ours, which name the server alone, and no chunk may take longer than the time limit. */
function guardedBody(
  body: ReadableStream<Uint8Array>,
  by: {
    readonly server: string;
    readonly timeoutMs: number;
    readonly signal: AbortSignal | undefined;
    readonly controller: AbortController;
  },
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          by.controller.abort();
        }, by.timeoutMs);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (thrown) {
          by.signal?.throwIfAborted();
          throw isLate ? timeoutError(by.server, by.timeoutMs) : connectionError(by.server, thrown);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Storage refuses in XML, the rest in JSON. */
function problemIn(text: string): unknown {
  const { code, message } = s3Error(text);
  if (code !== undefined) return { code, detail: message };
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
