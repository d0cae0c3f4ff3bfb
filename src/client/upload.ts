import type { Connection } from './connection.ts';
import { presignOnce } from './presign.ts';
import { putOnce } from './put.ts';
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
 * replaces an earlier one whole; a URL that ran out or is refused is replaced by a new one, which costs quota.
 */
export async function upload(connection: Connection, options: UploadOptions): Promise<UploadResult> {
  const { signal, onRetry } = options;
  const policy = { ...connection, signal, onRetry };
  const askForUrl = async () => ({
    presigned: await withRetries(policy, () => presignOnce(connection, options)),
    askedAt: connection.now(),
  });

  let { presigned, askedAt } = await askForUrl();
  let freshUrls = 0;
  return withRetries(policy, async (last) => {
    if (
      last !== undefined &&
      (last.mend === 'fresh' || isNearlyOver(presigned, connection.now() - askedAt))
    ) {
      ({ presigned, askedAt } = await askForUrl());
      freshUrls += 1;
    }
    const outcome = await putOnce(connection, presigned, options);
    const isUseless = 'failed' in outcome && outcome.failed.mend === 'fresh' && freshUrls >= MAX_FRESH_URLS;
    return isUseless ? { failed: { ...outcome.failed, mend: 'never' } } : outcome;
  });
}

function isNearlyOver({ url }: PresignedUpload, ageMs: number): boolean {
  const said = Number(new URL(url).searchParams.get('X-Amz-Expires') ?? DEFAULT_LIFETIME_SECONDS);
  const lifetimeMs = (Number.isFinite(said) ? said : DEFAULT_LIFETIME_SECONDS) * 1000;
  return ageMs >= Math.max(0, lifetimeMs - LIFETIME_MARGIN_MS);
}
