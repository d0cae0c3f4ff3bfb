/**
 * The headers of a PUT beside the signed ones: what is refused, what is verified, what is let pass.
 *
 * Sources, checked 2026-11-23: Amazon S3 API Reference, "PutObject", "Common request headers" and "Signature
 * calculations for the Authorization header: transferring payload in multiple chunks". Deviation: the few
 * unsigned `x-amz-*` headers that newer SDKs add are tolerated. A Content-Encoding other than `aws-chunked` is left
 * alone: the bytes as sent are the object, as in S3, and nothing here ever decompresses them.
 */
import { AppError } from '../../errors.ts';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  type ExpectedChecksum,
} from '../../uploads/checksum.ts';
import { tooLarge } from '../../uploads/land.ts';
import { type Incoming, malformed } from './incoming.ts';

const CHECKSUM_PREFIX = 'x-amz-checksum-';
const TOLERATED = new Set(['x-amz-sdk-checksum-algorithm', 'x-amz-content-sha256', 'x-amz-user-agent']);
const SHA256_HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const NOT_CHUNKED_REMEDY =
  'Send the file as it is. With an AWS SDK set requestChecksumCalculation to WHEN_REQUIRED ' +
  '(AWS_REQUEST_CHECKSUM_CALCULATION=when_required); in Java also chunkedEncodingEnabled(false).';

/** @throws AppError presign_malformed when a second way to authenticate came along */
export function refuseAuthorization(incoming: Incoming): void {
  if (incoming.header('authorization') === undefined) return;
  throw malformed(
    'Only one way to authenticate is allowed: the URL is signed already. Send it without an Authorization header.',
  );
}

/** @throws AppError encoding_unsupported with the setting that mends it */
export function refuseFramedBody(incoming: Incoming): void {
  const encodings = (incoming.header('content-encoding') ?? '').toLowerCase().split(/[\s,]+/);
  const payload = incoming.header('x-amz-content-sha256') ?? '';
  if (encodings.includes('aws-chunked') || payload.toUpperCase().startsWith('STREAMING-')) {
    throw unsupported(`A body in aws-chunked framing (STREAMING-…) is not supported. ${NOT_CHUNKED_REMEDY}`);
  }
  const transfer = incoming.header('transfer-encoding');
  if (transfer !== undefined && transfer.trim().toLowerCase() !== 'chunked') {
    throw unsupported('The only Transfer-Encoding supported is chunked. Send the file uncompressed.');
  }
}

/** @throws AppError header_not_signed */
export function refuseUnsignedAmz(incoming: Incoming, signedHeaders: readonly string[]): void {
  const stray = incoming.headerNames.find(
    (name) =>
      name.startsWith('x-amz-') &&
      !signedHeaders.includes(name) &&
      !TOLERATED.has(name) &&
      !name.startsWith(CHECKSUM_PREFIX),
  );
  if (stray === undefined) return;
  throw new AppError(
    'header_not_signed',
    `There were headers present in the request which were not signed: ${stray}. Send the request without it.`,
    { facts: { header: stray } },
  );
}

/** From Content-Length; undefined for a chunked body; 0 when there is neither. @throws AppError too_large */
export function declaredBytes(incoming: Incoming, maxBytes: number): number | undefined {
  if (incoming.header('transfer-encoding') !== undefined) return undefined;
  const declared = Number(incoming.header('content-length') ?? '0');
  if (declared > maxBytes) throw tooLarge(maxBytes);
  return declared;
}

/** Every checksum that the client sent. @throws AppError presign_malformed, encoding_unsupported */
export function expectedChecksums(incoming: Incoming): ExpectedChecksum[] {
  const expected: ExpectedChecksum[] = [];
  const md5 = incoming.header('content-md5');
  if (md5 !== undefined) expected.push(fromBase64('content-md5', 'md5', md5));
  for (const header of incoming.headerNames) {
    if (!header.startsWith(CHECKSUM_PREFIX)) continue;
    expected.push(fromBase64(header, algorithmOf(header), incoming.header(header) ?? ''));
  }
  const payload = incoming.header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  if (payload !== 'UNSIGNED-PAYLOAD') expected.push(fromHex('x-amz-content-sha256', payload));
  return expected;
}

function algorithmOf(header: string): ChecksumAlgorithm {
  const name = header.slice(CHECKSUM_PREFIX.length);
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name && known !== 'md5');
  if (algorithm !== undefined) return algorithm;
  throw unsupported(
    `The checksum of ${header.slice(0, 80)} is not supported. ` +
      'Send x-amz-checksum-crc32, -crc32c, -crc64nvme, -sha1 or -sha256, or none.',
  );
}

function fromBase64(header: string, algorithm: ChecksumAlgorithm, value: string): ExpectedChecksum {
  const digest = BASE64.test(value) ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (digest.byteLength === CHECKSUM_BYTES[algorithm] && digest.toString('base64') === value) {
    return { header, algorithm, digest };
  }
  const shape = `${header} must be the ${CHECKSUM_BYTES[algorithm]} bytes of the checksum in base64.`;
  throw new AppError('presign_malformed', shape, {
    facts: { reason: header === 'content-md5' ? 'digest' : 'request' },
  });
}

function fromHex(header: string, value: string): ExpectedChecksum {
  if (SHA256_HEX.test(value)) return { header, algorithm: 'sha256', digest: Buffer.from(value, 'hex') };
  throw malformed(`${header} must be UNSIGNED-PAYLOAD or the SHA-256 of the body in hex.`);
}

function unsupported(message: string): AppError {
  return new AppError('encoding_unsupported', message);
}
