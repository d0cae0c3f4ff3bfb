/**
 * The parameters of a pre-signed URL, parsed once: a `PresignedQuery` exists only when all of them are there, once each,
 * in the right shape. Nothing is verified yet.
 *
 * Sources, checked 2026-11-23: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature
 * Version 4)".
 *
 * Deviations from S3: parameter names are refused in any other spelling than AWS's own (S3 ignores them there), and so
 * are leading zeros of X-Amz-Expires. `X-Amz-Content-Sha256`, which AWS's SDKs add, may only be `UNSIGNED-PAYLOAD`.
 */
import { AppError } from '../errors.ts';
import {
  ALGORITHM,
  type CredentialScope,
  canonicalQuery,
  type NamedValue,
  parseAmzDate,
  parseQuery,
  SCOPE_TERMINATOR,
  SERVICE,
  UNSIGNED_PAYLOAD,
} from './canonical.ts';

const RESERVED_NAMES = [
  'X-Amz-Algorithm',
  'X-Amz-Content-Sha256',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
] as const;
type ReservedName = (typeof RESERVED_NAMES)[number];
const RESERVED_BY_LOWER_CASE = new Map(RESERVED_NAMES.map((name) => [name.toLowerCase(), name]));

const SEEMS_RESERVED = /^x-amz-/i;
const PLAIN_NAME = /^[A-Za-z0-9-]+$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
const POSITIVE_INTEGER = /^[1-9][0-9]*$/;
const HEADER_NAMES = /^[a-z0-9!#$%&'*+.^_`|~-]+(?:;[a-z0-9!#$%&'*+.^_`|~-]+)*$/;

export interface PresignedQuery {
  /** The target before its `?`, as sent. */
  readonly rawPath: string;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** X-Amz-Date as sent. */
  readonly amzDate: string;
  /** X-Amz-Date in epoch ms. */
  readonly signedAt: number;
  /** At least 1; the upper bound depends on what the URL is for. */
  readonly expiresInSeconds: number;
  /** Lower-case names in order, each once. */
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex digits. */
  readonly signature: string;
  readonly securityToken: string | undefined;
  /** What the signature covers of the query. */
  readonly canonicalQuery: string;
  /** The parameters that are not SigV4's own, e.g. `response-content-disposition`. */
  readonly otherParameters: readonly NamedValue[];
}

/**
 * Parses the target of a pre-signed request (`/path?query`, as sent).
 *
 * @throws AppError presign_malformed; signature_mismatch when X-Amz-Signature is no SHA-256 in lower-case hex
 */
export function parsePresignedQuery(rawTarget: string): PresignedQuery {
  const question = rawTarget.indexOf('?');
  const rawPath = question === -1 ? rawTarget : rawTarget.slice(0, question);
  const rawQuery = question === -1 ? '' : rawTarget.slice(question + 1);
  const parameters = parseQuery(rawQuery);
  refuseDisguises(rawQuery, parameters);

  const reserved = new Map(parameters.map(({ name, value }) => [name, value]));
  const required = (name: ReservedName) =>
    reserved.get(name) ?? refuse(`${name} is missing. Send the URL whole, with all that follows the '?'.`);

  if (reserved.has('AWSAccessKeyId')) {
    refuse(`Signature Version 2 is not supported: sign with ${ALGORITHM} (signature version s3v4).`);
  }
  refuseOtherAlgorithms(required('X-Amz-Algorithm'), reserved.get('X-Amz-Content-Sha256'));
  const amzDate = required('X-Amz-Date');
  const signedAt = parseAmzDate(amzDate) ?? refuse('X-Amz-Date must be a date in the form 20260131T235959Z.');
  const securityToken = reserved.get('X-Amz-Security-Token');
  if (securityToken === '') refuse('X-Amz-Security-Token is empty.');
  const presigned = {
    rawPath,
    ...parseCredential(required('X-Amz-Credential'), amzDate),
    amzDate,
    signedAt,
    expiresInSeconds: parseExpires(required('X-Amz-Expires')),
    signedHeaders: parseSignedHeaders(required('X-Amz-SignedHeaders')),
    securityToken,
    canonicalQuery: canonicalQuery(parameters),
    otherParameters: parameters.filter(({ name }) => !SEEMS_RESERVED.test(name)),
  };
  return { ...presigned, signature: parseSignature(required('X-Amz-Signature')) };
}

/** Two readers of one query must not find two values: no X-Amz- name twice, and none in a spelling that one may fold. */
function refuseDisguises(rawQuery: string, parameters: readonly NamedValue[]): void {
  const rawPieces = rawQuery.split('&');
  const seen = new Set<string>();
  for (const [index, { name }] of parameters.entries()) {
    if (!SEEMS_RESERVED.test(name)) continue;
    const lowerCase = name.toLowerCase();
    const rawName = rawPieces[index]?.split('=', 1)[0];
    const properName = RESERVED_BY_LOWER_CASE.get(lowerCase) ?? name;
    if (rawName !== properName || !PLAIN_NAME.test(name)) {
      refuse('An X-Amz- parameter is misspelt: write its name as AWS does, without escapes or brackets.');
    }
    if (seen.has(lowerCase)) refuse(`${properName} is given more than once.`);
    seen.add(lowerCase);
  }
}

function refuseOtherAlgorithms(algorithm: string, payloadHash: string = UNSIGNED_PAYLOAD): void {
  if (algorithm.startsWith('AWS4-ECDSA')) {
    refuse(`Signature Version 4A is not supported: sign for one region with ${ALGORITHM}.`);
  }
  if (algorithm !== ALGORITHM) refuse(`X-Amz-Algorithm must be ${ALGORITHM}.`);
  if (payloadHash !== UNSIGNED_PAYLOAD) {
    refuse(`X-Amz-Content-Sha256 of a pre-signed URL must be ${UNSIGNED_PAYLOAD}.`);
  }
}

function parseCredential(credential: string, amzDate: string): Pick<PresignedQuery, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || terminator !== SCOPE_TERMINATOR || rest.length > 0) {
    return refuse(`X-Amz-Credential must be KEY/yyyymmdd/REGION/${SERVICE}/${SCOPE_TERMINATOR}.`);
  }
  if (service !== SERVICE) return refuse(`The service in X-Amz-Credential must be '${SERVICE}'.`);
  if (date !== amzDate.slice(0, 8)) return refuse('X-Amz-Credential and X-Amz-Date name different days.');
  return { accessKeyId, scope: { date, region, service } };
}

function parseExpires(expires: string): number {
  if (POSITIVE_INTEGER.test(expires)) return Number(expires);
  return refuse('X-Amz-Expires must be a whole number of seconds, at least 1, in digits only.');
}

function parseSignedHeaders(list: string): readonly string[] {
  const names = list.split(';');
  const inOrder = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  if (HEADER_NAMES.test(list) && inOrder) return names;
  return refuse("X-Amz-SignedHeaders must be lower-case header names in order, joined by ';', each once.");
}

/** A wrong signature in any shape is a wrong signature, not a malformed request: it learns no more than another. */
function parseSignature(signature: string): string {
  if (SIGNATURE.test(signature)) return signature;
  throw new AppError(
    'signature_mismatch',
    'X-Amz-Signature is not a SHA-256 signature in lower-case hex. Send the URL exactly as it was issued.',
  );
}

function refuse(message: string): never {
  throw new AppError('presign_malformed', message);
}
