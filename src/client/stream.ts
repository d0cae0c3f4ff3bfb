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
  /** Media type that is asked for, and that the answer must have. Default: any. */
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the first byte of the answer's body. Default: the client's `timeoutMs`. */
  readonly startMs?: number;
  /** Milliseconds between two pieces of the body. Default: the client's `timeoutMs`. */
  readonly silenceMs?: number;
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

/** One try. */
export function openOnce(
  connection: Connection,
  call: StreamCall,
  signal: AbortSignal | undefined,
): Promise<Attempt<ReadableStream<Uint8Array> | null>> {
  const server = new URL(call.url).origin;
  const controller = new AbortController();
  return exchange({ signal, server }, async (limit) => {
    const { startMs = connection.timeoutMs, silenceMs = connection.timeoutMs } = call;
    limit.set(startMs);
    const response = await connection.fetch(call.url, {
      headers: {
        ...(call.withToken ? connection.credentials.headers() : {}),
        ...(call.accept === undefined ? {} : { accept: call.accept }),
        ...call.headers,
        ...connection.ownHeaders,
      },
      ...(call.withToken ? connection.credentials.init : {}),
      redirect: call.withToken ? 'manual' : 'follow',
      signal: AbortSignal.any([limit.signal, controller.signal]),
    });
    if (response.status === 204) return { done: null };
    const isWanted = response.headers.get('content-type')?.startsWith(call.accept ?? '') ?? true;
    if (response.ok && response.body !== null && isWanted) {
      return { done: guardedBody(response.body, { server, startMs, silenceMs, signal, controller }) };
    }
    if (response.ok) controller.abort();
    const answer = response.ok ? undefined : problemIn(await response.text());
    return { failed: refusal({ connection, response, answer, what: call.what }) };
  });
}

/** Errors of the transport become ours, which name the server alone, and no chunk may take longer than the time limit. */
function guardedBody(
  body: ReadableStream<Uint8Array>,
  by: {
    readonly server: string;
    readonly startMs: number;
    readonly silenceMs: number;
    readonly signal: AbortSignal | undefined;
    readonly controller: AbortController;
  },
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let patienceMs = by.startMs;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          by.controller.abort();
        }, patienceMs);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
          patienceMs = by.silenceMs;
        } catch (thrown) {
          by.signal?.throwIfAborted();
          throw isLate ? timeoutError(by.server, patienceMs) : connectionError(by.server, thrown);
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
