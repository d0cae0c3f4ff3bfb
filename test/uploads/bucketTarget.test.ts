import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { type BucketPlace, bucketTarget } from '../../src/uploads/bucketTarget.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 11, 12);
const KEY =
  '0b8b9d52-0d1c-4a3c-9d1e-0a6f5f0c7a11/GSTSALES/2026/NOVEMBER/abc/OriginalFileName/abc__1.SalesInvoices';
const CONTENT_TYPE = 'application/vnd.ms-excel';
const LONG_LIVED = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const TEMPORARY = { ...LONG_LIVED, accessKeyId: 'ASIDEXAMPLE', sessionToken: 'FwoG/+==.IQoJb3'.repeat(60) };

const PLACE: BucketPlace = {
  bucket: 'uploads',
  region: 'ap-south-1',
  endpoint: null,
  publicEndpoint: null,
  forcePathStyle: false,
};

const presign = createPresigner({ signingKeys: createSigningKeys() });

function ours(place: BucketPlace, credentials: typeof LONG_LIVED): string {
  const { origin, keyPrefix, region } = bucketTarget(place, credentials);
  return presign({
    method: 'PUT',
    origin,
    path: keyPrefix + KEY,
    signedHeaders: { 'content-type': CONTENT_TYPE },
    query: { 'x-id': 'PutObject' },
    credentials,
    region,
    now: NOW,
    expiresInSeconds: 600,
  });
}

/** What AWS's own SDK signs for the same bucket and endpoint. */
async function witness(place: BucketPlace, credentials: typeof LONG_LIVED): Promise<string> {
  const endpoint = place.publicEndpoint ?? place.endpoint;
  const client = new S3Client({
    region: place.region,
    forcePathStyle: place.forcePathStyle,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(endpoint === null ? {} : { endpoint }),
  });
  const command = new PutObjectCommand({ Bucket: place.bucket, Key: KEY, ContentType: CONTENT_TYPE });
  return getSignedUrl(client, command, {
    expiresIn: 600,
    signingDate: new Date(NOW),
    unhoistableHeaders: new Set(['x-amz-content-sha256']),
    unsignableHeaders: new Set(['x-amz-content-sha256']),
    signableHeaders: new Set(['content-type', 'host']),
  });
}

/** All of a URL: where it leads, and its parameters in any order, the signature among them. */
function partsOf(url: string) {
  const { origin, pathname, searchParams } = new URL(url);
  return { origin, pathname, parameters: Object.fromEntries(searchParams) };
}

const PLACES: readonly [string, Partial<BucketPlace>, string][] = [
  ["Amazon's host of the region", {}, 'https://uploads.s3.ap-south-1.amazonaws.com/'],
  ["Amazon's in us-east-1", { region: 'us-east-1' }, 'https://uploads.s3.us-east-1.amazonaws.com/'],
  ["Amazon's in China", { region: 'cn-north-1' }, 'https://uploads.s3.cn-north-1.amazonaws.com.cn/'],
  ["Amazon's by path", { forcePathStyle: true }, 'https://s3.ap-south-1.amazonaws.com/uploads/'],
  [
    'a name with dots',
    { bucket: 'uploads.example.in' },
    'https://s3.ap-south-1.amazonaws.com/uploads.example.in/',
  ],
  ['an endpoint', { endpoint: 'https://s3.example.in' }, 'https://uploads.s3.example.in/'],
  [
    'an endpoint by path, with a port',
    { endpoint: 'https://s3.example.in:9000', forcePathStyle: true },
    'https://s3.example.in:9000/uploads/',
  ],
  [
    "a port that is the scheme's own",
    { endpoint: 'https://s3.example.in:443' },
    'https://uploads.s3.example.in/',
  ],
  ['an IP address', { endpoint: 'http://127.0.0.1:7480' }, 'http://127.0.0.1:7480/uploads/'],
  ['an IPv6 address', { endpoint: 'http://[::1]:7480' }, 'http://[::1]:7480/uploads/'],
  [
    'a name with dots without TLS',
    { bucket: 'uploads.in', endpoint: 'http://s3.example.in' },
    'http://s3.example.in/uploads.in/',
  ],
  [
    'an old name with an underscore',
    { bucket: 'up_loads', endpoint: 'http://s3.example.in' },
    'http://s3.example.in/up_loads/',
  ],
  [
    'another endpoint for clients than for us',
    { endpoint: 'http://10.0.0.7:7480', publicEndpoint: 'https://files.example.in' },
    'https://uploads.files.example.in/',
  ],
];

describe('URLs of a bucket', () => {
  it.each(PLACES)('at %s lead where they should', (_, facts, prefix) => {
    const { origin, keyPrefix } = bucketTarget({ ...PLACE, ...facts }, LONG_LIVED);
    expect(origin + keyPrefix).toBe(prefix);
  });

  it.each(PLACES)(
    'at %s are those that the AWS SDK signs, with a session token and without',
    async (_, facts) => {
      const place = { ...PLACE, ...facts };
      for (const credentials of [LONG_LIVED, TEMPORARY]) {
        expect(partsOf(ours(place, credentials))).toEqual(partsOf(await witness(place, credentials)));
      }
    },
  );
});
