/**
 * S3's error answers: the one table from our codes to S3's, and its XML.
 *
 * Source, checked 2026-11-23: Amazon S3 API Reference, "Error responses". Deviations: no HostId; the message names the
 * remedy; expiry is 403 AccessDenied as S3 has it, whatever Clear's pages say; a quota of bytes, which S3 has not, is refused as
 * Ceph does.
 */
import { AppError, type ErrorCode } from '../../errors.ts';
import { publicMessage } from '../failure.ts';

export interface S3Error {
  /** S3's code, e.g. `AccessDenied`. */
  readonly code: string;
  readonly status: number;
}

const INTERNAL: S3Error = { code: 'InternalError', status: 500 };

const BY_CODE: Partial<Readonly<Record<ErrorCode, S3Error>>> = {
  url_expired: { code: 'AccessDenied', status: 403 },
  url_not_yet_valid: { code: 'RequestTimeTooSkewed', status: 403 },
  signature_mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
  content_type_mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
  header_not_signed: { code: 'AccessDenied', status: 403 },
  permission_denied: { code: 'AccessForbidden', status: 403 },
  presign_malformed: { code: 'AuthorizationQueryParametersError', status: 400 },
  request_malformed: { code: 'InvalidRequest', status: 400 },
  upload_unknown: { code: 'NoSuchKey', status: 404 },
  upload_closed: { code: 'AccessDenied', status: 403 },
  method_not_allowed: { code: 'MethodNotAllowed', status: 405 },
  digest_mismatch: { code: 'BadDigest', status: 400 },
  body_incomplete: { code: 'IncompleteBody', status: 400 },
  quota_exceeded: { code: 'QuotaExceeded', status: 403 },
  too_large: { code: 'EntityTooLarge', status: 400 },
  too_slow: { code: 'RequestTimeout', status: 400 },
  encoding_unsupported: { code: 'NotImplemented', status: 501 },
  disk_full: { code: 'ServiceUnavailable', status: 503 },
  unavailable: { code: 'ServiceUnavailable', status: 503 },
  internal: INTERNAL,
};

/** Where S3 has several codes for one of ours, the fact `reason` tells which. */
const BY_REASON: Readonly<Record<string, S3Error>> = {
  'unavailable/too_many_at_once': { code: 'SlowDown', status: 503 },
  'upload_closed/frozen': { code: 'OperationAborted', status: 409 },
  'presign_malformed/request': { code: 'InvalidRequest', status: 400 },
  'presign_malformed/digest': { code: 'InvalidDigest', status: 400 },
  'presign_malformed/range': { code: 'InvalidRange', status: 416 },
};

/** Facts that S3's own answers carry as elements too, each only for the caller who sent them. */
const FACT_ELEMENTS: readonly (readonly [fact: string, element: string, show: (fact: unknown) => string])[] =
  [
    ['canonicalRequest', 'CanonicalRequest', String],
    ['stringToSign', 'StringToSign', String],
    ['expiresInSeconds', 'X-Amz-Expires', String],
    ['expiresAt', 'Expires', instant],
    ['serverTime', 'ServerTime', instant],
    ['maxBytes', 'MaxSizeAllowed', String],
    ['method', 'Method', String],
  ];

/** What S3 calls this error. Errors without a name of ours are internal, and so is a name no gateway should see. */
export function s3ErrorOf(error: unknown): S3Error {
  if (!(error instanceof AppError)) return INTERNAL;
  return BY_REASON[`${error.code}/${error.facts['reason']}`] ?? BY_CODE[error.code] ?? INTERNAL;
}

/** The code that callers are told: `internal` for whatever S3 has no other name for. */
export function publicCodeOf(error: unknown): ErrorCode {
  return error instanceof AppError && s3ErrorOf(error) !== INTERNAL ? error.code : 'internal';
}

/** The XML body. Only an `AppError` that callers may read shows its text; that of any other stays in the log. */
export function s3ErrorXml(error: unknown, requestId: string, resource = ''): string {
  const { code } = s3ErrorOf(error);
  const named = error instanceof AppError && code !== INTERNAL.code ? error : undefined;
  const message =
    (named && publicMessage(named)) ??
    'The server met an error of its own before it could confirm this request. Send it again; ' +
      `if the error stays, give the operator the request id ${requestId}.`;
  const elements = [element('Code', code), element('Message', message)];
  if (resource !== '') elements.push(element('Resource', resource));
  for (const [fact, name, show] of FACT_ELEMENTS) {
    const value = named?.facts[fact];
    if (value !== undefined) elements.push(element(name, show(value)));
  }
  elements.push(element('RequestId', requestId));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function instant(epochMs: unknown): string {
  return new Date(Number(epochMs)).toISOString();
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** What XML 1.0 can't hold even escaped, line breaks and tabs aside. */
const NOT_XML = /[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_XML, '')
    .replace(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? '');
}
