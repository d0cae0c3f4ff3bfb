import { factsOf } from './answer.ts';
import { type Attempt, exchange, type Limit } from './attempt.ts';
import { meteredBody } from './body.ts';
import type { Connection } from './connection.ts';
import { ConnectionError, SourceError, UnexpectedAnswerError } from './errors.ts';
import { putRefusal } from './putRefusal.ts';
import type { PresignedUpload, UploadOptions, UploadResult } from './types.ts';
import { xhrPut } from './xhrPut.ts';

/** Covers what the system still has to send after the last byte was taken, and the server's write to disk. */
const ANSWER_PATIENCE = 5;
const UPLOAD_ID = /\/([0-9a-f]{32})\/OriginalFileName\//;

type PutOptions = Pick<UploadOptions, 'source' | 'signal'> & { readonly onBytes: (sent: number) => void };

interface Answer {
  readonly response: Pick<Response, 'status' | 'ok' | 'headers'>;
  readonly text: string;
  /** Sent. */
  readonly bytes: number;
  readonly isRedirected?: boolean;
}

interface Put {
  readonly connection: Connection;
  readonly presigned: PresignedUpload;
  readonly opened: Blob | ReadableStream<Uint8Array>;
  readonly options: PutOptions;
  /** What the source throws, which is not the transport's fault. */
  readonly sourceFailures: unknown[];
}

/** One PUT of the whole source. @throws what the source throws */
export async function putOnce(
  connection: Connection,
  presigned: PresignedUpload,
  options: PutOptions,
): Promise<Attempt<UploadResult>> {
  const { origin } = new URL(presigned.url);
  const opened = await options.source.open();
  const put: Put = { connection, presigned, opened, options, sourceFailures: [] };
  const outcome = await exchange<UploadResult>({ signal: options.signal, server: origin }, async (limit) => {
    const { response, text, bytes, isRedirected = false } = await sendBy(connection)(put, limit);
    if (isRedirected) return { failed: { error: redirected(origin), mend: 'never' } };
    if (!response.ok) return { failed: putRefusal(response, text, { origin, now: connection.now() }) };
    const { requestId } = factsOf(response);
    const etag = response.headers.get('etag') ?? undefined;
    return { done: { uploadId: uploadIdOf(presigned), url: presigned.url, bytes, etag, requestId } };
  });
  if (put.sourceFailures.length > 0) throw put.sourceFailures[0];
  if ('failed' in outcome && outcome.failed.error instanceof ConnectionError) await assertReadable(opened);
  return outcome;
}

/** 32 hex digits out of the URL's path; null when the path is of another shape. */
export function uploadIdOf({ url }: Pick<PresignedUpload, 'url'>): string | null {
  return UPLOAD_ID.exec(new URL(url).pathname)?.[1] ?? null;
}

function sendBy({ platform, countsByXhr }: Connection): (put: Put, limit: Limit) => Promise<Answer> {
  if (platform.setsOwnHeaders) return sendStream;
  return countsByXhr ? sendByXhr : sendWhole;
}

/** The time limit runs while the transport is at work, not while the source is. */
function sendStream({ connection, presigned, opened, options, sourceFailures }: Put, limit: Limit) {
  const { timeoutMs } = connection;
  const { source, onBytes } = options;
  let sent = 0;
  const body = meteredBody(opened, source.size, {
    onAsked(taken) {
      limit.set();
      sent = taken;
      onBytes(taken);
    },
    onDelivered: () => limit.set(timeoutMs),
    onEnd: () => limit.set(timeoutMs * ANSWER_PATIENCE),
    onFailure: (error) => sourceFailures.push(error),
  });
  limit.set(timeoutMs);
  const headers = source.size === undefined ? {} : { 'content-length': String(source.size) };
  return fetchPut({ connection, presigned, body, headers, signal: limit.signal, sent: () => sent });
}

async function sendWhole(put: Put, limit: Limit): Promise<Answer> {
  const { connection, presigned, options } = put;
  const body = await blobOf(put);
  options.onBytes(0);
  const answer = await fetchPut({
    connection,
    presigned,
    body,
    headers: {},
    signal: limit.signal,
    sent: () => body.size,
  });
  options.onBytes(body.size);
  return answer;
}

async function sendByXhr(put: Put, limit: Limit): Promise<Answer> {
  const { connection, presigned, options } = put;
  const { timeoutMs } = connection;
  const body = await blobOf(put);
  options.onBytes(0);
  limit.set(timeoutMs);
  const { status, headers, text, isRedirected } = await xhrPut({
    ...presigned,
    body,
    signal: limit.signal,
    onSent(bytes) {
      limit.set(timeoutMs);
      options.onBytes(bytes);
    },
    onUploaded: () => limit.set(timeoutMs * ANSWER_PATIENCE),
  });
  const response = { status, ok: status >= 200 && status < 300, headers };
  if (response.ok) options.onBytes(body.size);
  return { response, text, bytes: body.size, isRedirected };
}

async function fetchPut(put: {
  readonly connection: Connection;
  readonly presigned: PresignedUpload;
  readonly body: Blob | ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly sent: () => number;
}): Promise<Answer> {
  const { connection, presigned } = put;
  const request: RequestInit & { duplex: 'half' } = {
    method: 'PUT',
    body: put.body,
    duplex: 'half',
    headers: { 'content-type': presigned.contentType, ...connection.ownHeaders, ...put.headers },
    redirect: connection.platform.bodyRedirect,
    signal: put.signal,
  };
  const response = await connection.fetch(presigned.url, request);
  const text = await response.text();
  return { response, text, bytes: put.sent() };
}

async function blobOf({ opened, options: { source }, sourceFailures }: Put): Promise<Blob> {
  try {
    const blob = opened instanceof Blob ? opened : await new Response(opened).blob();
    if (source.size !== undefined && blob.size !== source.size) {
      throw new SourceError(
        'source_changed',
        `The source gave ${blob.size} bytes instead of ${source.size}.`,
      );
    }
    return blob;
  } catch (error) {
    sourceFailures.push(error);
    throw error;
  }
}

/** A browser tells a file that was changed or moved since it was chosen from a broken line in no other way. */
async function assertReadable(opened: Blob | ReadableStream<Uint8Array>): Promise<void> {
  if (!(opened instanceof Blob)) return;
  try {
    await opened.slice(0, 1).arrayBuffer();
  } catch {
    throw new SourceError(
      'source_changed',
      'The file cannot be read any more: it was changed, moved or deleted. Choose it again.',
    );
  }
}

function redirected(origin: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(
    'redirected',
    `${origin} redirects the upload elsewhere, where nothing is known of it. Set the server's public address to the final one.`,
  );
}
