import { describe, expect, it } from 'vitest';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { parsePresignedQuery, verifyPresigned } from '../../src/sigv4/verify.ts';
import { CREDENTIALS, UPLOAD } from './cases.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Signs at one time and verifies at another; `forge` bends the URL in between. */
function verifyAt(signedAt: number, now: number, forge = (url: string) => url): 'verified' | string {
  // Two presigners' worth of state: the verifier must not lean on what the signer keeps.
  const url = createPresigner({ signingKeys: createSigningKeys() })({ ...UPLOAD, now: signedAt });
  const presigned = parsePresignedQuery(forge(url).slice(UPLOAD.origin.length));
  const headers: Record<string, string> = { ...UPLOAD.signedHeaders, host: 'files.example.com' };
  try {
    verifyPresigned({
      presigned,
      method: 'PUT',
      rawPath: presigned.rawPath,
      header: (name) => headers[name],
      signingKeys: createSigningKeys(),
      credentials: () => CREDENTIALS,
      region: UPLOAD.region,
      now,
      maxExpiresInSeconds: 600,
      mustSign: ['content-type', 'host'],
    });
    return 'verified';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe.each([
  ['in the middle of a day', Date.UTC(2023, 0, 18, 15, 34, 31)],
  ['in the last second of a day', Date.UTC(2023, 0, 31, 23, 59, 59)],
  ['at midnight', Date.UTC(2023, 1, 1)],
  ['in the last second of a year', Date.UTC(2023, 11, 31, 23, 59, 59)],
])('a URL signed %s', (_when, signedAt) => {
  it.each([
    [-16 * MINUTE_MS, 'url_not_yet_valid'],
    [-15 * MINUTE_MS - 1, 'url_not_yet_valid'],
    [-15 * MINUTE_MS, 'verified'],
    [-1 * MINUTE_MS, 'verified'],
    [0, 'verified'],
    [599 * SECOND_MS, 'verified'],
    [600 * SECOND_MS, 'verified'],
    [600 * SECOND_MS + 999, 'verified'],
    [601 * SECOND_MS, 'url_expired'],
    [602 * SECOND_MS, 'url_expired'],
    [24 * 60 * MINUTE_MS, 'url_expired'],
  ])('is judged %i ms later: %s', (laterMs, outcome) => {
    expect(verifyAt(signedAt, signedAt + laterMs)).toBe(outcome);
  });

  it('lives at least ten minutes from the millisecond it was signed in', () => {
    expect(verifyAt(signedAt + 999, signedAt + 999 + 600 * SECOND_MS)).toBe('verified');
    expect(verifyAt(signedAt + 999, signedAt + 601 * SECOND_MS)).toBe('url_expired');
  });

  it('says nothing about its dates when its signature is forged', () => {
    const forge = (url: string) => url.replace(/X-Amz-Signature=.*/, `X-Amz-Signature=${'0'.repeat(64)}`);
    for (const laterMs of [-16 * MINUTE_MS, 0, 601 * SECOND_MS]) {
      expect(verifyAt(signedAt, signedAt + laterMs, forge)).toBe('signature_mismatch');
    }
  });

  it('cannot be made to live longer', () => {
    const forge = (url: string) => url.replace('X-Amz-Expires=600', 'X-Amz-Expires=599');
    expect(verifyAt(signedAt, signedAt, forge)).toBe('signature_mismatch');
  });
});

it('a refusal by date carries the times', () => {
  const signedAt = Date.UTC(2023, 0, 18, 15, 34, 31);
  const url = createPresigner({ signingKeys: createSigningKeys() })({ ...UPLOAD, now: signedAt });
  const presigned = parsePresignedQuery(url.slice(UPLOAD.origin.length));
  const verifyWhen = (now: number) => () =>
    verifyPresigned({
      presigned,
      method: 'PUT',
      rawPath: presigned.rawPath,
      header: (name) => (name === 'host' ? 'files.example.com' : UPLOAD.signedHeaders[name]),
      signingKeys: createSigningKeys(),
      credentials: () => CREDENTIALS,
      region: UPLOAD.region,
      now,
      maxExpiresInSeconds: 600,
      mustSign: [],
    });
  const late = signedAt + 700 * SECOND_MS;
  expect(verifyWhen(late)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('expired'),
      facts: { expiresInSeconds: 600, expiresAt: signedAt + 601 * SECOND_MS, serverTime: late },
    }),
  );
  const early = signedAt - 16 * MINUTE_MS;
  expect(verifyWhen(early)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('not valid yet'),
      facts: { signedAt, serverTime: early },
    }),
  );
});
