import { factsOf, s3Error, shownText } from './answer.ts';
import { type Attempt, exchange, type FailedTry, type Limit } from './attempt.ts';
import { meteredBody } from './body.ts';
import type { Connection } from './connection.ts';
import { ServerError, UploadRefusedError } from './errors.ts';
import { retryAfterMs } from './retry.ts';
import type { PresignedUpload, UploadOptions, UploadResult } from './types.ts';

/** Covers what the system still has to send after the last byte was taken, and the server's write to disk. */
const ANSWER_PATIENCE = 5;
const UPLOAD_ID = /\/([0-9a-f]{32})\/OriginalFileName\//;

/** What our gateway says in `x-gst-intake-error`, and S3 in `<Code>`, where a new URL mends it. */
const FRESH: ReadonlySet<string> = new Set([
  'url_expired',
  'url_not_yet_valid',
  'signature_mismatch',
  'upload_unknown',
  'upload_closed',
  'AccessDenied',
  'ExpiredToken',
  'InvalidToken',
  'TokenRefreshRequired',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
]);
/** The same where trying again mends it, though the status is one of refusal. */
const SAME: ReadonlySet<string> = new Set([
  'body_incomplete',
  'digest_mismatch',
  'too_slow',
  'IncompleteBody',
  'BadDigest',
  'RequestTimeout',
]);

interface Body {
  readonly init: Blob | ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}

/** One PUT of the whole source. @throws what the source throws */
export async function putOnce(
  connection: Connection,
  presigned: PresignedUpload,
  options: Pick<UploadOptions, 'source' | 'signal'> & {
    readonly onBytes: (sent: number) => void;
  },
): Promise<Attempt<UploadResult>> {
  const { source, signal, onBytes } = options;
  const { origin } = new URL(presigned.url);
  const opened = await source.open();
  const sourceFailures: unknown[] = [];
  let sent = 0;

  function tell(bytes: number): void {
    sent = bytes;
    onBytes(bytes);
  }

  /** The time limit runs while the transport is at work, not while the source is. */
  function streamed(limit: Limit): Body {
    const init = meteredBody(opened, source.size, {
      onAsked(taken) {
        limit.set();
        tell(taken);
      },
      onDelivered: () => limit.set(connection.timeoutMs),
      onEnd: () => limit.set(connection.timeoutMs * ANSWER_PATIENCE),
      onFailure: (error) => sourceFailures.push(error),
    });
    limit.set(connection.timeoutMs);
    return { init, headers: source.size === undefined ? {} : { 'content-length': String(source.size) } };
  }

  async function whole(): Promise<Body & { readonly init: Blob }> {
    const init = opened instanceof Blob ? opened : await new Response(opened).blob();
    tell(0);
    return { init, headers: {} };
  }

  const outcome = await exchange<UploadResult>({ signal, server: origin }, async (limit) => {
    const body = connection.platform.setsOwnHeaders ? streamed(limit) : await whole();
    const request: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      body: body.init,
      duplex: 'half',
      headers: { 'content-type': presigned.contentType, ...connection.ownHeaders, ...body.headers },
      redirect: connection.platform.bodyRedirect,
      signal: limit.signal,
    };
    const response = await connection.fetch(presigned.url, request);
    const text = await response.text();
    if (!response.ok) return { failed: refusal(response, text, { origin, now: connection.now() }) };
    const bytes = body.init instanceof Blob ? body.init.size : sent;
    const { requestId } = factsOf(response);
    const etag = response.headers.get('etag') ?? undefined;
    return { done: { uploadId: uploadIdOf(presigned), url: presigned.url, bytes, etag, requestId } };
  });
  if (sourceFailures.length > 0) throw sourceFailures[0];
  if ('done' in outcome && !connection.platform.setsOwnHeaders) tell(outcome.done.bytes);
  return outcome;
}

/** 32 hex digits out of the URL's path; null when the path is of another shape. */
export function uploadIdOf({ url }: Pick<PresignedUpload, 'url'>): string | null {
  return UPLOAD_ID.exec(new URL(url).pathname)?.[1] ?? null;
}

function refusal(response: Response, text: string, at: { origin: string; now: number }): FailedTry {
  const { status, headers } = response;
  const { code: s3Code, message } = s3Error(text);
  const hint = headers.get('x-gst-intake-error') ?? undefined;
  const code = hint ?? s3Code ?? `http_${status}`;
  const said = message === undefined ? '' : `: ${shownText(message)}`;
  const facts = factsOf(response);
  const wait = retryAfterMs(headers, at.now);

  if (status >= 500 || status === 429 || status === 408) {
    const error = new ServerError(code, `${at.origin} answered ${status}${said || '.'}`, facts);
    return { error, mend: status === 501 ? 'never' : 'same', retryAfterMs: wait };
  }
  const error = new UploadRefusedError(
    code,
    `${at.origin} refused the file (${status} ${code})${said || '.'}`,
    facts,
  );
  return { error, mend: mendOf(code, status), retryAfterMs: wait };
}

/**
 * 409 is our gateway's word for an upload whose ingestion has begun: its file is there. Clear documents 400 for a URL
 * that ran out and 403 for one that is not valid, without a word on the body.
 */
function mendOf(code: string, status: number): FailedTry['mend'] {
  if (status === 409) return 'never';
  if (FRESH.has(code)) return 'fresh';
  if (SAME.has(code)) return 'same';
  const isUnexplained = code === `http_${status}`;
  return isUnexplained && (status === 400 || status === 403 || status === 404) ? 'fresh' : 'never';
}
