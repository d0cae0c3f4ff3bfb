import { Sha256 } from '@aws-crypto/sha256-js';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuery } from '../../src/sigv4/canonical.ts';
import { createPresigner, type PresignInput } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { encodeOctets, uploads } from './cases.ts';

const presign = createPresigner({ signingKeys: createSigningKeys() });

it('signs as @smithy/signature-v4 does: the same path, parameters and signature', async () => {
  await fc.assert(
    fc.asyncProperty(uploads, async (upload) => {
      const url = presign(upload);
      const { path, query } = await signWithSmithy(upload);
      expect(pathOf(url)).toBe(path);
      expect(parametersOf(url)).toEqual(query);
    }),
    { numRuns: 3000 },
  );
});

it('signs further parameters as @smithy/signature-v4 does, wherever they sort', async () => {
  // The witness copies parameters by assignment, which loses one called `__proto__`.
  const names = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((name) => !/^x-amz-/i.test(name) && name !== '__proto__');
  const query = fc
    .dictionary(
      fc.oneof(names, fc.constantFrom('A', 'A-', 'Z', 'x-id', 'response-content-type', '+')),
      fc.string(),
    )
    .map((dictionary) => ({ ...dictionary }));
  await fc.assert(
    fc.asyncProperty(uploads, query, async (upload, extra) => {
      const url = presign({ ...upload, query: extra });
      expect(parametersOf(url)).toEqual((await signWithSmithy(upload, extra)).query);
    }),
    { numRuns: 500 },
  );
});

it('signs as @aws-sdk/s3-request-presigner does: the same path, parameters and signature', async () => {
  await fc.assert(
    fc.asyncProperty(uploads, async (upload) => {
      const put = { ...upload, method: 'PUT' as const };
      const url = presign({ ...put, query: { 'x-id': 'PutObject' } });
      const theirs = await signWithAwsSdk(put);
      expect(pathOf(url)).toBe(pathOf(theirs));
      expect(parametersOf(url)).toEqual(parametersOf(theirs));
    }),
    { numRuns: 2000 },
  );
});

/** Everything between the host and the query, untouched: `new URL` would fold dot segments. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', 'https://'.length), url.indexOf('?'));
}

function parametersOf(url: string): Record<string, string> {
  return Object.fromEntries(
    parseQuery(url.slice(url.indexOf('?') + 1)).map(({ name, value }) => [name, value]),
  );
}

async function signWithSmithy(upload: PresignInput, query: Readonly<Record<string, string>> = {}) {
  const { protocol, hostname, port, host } = new URL(upload.origin);
  const request = new HttpRequest({
    method: upload.method,
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: encodeOctets(upload.path, '/'),
    query: { ...query },
    headers: { host, ...upload.signedHeaders, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  });
  const signer = new SignatureV4({
    service: 's3',
    region: upload.region,
    credentials: { ...upload.credentials, sessionToken: upload.credentials.sessionToken ?? '' },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const signed = await signer.presign(request, {
    signingDate: new Date(upload.now),
    expiresIn: upload.expiresInSeconds,
    unhoistableHeaders: new Set(['x-amz-content-sha256']),
    unsignableHeaders: new Set(['x-amz-content-sha256']),
    signableHeaders: new Set(['content-type', 'host']),
  });
  return { path: signed.path, query: signed.query };
}

async function signWithAwsSdk(upload: PresignInput & { readonly key: string }): Promise<string> {
  const { sessionToken, ...key } = upload.credentials;
  const client = new S3Client({
    region: upload.region,
    endpoint: upload.origin,
    forcePathStyle: true,
    credentials: sessionToken === undefined ? key : { ...key, sessionToken },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const command = new PutObjectCommand({
    Bucket: 'uploads',
    Key: upload.key,
    ContentType: upload.signedHeaders['content-type'],
  });
  return getSignedUrl(client, command, {
    signingDate: new Date(upload.now),
    expiresIn: upload.expiresInSeconds,
    unhoistableHeaders: new Set(['x-amz-content-sha256']),
    unsignableHeaders: new Set(['x-amz-content-sha256']),
    signableHeaders: new Set(['content-type', 'host']),
  });
}
