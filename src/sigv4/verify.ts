/**
 * Verification of pre-signed S3 requests.
 *
 * Sources, checked 2026-11-23: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature
 * Version 4)" and "Error responses".
 *
 * Deviations from S3: the signature is judged before the dates, so that a URL whose signature is forged learns nothing
 * from its dates (S3 says "Request has expired" without looking at the signature); an unknown access key answers like
 * a wrong signature (S3 says InvalidAccessKeyId); a session token must be the very one of its access key.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';
import {
  type CanonicalRequest,
  canonicalHeaders,
  canonicalPath,
  formatCanonicalRequest,
  formatCredentialScope,
  stringToSign,
} from './canonical.ts';
import type { Credentials } from './presign.ts';
import type { PresignedQuery } from './presignedQuery.ts';
import { calculateSignature, type SigningKeys } from './signingKey.ts';

/** S3's tolerance for a signer's clock that runs ahead of ours; one that runs behind shortens the URL's life. */
const MAX_CLOCK_AHEAD_MS = 15 * 60_000;

/** Stands in for the secret of an access key that nobody has, so that both cost the same. */
const NO_SECRET = 'the access key of this request is unknown';

export type Secret = Pick<Credentials, 'secretAccessKey' | 'sessionToken'>;

export interface PresignedRequest {
  readonly presigned: PresignedQuery;
  readonly method: string;
  /** The path that was signed, percent-encoded as it was sent: with the prefix that a proxy took off put back. */
  readonly rawPath: string;
  /** The value that was signed, by lower-case name; for `host` the public one. */
  readonly header: (lowerCaseName: string) => string | undefined;
}

export interface VerificationTerms {
  readonly signingKeys: SigningKeys;
  readonly credentials: (accessKeyId: string) => Secret | undefined;
  readonly region: string;
  /** Epoch ms at which the request began. */
  readonly now: number;
  readonly maxExpiresInSeconds: number;
  /** Lower-case names of headers that the signature must cover. */
  readonly mustSign: readonly string[];
}

export { type PresignedQuery, parsePresignedQuery } from './presignedQuery.ts';

declare const verified: unique symbol;

/** A request whose signature and dates held. `verifyPresigned` alone makes one; whoever touches objects asks for it. */
export interface Verified {
  readonly [verified]: true;
  readonly method: string;
  /** Canonical, i.e. percent-encoded once. */
  readonly path: string;
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  /** Epoch ms of X-Amz-Date. */
  readonly signedAt: number;
  /** Epoch ms from which on the URL is refused. */
  readonly expiresAt: number;
}

/**
 * Judges a pre-signed request, in this order: its terms, its signature, its dates.
 *
 * @throws AppError presign_malformed; header_not_signed with the fact `header`; signature_mismatch with the facts
 *   `canonicalRequest` (its security token masked) and `stringToSign`; url_not_yet_valid with `signedAt` and
 *   `serverTime`; url_expired with `expiresInSeconds`, `expiresAt` and `serverTime` (epoch ms)
 */
export function verifyPresigned(request: PresignedRequest & VerificationTerms): Verified {
  const { presigned, method, rawPath } = request;
  checkTerms(request);
  const path = canonicalPath(rawPath);
  checkSignature(request, path);
  const expiresAt = checkDates(presigned, request.now);
  const { accessKeyId, signedHeaders, signedAt } = presigned;
  return { method, path, accessKeyId, signedHeaders, signedAt, expiresAt } as Verified;
}

function checkTerms({
  presigned,
  region,
  maxExpiresInSeconds,
  mustSign,
}: PresignedRequest & VerificationTerms): void {
  if (presigned.scope.region !== region) {
    throw new AppError(
      'presign_malformed',
      `X-Amz-Credential names the region '${presigned.scope.region}'; this store is in '${region}'.`,
    );
  }
  if (presigned.expiresInSeconds > maxExpiresInSeconds) {
    throw new AppError(
      'presign_malformed',
      `X-Amz-Expires must be a number of seconds from 1 to ${maxExpiresInSeconds}.`,
    );
  }
  const header = mustSign.find((name) => !presigned.signedHeaders.includes(name));
  if (header !== undefined) {
    throw new AppError('header_not_signed', `X-Amz-SignedHeaders must contain '${header}'.`, {
      facts: { header },
    });
  }
}

function checkSignature(request: PresignedRequest & VerificationTerms, path: string): void {
  const { presigned, method, header, signingKeys } = request;
  const headers = canonicalHeaders(
    presigned.signedHeaders.map((name) => ({ name, value: header(name) ?? '' })),
  );
  const canonicalRequest = { method, path, query: presigned.canonicalQuery, ...headers };
  const scope = formatCredentialScope(presigned.scope);
  const textToSign = stringToSign(presigned.amzDate, scope, formatCanonicalRequest(canonicalRequest));

  const secret = request.credentials(presigned.accessKeyId);
  const key = signingKeys.get(secret?.secretAccessKey ?? NO_SECRET, presigned.scope);
  const signatureHolds = timingSafeEqual(
    Buffer.from(calculateSignature(key, textToSign), 'hex'),
    Buffer.from(presigned.signature, 'hex'),
  );
  const tokenHolds = timingSafeEqual(
    digest(secret?.sessionToken ?? ''),
    digest(presigned.securityToken ?? ''),
  );
  // NO_SECRET can be read by everyone: what it signs is refused all the same.
  if (signatureHolds && tokenHolds && secret !== undefined) return;

  throw signatureMismatch(canonicalRequest, textToSign);
}

function signatureMismatch(canonicalRequest: CanonicalRequest, textToSign: string): AppError {
  const { query, signedHeaders } = canonicalRequest;
  return new AppError(
    'signature_mismatch',
    'The signature does not match the request. Send the URL, the method and the signed headers ' +
      `(${signedHeaders.replaceAll(';', ', ')}) exactly as they were issued, or ask for a new URL.`,
    {
      facts: {
        canonicalRequest: formatCanonicalRequest({ ...canonicalRequest, query: maskToken(query) }),
        stringToSign: textToSign,
      },
    },
  );
}

/** When the URL ends. X-Amz-Date is cut to the second, so its last second counts whole: 10 minutes are never less. */
function checkDates({ signedAt, expiresInSeconds }: PresignedQuery, now: number): number {
  const expiresAt = signedAt + (expiresInSeconds + 1) * 1000;
  if (signedAt - now > MAX_CLOCK_AHEAD_MS) {
    throw new AppError(
      'url_not_yet_valid',
      'The URL is not valid yet: its X-Amz-Date is more than 15 minutes ahead of this server. Compare the clocks.',
      { facts: { signedAt, serverTime: now } },
    );
  }
  if (now >= expiresAt) {
    throw new AppError('url_expired', 'The URL has expired. Ask for a new one and send the file again.', {
      facts: { expiresInSeconds, expiresAt, serverTime: now },
    });
  }
  return expiresAt;
}

/** Of fixed length, as timingSafeEqual needs it. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function maskToken(query: string): string {
  return query.replace(/(?<=^|&)(X-Amz-Security-Token=)[^&]*/, '$1***');
}
