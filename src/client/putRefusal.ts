import { factsOf, s3Error, shownText } from './answer.ts';
import type { FailedTry } from './attempt.ts';
import { RateLimitedError, ServerError, UploadRefusedError } from './errors.ts';
import { retryAfterMs } from './retry.ts';

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

/** What became of a PUT that the storage did not take. */
export function putRefusal(
  response: Pick<Response, 'status' | 'headers'>,
  text: string,
  at: { readonly origin: string; readonly now: number },
): FailedTry {
  const { status, headers } = response;
  const { code: s3Code, message } = s3Error(text);
  const hint = headers.get('x-gst-intake-error') ?? undefined;
  const code = hint ?? s3Code ?? `http_${status}`;
  const detail = message === undefined ? undefined : shownText(message);
  const said = detail === undefined ? '.' : `: ${detail}`;
  const waitMs = retryAfterMs(headers, at.now);
  const facts = { ...factsOf(response), detail };

  if (status >= 500 || status === 429 || status === 408) {
    const Kind = status === 429 ? RateLimitedError : ServerError;
    const retryAfterSeconds = waitMs === undefined ? undefined : Math.ceil(waitMs / 1000);
    const error = new Kind(code, `${at.origin} answered ${status}${said}`, { ...facts, retryAfterSeconds });
    return { error, mend: status === 501 ? 'never' : 'same', retryAfterMs: waitMs };
  }
  const words = `${at.origin} refused the file (${status} ${code})${said}`;
  return {
    error: new UploadRefusedError(code, words, facts),
    mend: mendOf(code, status),
    retryAfterMs: waitMs,
  };
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
