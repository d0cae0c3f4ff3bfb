import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';
import { downloadOfKey } from '../../uploads/downloadKey.ts';
import { uploadRefOf } from '../../uploads/objectKey.ts';

/** Where the gateway stands, as the world sees it. */
export interface GatewayAddress {
  /** Host, with its port unless that is the scheme's own; lower case. */
  readonly host: string;
  /** Path before `/v1/`, without a slash at its end; often empty. */
  readonly prefix: string;
  /** `{prefix}/v1/{region}/{bucket}/`, what stands before every key. */
  readonly keyPrefix: string;
}

/** One request to the gateway: its target as it was signed, and headers that came once. */
export interface Incoming {
  readonly method: string;
  /** The target as sent, with the prefix that a trusted proxy took off put back. */
  readonly target: string;
  /** The target before its `?`. */
  readonly rawPath: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
  readonly headerNames: readonly string[];
  /** Epoch milliseconds at which the request began. */
  readonly at: number;
}

export function gatewayAddress(publicUrl: string, region: string, bucket: string): GatewayAddress {
  const { host, pathname } = new URL(publicUrl);
  const prefix = pathname.replace(/\/+$/, '');
  return { host, prefix, keyPrefix: `${prefix}/v1/${region}/${bucket}/` };
}

/** Headers of which two would let two readers of one request see two things. */
const ONCE = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-type',
  'expect',
  'host',
  'origin',
  'range',
  'transfer-encoding',
  'x-forwarded-host',
]);

/**
 * Parses one request. The host must be the public one; a trusted proxy that rewrote it says so in X-Forwarded-Host.
 * @throws AppError presign_malformed, signature_mismatch
 */
export function readIncoming(
  request: IncomingMessage,
  terms: { readonly address: GatewayAddress; readonly trusted: boolean; readonly at: number },
): Incoming {
  const { address, trusted, at } = terms;
  const sent = request.url ?? '';
  if (!sent.startsWith('/')) {
    throw malformed("The request line must name a path that begins with '/', not a whole URL.");
  }
  const headers = headersOf(request.rawHeaders);
  assertHost(headers, address, trusted);
  const prefixTaken = trusted && address.prefix !== '' && !sent.startsWith(`${address.prefix}/`);
  const target = prefixTaken ? address.prefix + sent : sent;
  return {
    method: request.method ?? '',
    target,
    rawPath: target.split('?', 1)[0] ?? '',
    header: (name) => headers.get(name),
    headerNames: [...headers.keys()],
    at,
  };
}

function headersOf(rawHeaders: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (headers.has(name) && (ONCE.has(name) || name.startsWith('x-amz-'))) {
      throw malformed(`The header ${name} came twice. Send it once.`);
    }
    headers.set(name, rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function assertHost(headers: ReadonlyMap<string, string>, address: GatewayAddress, trusted: boolean): void {
  // The first of several names is what the client called; the others were added on the way.
  const forwarded = trusted ? headers.get('x-forwarded-host')?.split(',', 1)[0]?.trim() : undefined;
  const host = (forwarded ?? headers.get('host') ?? '').toLowerCase();
  if (host === address.host) return;
  throw new AppError(
    'signature_mismatch',
    `The URL is signed for the host ${address.host}, and the request names another one. ` +
      'Send the URL exactly as it was issued. Behind a proxy, let it pass the Host header on or send X-Forwarded-Host ' +
      'and list it in GST_INTAKE_TRUSTED_PROXIES.',
  );
}

const UPLOAD_METHODS = ['PUT'];
const DOWNLOAD_METHODS = ['GET', 'HEAD'];

/** @throws AppError method_not_allowed, with the fact `allow` */
export function assertMethod(incoming: Incoming): void {
  const allowed = methodsOf(incoming.rawPath);
  if (allowed.includes(incoming.method)) return;
  const allow = [...allowed, 'OPTIONS'].join(', ');
  throw new AppError(
    'method_not_allowed',
    `This URL takes ${allowed.join(' or ')}, not ${incoming.method}.`,
    {
      facts: { method: incoming.method, allow },
    },
  );
}

/** Judged by the shape of the path alone, so it says nothing about what exists. */
function methodsOf(rawPath: string): readonly string[] {
  if (uploadRefOf(rawPath) !== undefined) return UPLOAD_METHODS;
  const key = rawPath.split('/').slice(-3).join('/');
  if (downloadOfKey(key) !== undefined) return DOWNLOAD_METHODS;
  return [...DOWNLOAD_METHODS, ...UPLOAD_METHODS];
}

/** A request that bends HTTP rather than the signature: S3's InvalidRequest. */
export function malformed(message: string): AppError {
  return new AppError('presign_malformed', message, { facts: { reason: 'request' } });
}
