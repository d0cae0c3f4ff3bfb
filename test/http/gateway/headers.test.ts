import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_CONTENT_TYPES, type FileContentType } from '../../../src/uploads/upload.ts';
import { type Harness, SAMPLE, startGateway } from './harness.ts';

let gateway: Harness;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Contract section 2: what real clients send for each file type. */
const TAKEN: Readonly<Record<FileContentType, readonly (string | undefined)[]>> = {
  CSV: ['text/csv', 'application/csv', 'text/plain', 'application/vnd.ms-excel', 'text/csv; charset=utf-8'],
  XLS: ['application/vnd.ms-excel', 'application/x-msexcel', 'APPLICATION/VND.MS-EXCEL'],
  XLSX: [OPEN_XML, 'application/vnd.ms-excel', `${OPEN_XML};charset=binary`],
};
const ALWAYS_TAKEN = [
  undefined,
  '',
  'application/octet-stream',
  'application/octet-stream; x=y',
  'application/vnd.ms-excel;charset:UTF-8',
];
const REFUSED: Readonly<Record<FileContentType, readonly string[]>> = {
  CSV: [
    OPEN_XML,
    'application/json',
    'text/html',
    'application/x-msexcel',
    'application/x-www-form-urlencoded',
  ],
  XLS: [OPEN_XML, 'text/csv', 'text/html', 'multipart/form-data; boundary=x'],
  XLSX: ['text/csv', 'text/plain', 'application/zip', 'application/x-msexcel', 'text/html'],
};

describe('the Content-Type of a PUT', () => {
  it.each(
    FILE_CONTENT_TYPES.flatMap((type) => [...TAKEN[type], ...ALWAYS_TAKEN].map((sent) => ({ type, sent }))),
  )('$type is taken as $sent', async ({ type, sent }) => {
    const issued = await gateway.issue({ fileContentType: type });
    expect((await gateway.send(issued, { headers: { 'content-type': sent } })).status).toBe(200);
    expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
  });

  it.each(FILE_CONTENT_TYPES.flatMap((type) => REFUSED[type].map((sent) => ({ type, sent }))))(
    '$type is refused as $sent, and the message names both types',
    async ({ type, sent }) => {
      const issued = await gateway.issue({ fileContentType: type });
      const answer = await gateway.send(issued, { headers: { 'content-type': sent } });
      expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
      expect(answer.headers['x-gst-intake-error']).toBe('content_type_mismatch');
      expect(String(answer.body)).toContain(issued.contentType);
      expect(String(answer.body)).toContain(sent);
      expect(await gateway.files(issued.upload)).toEqual([]);
    },
  );
});

const base64 = (algorithm: string, of: Uint8Array | string) =>
  createHash(algorithm).update(of).digest('base64');
const crcOf = (of: Uint8Array) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(of));
  return bytes.toString('base64');
};
const SHA256_HEX = createHash('sha256').update(SAMPLE).digest('hex');

interface HeaderCase {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly status: number;
  readonly code?: string;
  readonly error?: string;
}

const CASES: readonly HeaderCase[] = [
  { headers: { 'content-md5': base64('md5', SAMPLE) }, status: 200 },
  {
    headers: { 'content-md5': base64('md5', 'other') },
    status: 400,
    code: 'BadDigest',
    error: 'digest_mismatch',
  },
  { headers: { 'content-md5': 'abc' }, status: 400, code: 'InvalidDigest' },
  { headers: { 'content-md5': '' }, status: 400, code: 'InvalidDigest' },
  { headers: { 'x-amz-checksum-crc32': crcOf(SAMPLE) }, status: 200 },
  { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' }, status: 400, code: 'BadDigest' },
  { headers: { 'x-amz-checksum-crc32': 'AAAA' }, status: 400, code: 'InvalidRequest' },
  { headers: { 'x-amz-checksum-crc32': 'AAAAAB==' }, status: 400, code: 'InvalidRequest' },
  { headers: { 'x-amz-checksum-crc32c': 'AAAAAA==' }, status: 400, code: 'BadDigest' },
  { headers: { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, status: 400, code: 'BadDigest' },
  { headers: { 'x-amz-checksum-sha1': base64('sha1', SAMPLE) }, status: 200 },
  { headers: { 'x-amz-checksum-sha256': base64('sha256', SAMPLE) }, status: 200 },
  { headers: { 'x-amz-checksum-sha256': base64('sha256', 'other') }, status: 400, code: 'BadDigest' },
  {
    headers: {
      'x-amz-checksum-sha256': base64('sha256', SAMPLE),
      'x-amz-checksum-sha1': base64('sha1', 'other'),
    },
    status: 400,
    code: 'BadDigest',
  },
  {
    headers: { 'x-amz-checksum-blake3': 'AAAA' },
    status: 501,
    code: 'NotImplemented',
    error: 'encoding_unsupported',
  },
  { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, status: 200 },
  { headers: { 'x-amz-content-sha256': SHA256_HEX }, status: 200 },
  { headers: { 'x-amz-content-sha256': SHA256_HEX.toUpperCase() }, status: 200 },
  { headers: { 'x-amz-content-sha256': '0'.repeat(64) }, status: 400, code: 'BadDigest' },
  { headers: { 'x-amz-content-sha256': 'nonsense' }, status: 400, code: 'InvalidRequest' },
  { headers: { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, status: 200 },
  { headers: { 'x-amz-user-agent': 'aws-sdk-js/3' }, status: 200 },
  { headers: { 'x-amz-content-sha256': [SHA256_HEX, '0'.repeat(64)] }, status: 400, code: 'InvalidRequest' },
  ...[
    'x-amz-acl',
    'x-amz-meta-owner',
    'x-amz-security-token',
    'x-amz-date',
    'x-amz-storage-class',
    'x-amz-copy-source',
    'x-amz-decoded-content-length',
    'X-AMZ-Tagging',
  ].map((name) => ({
    headers: { [name]: 'x' },
    status: 403,
    code: 'AccessDenied',
    error: 'header_not_signed',
  })),
  ...[
    { 'content-encoding': 'aws-chunked' },
    { 'content-encoding': 'gzip, AWS-chunked' },
    { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
    { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': 'x-amz-checksum-crc32' },
  ].map((headers) => ({ headers, status: 501, code: 'NotImplemented', error: 'encoding_unsupported' })),
  { headers: { 'content-encoding': 'gzip' }, status: 200 },
  { headers: { 'content-encoding': 'identity' }, status: 200 },
  { headers: { 'x-extra': 'any', cookie: 'a=b', referer: 'https://erp.example/' }, status: 200 },
];

describe('the other headers of a PUT', () => {
  it.each(CASES)('$headers: $status $code', async ({ headers, status, code, error }) => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, { headers });
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
    if (error !== undefined) expect(answer.headers['x-gst-intake-error']).toBe(error);
    expect(await gateway.files(issued.upload)).toHaveLength(status === 200 ? 1 : 0);
    if (status === 200) expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
  });

  it('names the SDK option where a body came in chunks of the SDK', async () => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, { headers: { 'content-encoding': 'aws-chunked' } });
    expect(String(answer.body)).toContain('requestChecksumCalculation');
  });

  it('judges the signature before it tells anything about a checksum', async () => {
    const issued = await gateway.issue();
    const answer = await gateway.send(issued, {
      target: issued.target.replace(/.{64}$/, '0'.repeat(64)),
      headers: { 'content-md5': 'nonsense' },
    });
    expect(answer.code).toBe('SignatureDoesNotMatch');
  });
});
