import type { PresignInput } from '../sigv4/presign.ts';
import { downloadKey } from './downloadKey.ts';
import type { Download } from './ports.ts';
import type { UrlTarget } from './presign.ts';

/** Seven days: Clear's promise for error files, and the most that a signature can say. */
export const DOWNLOAD_LIFETIME_SECONDS = 604_800;

const NO_HEADERS = {};

export type PresignDownload = (download: Pick<Download, 'workspaceId' | 'downloadId'>) => string;

/** URLs of files that we hand out, to be fetched by anyone who holds them: always at our own gateway. */
export function createPresignDownload(deps: {
  readonly sign: (input: PresignInput) => string;
  readonly target: UrlTarget;
  readonly now: () => number;
}): PresignDownload {
  const { sign, target, now } = deps;
  return (download) =>
    sign({
      method: 'GET',
      origin: target.origin,
      path: target.keyPrefix + downloadKey(download),
      signedHeaders: NO_HEADERS,
      credentials: target.credentials,
      region: target.region,
      now: now(),
      expiresInSeconds: DOWNLOAD_LIFETIME_SECONDS,
    });
}
