import type { FailedTry } from './attempt.ts';
import type { Connection } from './connection.ts';
import { ProbablyUploadedError } from './errors.ts';
import { presignOnce } from './presign.ts';
import { putOnce, uploadIdOf } from './put.ts';
import { withRetries } from './retry.ts';
import type { PresignedUpload, UploadOptions, UploadResult } from './types.ts';

/** Clear's promise, for URLs that do not say it themselves. */
const DEFAULT_LIFETIME_SECONDS = 600;
/** A further try with less than this left gets a new URL: it would not begin in time. */
const LIFETIME_MARGIN_MS = 15_000;
/** Whoever refuses this many new URLs will refuse the next one too. */
const MAX_FRESH_URLS = 2;

/**
 * Pre-sign, then PUT, until the file is there. A lost connection tries the same URL again, since a later PUT
 * replaces an earlier one whole; a URL that ran out or is refused is replaced by a new one, which costs quota. A URL
 * for one file only that is closed after a lost answer is not replaced: that would send the file twice.
 */
export async function upload(connection: Connection, options: UploadOptions): Promise<UploadResult> {
  const { source, signal, onRetry, onProgress } = options;
  const policy = { ...connection, signal, onRetry };
  const askForUrl = async () => ({
    presigned: await withRetries(policy, () => presignOnce(connection, options)),
    askedAt: connection.now(),
  });

  let { presigned, askedAt } = await askForUrl();
  let freshUrls = 0;
  let attempt = 0;
  let mayHaveArrived = false;
  return withRetries(policy, async (last) => {
    if (
      last !== undefined &&
      (last.mend === 'fresh' || isNearlyOver(presigned, connection.now() - askedAt))
    ) {
      ({ presigned, askedAt } = await askForUrl());
      freshUrls += 1;
      mayHaveArrived = false;
    }
    attempt += 1;
    const seen = { total: source.size, attempt, freshUrls, uploadId: uploadIdOf(presigned) };
    const onBytes = (sent: number) => onProgress?.({ sent, ...seen });
    const outcome = await putOnce(connection, presigned, { source, signal, onBytes });
    if (!('failed' in outcome)) return outcome;
    const { failed } = outcome;
    if (mayHaveArrived && failed.error.code === 'upload_closed') {
      return { failed: probablyUploaded(failed, presigned) };
    }
    mayHaveArrived ||= leavesItOpen(failed);
    const isUseless = failed.mend === 'fresh' && freshUrls >= MAX_FRESH_URLS;
    return isUseless ? { failed: { ...failed, mend: 'never' } } : outcome;
  });
}

/** After no answer, and after a server's or proxy's failure, the file may be stored whole. */
function leavesItOpen({ error: { status } }: FailedTry): boolean {
  return status === undefined || status >= 500;
}

function probablyUploaded({ error }: FailedTry, presigned: PresignedUpload): FailedTry {
  const { code, status, requestId } = error;
  const uploadId = uploadIdOf(presigned);
  const message =
    'The URL takes one file only and is closed now, and an earlier try had no clear answer. The file has probably ' +
    `arrived (upload ${uploadId ?? 'unknown'}): ask the operator to look into the audit trail before you send it again.`;
  return { error: new ProbablyUploadedError(code, message, { status, requestId, uploadId }), mend: 'never' };
}

function isNearlyOver({ url }: PresignedUpload, ageMs: number): boolean {
  const said = Number(new URL(url).searchParams.get('X-Amz-Expires') ?? DEFAULT_LIFETIME_SECONDS);
  const lifetimeMs = (Number.isFinite(said) ? said : DEFAULT_LIFETIME_SECONDS) * 1000;
  return ageMs >= Math.max(0, lifetimeMs - LIFETIME_MARGIN_MS);
}
