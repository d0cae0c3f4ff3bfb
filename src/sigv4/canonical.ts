/**
 * Signature Version 4 in a query string, as Amazon S3 defines it: the text that is signed, byte for byte.
 *
 * Sources, checked 2026-11-23: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS
 * Signature Version 4)"; AWS IAM User Guide, "Create a signed AWS API request".
 *
 * Where S3 differs from SigV4 at large: a path is percent-encoded once and never normalised (`//`, `/./` and `/../` are
 * parts of a key), and the payload hash of a pre-signed URL is always `UNSIGNED-PAYLOAD`.
 *
 * Where this file is stricter than S3: `%2F` inside a path stays `%2F`, so it never reads as the `/` that was signed.
 */
import { hash } from 'node:crypto';
import { AppError } from '../errors.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const SERVICE = 's3';
export const SCOPE_TERMINATOR = 'aws4_request';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

const RESERVED_CHARACTER = /[^A-Za-z0-9\-._~]/;
const RESERVED_IN_PATH = /[^A-Za-z0-9\-._~/]/;
/** What `encodeURIComponent` leaves bare although SigV4 reserves it. */
const LEFT_BARE = /[!'()*]/g;
const BLANK_RUN = /[ \t]+/g;
const LINE_BREAK = /[\r\n\0]/;
const AMZ_DATE = /^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z$/;

/** A query parameter or a header, decoded. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** The six parts that SigV4 hashes; all but the method are canonical already. The payload hash is `UNSIGNED-PAYLOAD`. */
export interface CanonicalRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** One `name:value` line each, every line ended. */
  readonly headers: string;
  /** Names joined by `;`. */
  readonly signedHeaders: string;
}

/** What a signing key is good for: one UTC day, one region, one service. */
export interface CredentialScope {
  /** yyyymmdd */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Percent-encodes all but `A-Z a-z 0-9 - . _ ~`, as upper-case hex of UTF-8. @throws URIError on ill-formed Unicode */
export function uriEncode(text: string): string {
  if (!RESERVED_CHARACTER.test(text)) return text;
  return encodeURIComponent(text).replace(
    LEFT_BARE,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encodes a path that is not encoded yet; every `/` in it separates. @throws URIError on ill-formed Unicode */
export function encodePath(path: string): string {
  return RESERVED_IN_PATH.test(path) ? path.split('/').map(uriEncode).join('/') : path;
}

/** Decodes percent escapes and nothing else: a `+` is a plus. @throws AppError presign_malformed on a bad escape */
export function percentDecode(raw: string): string {
  try {
    const text = decodeURIComponent(raw);
    if (text.isWellFormed()) return text;
  } catch {
    // A bad escape and ill-formed text are one refusal, below.
  }
  throw new AppError(
    'presign_malformed',
    'The URL contains a percent escape that is not valid UTF-8. Send the URL exactly as it was issued.',
  );
}

/** The canonical form of a path as it was sent: other spellings of the same octets (`%7e`, `+`) come out alike. */
export function canonicalPath(rawPath: string): string {
  return rawPath
    .split('/')
    .map((segment) => uriEncode(percentDecode(segment)))
    .join('/');
}

/** Every parameter of a raw query in its order; an empty piece (`a&&b`) is a parameter without a name. */
export function parseQuery(rawQuery: string): NamedValue[] {
  if (rawQuery === '') return [];
  return rawQuery.split('&').map((piece) => {
    const equals = piece.indexOf('=');
    return equals === -1
      ? { name: percentDecode(piece), value: '' }
      : { name: percentDecode(piece.slice(0, equals)), value: percentDecode(piece.slice(equals + 1)) };
  });
}

/** Encoded, sorted by the bytes of name, then of value; `X-Amz-Signature` is left out. */
export function canonicalQuery(parameters: readonly NamedValue[]): string {
  return parameters
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .map(({ name, value }) => ({ name: uriEncode(name), value: uriEncode(value) }))
    .sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** Lower-case names, sorted; values trimmed, inner runs of blanks made one. @throws AppError presign_malformed on a line break */
export function canonicalHeaders(
  headers: readonly NamedValue[],
): Pick<CanonicalRequest, 'headers' | 'signedHeaders'> {
  const sorted = headers
    .map(({ name, value }) => ({ name: name.toLowerCase(), value: canonicalHeaderValue(value) }))
    .sort((a, b) => compareBytes(a.name, b.name));
  return {
    headers: sorted.map(({ name, value }) => `${name}:${value}\n`).join(''),
    signedHeaders: sorted.map(({ name }) => name).join(';'),
  };
}

function canonicalHeaderValue(value: string): string {
  if (LINE_BREAK.test(value)) {
    throw new AppError('presign_malformed', 'A signed header contains a line break.');
  }
  return value.replace(BLANK_RUN, ' ').replace(/^ | $/g, '');
}

/** Encoded text is ASCII, where the order of UTF-16 code units is the order of bytes. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function formatCanonicalRequest(request: CanonicalRequest): string {
  const { method, path, query, headers, signedHeaders } = request;
  return `${method}\n${path}\n${query}\n${headers}\n${signedHeaders}\n${UNSIGNED_PAYLOAD}`;
}

/** @param scope as `formatCredentialScope` writes it @param canonicalRequest as `formatCanonicalRequest` writes it */
export function stringToSign(amzDate: string, scope: string, canonicalRequest: string): string {
  return `${ALGORITHM}\n${amzDate}\n${scope}\n${hash('sha256', canonicalRequest, 'hex')}`;
}

export function formatCredentialScope({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/${SCOPE_TERMINATOR}`;
}

/** `yyyymmddThhmmssZ` of the second that `at` (epoch ms) lies in. @throws RangeError when `at` is no time */
export function formatAmzDate(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** Epoch ms of an `X-Amz-Date`, or undefined when the text is no date that exists. Never NaN. */
export function parseAmzDate(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = (AMZ_DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC carries 30 February over into March: only a date that exists comes back as it was written.
  return formatAmzDate(at) === text ? at : undefined;
}
