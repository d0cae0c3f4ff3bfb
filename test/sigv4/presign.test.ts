import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { CREDENTIALS, SIGNED_AT, UPLOAD, uploads } from './cases.ts';

const createFresh = () => createPresigner({ signingKeys: createSigningKeys() });

it("AWS's published example has the published signature", () => {
  const url = createFresh()({
    method: 'GET',
    origin: 'https://examplebucket.s3.amazonaws.com',
    path: '/test.txt',
    signedHeaders: {},
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    region: 'us-east-1',
    now: Date.UTC(2013, 4, 24),
    expiresInSeconds: 86_400,
  });
  expect(url).toBe(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

describe('a pre-signed URL', () => {
  it('has the shape that the contract shows', () => {
    const { origin, pathname, searchParams } = new URL(createFresh()(UPLOAD));
    expect(origin).toBe('https://files.example.com');
    expect(pathname).toMatch(/\/JANUARY\/a%20b%281%29%2B%C3%A9\.csv$/);
    expect(Object.fromEntries(searchParams)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20230118/ap-south-1/s3/aws4_request',
      'X-Amz-Date': '20230118T153431Z',
      'X-Amz-Expires': '600',
      'X-Amz-SignedHeaders': 'content-type;host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('carries the session token of temporary credentials', () => {
    const credentials = { ...CREDENTIALS, sessionToken: 'FwoG/+==' };
    expect(createFresh()({ ...UPLOAD, credentials })).toContain('&X-Amz-Security-Token=FwoG%2F%2B%3D%3D&');
  });

  it('carries no empty session token', () => {
    const credentials = { ...CREDENTIALS, sessionToken: '' };
    expect(createFresh()({ ...UPLOAD, credentials })).toBe(createFresh()(UPLOAD));
  });

  it('asks for its signing key once a day', () => {
    const signingKeys = createSigningKeys();
    const askedFor: string[] = [];
    const presign = createPresigner({
      signingKeys: {
        get(secret, scope) {
          askedFor.push(scope.date);
          return signingKeys.get(secret, scope);
        },
      },
    });
    for (let hour = 0; hour < 48; hour++) presign({ ...UPLOAD, now: Date.UTC(2023, 0, 18, hour) });
    expect(askedFor).toEqual(['20230118', '20230119']);
  });

  it('does not depend on what was signed before', () => {
    const presign = createFresh();
    const headers = [{ 'content-type': 'text/csv' }, { 'content-type': 'text/plain' }, {}];
    const credentials = [CREDENTIALS, { ...CREDENTIALS, secretAccessKey: 'another' }];
    const cases = fc.record({
      upload: uploads,
      signedHeaders: fc.constantFrom(...headers),
      credentials: fc.constantFrom(...credentials),
      now: fc.integer({ min: Date.UTC(2023, 0, 1) - 1500, max: Date.UTC(2023, 0, 1) + 1500 }),
    });
    fc.assert(
      fc.property(cases, ({ upload, ...shared }) => {
        const input = { ...upload, ...shared };
        expect(presign(input)).toBe(createFresh()(input));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['https://files.example.com:443', 'https://files.example.com/'],
    ['http://files.example.com:80', 'http://files.example.com/'],
    ['http://files.example.com:443', 'http://files.example.com:443/'],
    ['https://FILES.example.com:8443', 'https://files.example.com:8443/'],
    ['http://[::1]:9000', 'http://[::1]:9000/'],
  ])('of the origin %s begins with %s', (origin, beginning) => {
    expect(createFresh()({ ...UPLOAD, origin }).startsWith(`${beginning}v1/`)).toBe(true);
  });
});

describe('what cannot be signed', () => {
  it.each([
    ['a path without a slash', { path: 'a' }, TypeError, /begin with a slash/],
    ['ill-formed Unicode', { path: '/\ud800' }, URIError, /./],
    ['an origin with a path', { origin: 'https://files.example.com/x' }, TypeError, /more than scheme, host/],
    ['an origin with a user', { origin: 'https://u@files.example.com' }, TypeError, /more than scheme, host/],
    ['no origin', { origin: 'files.example.com' }, TypeError, /./],
    ['a time that is none', { now: Number.NaN }, RangeError, /epoch milliseconds/],
    ['a time between milliseconds', { now: SIGNED_AT + 0.5 }, RangeError, /epoch milliseconds/],
    ['no life', { expiresInSeconds: 0 }, RangeError, /1 to 604800 seconds, not 0/],
    ['half a second', { expiresInSeconds: 1.5 }, RangeError, /not 1.5/],
    ['more than a week', { expiresInSeconds: 604_801 }, RangeError, /not 604801/],
    ['a parameter of SigV4', { query: { 'X-Amz-Expires': '9' } }, TypeError, /written by the signature/],
    ['one in lower case', { query: { 'x-amz-expires': '9' } }, TypeError, /written by the signature/],
  ])('%s is refused', (_what, change, error, message) => {
    expect(() => createFresh()({ ...UPLOAD, ...change })).toThrow(error);
    expect(() => createFresh()({ ...UPLOAD, ...change })).toThrow(message);
  });

  it('does not stop at a week', () => {
    expect(createFresh()({ ...UPLOAD, expiresInSeconds: 604_800 })).toContain('X-Amz-Expires=604800');
    expect(createFresh()({ ...UPLOAD, expiresInSeconds: 1 })).toContain('X-Amz-Expires=1&');
  });
});
