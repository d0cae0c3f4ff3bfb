import { describe, expect, it } from 'vitest';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { parsePresignedQuery } from '../../src/sigv4/verify.ts';
import { CREDENTIALS, SIGNED_AT, UPLOAD } from './cases.ts';

const presign = createPresigner({ signingKeys: createSigningKeys() });
const credentials = { ...CREDENTIALS, sessionToken: 'FwoG/+==' };
const target = presign({ ...UPLOAD, credentials, query: { 'x-id': 'PutObject' } }).slice(
  UPLOAD.origin.length,
);

describe('a pre-signed query', () => {
  it('is parsed into its parts', () => {
    expect(parsePresignedQuery(target)).toEqual({
      rawPath: target.slice(0, target.indexOf('?')),
      accessKeyId: CREDENTIALS.accessKeyId,
      scope: { date: '20230118', region: 'ap-south-1', service: 's3' },
      amzDate: '20230118T153431Z',
      signedAt: SIGNED_AT,
      expiresInSeconds: 600,
      signedHeaders: ['content-type', 'host'],
      signature: target.match(/X-Amz-Signature=([0-9a-f]{64})/)?.[1],
      securityToken: 'FwoG/+==',
      canonicalQuery: target.slice(target.indexOf('?') + 1).replace(/&X-Amz-Signature=.*/, ''),
      otherParameters: [{ name: 'x-id', value: 'PutObject' }],
    });
  });

  it("takes the payload hash that AWS's SDK adds, and parameters that it moves from headers", () => {
    const added = '&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&x-amz-checksum-crc32=AAAAAA%3D%3D';
    expect(parsePresignedQuery(target + added).canonicalQuery).toContain('x-amz-checksum-crc32=AAAAAA%3D%3D');
  });
});

it('leaves names alone that only contain one of SigV4', () => {
  const other = 'a[x-amz-date]=1&a[x-amz-date]=2';
  expect(parsePresignedQuery(`${target}&${other}`).otherParameters).toEqual([
    { name: 'x-id', value: 'PutObject' },
    { name: 'a[x-amz-date]', value: '1' },
    { name: 'a[x-amz-date]', value: '2' },
  ]);
});

const REQUIRED = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'];
const ALL = [...REQUIRED, 'Security-Token'];

/** The target with the value of one parameter replaced. */
function withValue(name: string, value: string): string {
  const replaced = target.replace(new RegExp(`(X-Amz-${name}=)[^&]*`), `$1${value}`);
  expect(replaced).not.toBe(target);
  return replaced;
}

function renamed(name: string, newName: string): string {
  const replaced = target.replace(`X-Amz-${name}=`, `${newName}=`);
  expect(replaced).not.toBe(target);
  return replaced;
}

const MALFORMED: readonly (readonly [what: string, target: string, message: RegExp])[] = [
  ['no query', target.slice(0, target.indexOf('?')), /X-Amz-Algorithm is missing/],
  ['an empty query', target.slice(0, target.indexOf('?') + 1), /X-Amz-Algorithm is missing/],
  ...REQUIRED.map(
    (name) =>
      [
        `${name} missing`,
        target.replace(new RegExp(`X-Amz-${name}=[^&]*&?`), ''),
        new RegExp(`X-Amz-${name} is missing`),
      ] as const,
  ),
  ...ALL.flatMap((name) => {
    const piece = new RegExp(`X-Amz-${name}=[^&]*`).exec(target)?.[0] ?? '';
    const twice = new RegExp(`X-Amz-${name} is given more than once`);
    return [
      [`${name} twice, alike`, `${target}&${piece}`, twice],
      [`${name} twice, the other first`, target.replace('?', `?X-Amz-${name}=x&`), twice],
      [`${name} beside itself in lower case`, `${target}&${piece.toLowerCase()}`, /misspelt/],
      [`${name} in lower case`, renamed(name, `x-amz-${name.toLowerCase()}`), /misspelt/],
      [`${name} in upper case`, renamed(name, `X-AMZ-${name.toUpperCase()}`), /misspelt/],
      [`${name} as an array`, renamed(name, `X-Amz-${name}[]`), /misspelt/],
      [`${name} as an array beside itself`, `${target}&X-Amz-${name}%5B0%5D=x`, /misspelt/],
      [`${name} behind an escape`, renamed(name, `%58-Amz-${name}`), /misspelt/],
      [`${name} behind an escape beside itself`, `${target}&X-Amz%2D${name}=x`, /misspelt/],
    ] as const;
  }),
  ['any other X-Amz- twice', `${target}&x-amz-acl=private&X-Amz-Acl=public-read`, /given more than once/],
  ['a Kelvin sign for a k', `${target}&X-Amz-Security-To%E2%84%AAen=x`, /misspelt/],
  ['a broken escape', `${target}&a=%zz`, /percent escape/],
  ['an empty token', withValue('Security-Token', ''), /X-Amz-Security-Token is empty/],
  [
    'SigV2',
    '/uploads/a?AWSAccessKeyId=AKIA&Signature=vjby%3D&Expires=1674056671',
    /Signature Version 2 is not/,
  ],
  ['SigV2 beside SigV4', `${target}&AWSAccessKeyId=AKIA&Signature=x&Expires=1`, /Signature Version 2 is not/],
  ['SigV4A', withValue('Algorithm', 'AWS4-ECDSA-P256-SHA256'), /Signature Version 4A is not supported/],
  ['another algorithm', withValue('Algorithm', 'AWS4-HMAC-SHA1'), /must be AWS4-HMAC-SHA256/],
  ['the algorithm in lower case', withValue('Algorithm', 'aws4-hmac-sha256'), /must be AWS4-HMAC-SHA256/],
  ['a payload hash', `${target}&X-Amz-Content-Sha256=${'a'.repeat(64)}`, /must be UNSIGNED-PAYLOAD/],
  ['a streaming payload', `${target}&X-Amz-Content-Sha256=STREAMING-UNSIGNED-PAYLOAD-TRAILER`, /UNSIGNED/],
  ...[
    '',
    '0',
    '00',
    '-1',
    '+600',
    '0600',
    '6e2',
    '600.0',
    '0x258',
    '%20600',
    '600%20',
    'NaN',
    'Infinity',
    '٦٠٠',
  ].map(
    (value) =>
      [`Expires ${value}`, withValue('Expires', value), /X-Amz-Expires must be a whole number/] as const,
  ),
  ...[
    '',
    '20230118',
    '20230230T000000Z',
    '2023-01-18T15:34:31Z',
    '20230118T153431',
    '%2020230118T153431Z',
  ].map((value) => [`Date ${value}`, withValue('Date', value), /X-Amz-Date must be a date/] as const),
  ['a date on another day', withValue('Date', '20230117T153431Z'), /different days/],
  ...[
    ['', /X-Amz-Credential must be/],
    ['AKIA', /X-Amz-Credential must be/],
    ['%2F20230118%2Fap-south-1%2Fs3%2Faws4_request', /X-Amz-Credential must be/],
    ['AKIA%2F%2Fap-south-1%2Fs3%2Faws4_request', /X-Amz-Credential must be/],
    ['AKIA%2F20230118%2F%2Fs3%2Faws4_request', /X-Amz-Credential must be/],
    ['AKIA%2F20230118%2Fap-south-1%2Fs3', /X-Amz-Credential must be/],
    ['AKIA%2F20230118%2Fap-south-1%2Fs3%2Faws5_request', /X-Amz-Credential must be/],
    ['AKIA%2F20230118%2Fap-south-1%2Fs3%2Faws4_request%2F', /X-Amz-Credential must be/],
    ['AK%2FIA%2F20230118%2Fap-south-1%2Fs3%2Faws4_request', /X-Amz-Credential must be|service/],
    ['AKIA%2F20230118%2Fap-south-1%2Fsts%2Faws4_request', /service/],
    ['AKIA%2F20230119%2Fap-south-1%2Fs3%2Faws4_request', /different days/],
  ].map(
    ([value, message]) =>
      [`Credential ${value}`, withValue('Credential', String(value)), message as RegExp] as const,
  ),
  ...[
    '',
    ';',
    'host;',
    ';host',
    'host%3Bcontent-type',
    'host%3Bhost',
    'Content-Type%3Bhost',
    'a%20b',
    'a%0Ab',
    'a:b',
  ].map(
    (value) =>
      [`SignedHeaders ${value}`, withValue('SignedHeaders', value), /lower-case header names/] as const,
  ),
];

describe('a malformed query is refused in words', () => {
  it.each(MALFORMED)('%s', (_what, bent, message) => {
    const parsing = () => parsePresignedQuery(bent);
    expect(parsing).toThrow(expect.objectContaining({ name: 'AppError', code: 'presign_malformed' }));
    expect(parsing).toThrow(message);
  });
});

describe('a signature that is none is a wrong signature', () => {
  it.each([
    ['empty', ''],
    ['of 63 digits', 'a'.repeat(63)],
    ['of 65 digits', 'a'.repeat(65)],
    ['of 64 KB', 'a'.repeat(65_536)],
    ['in upper case', 'A'.repeat(64)],
    ['not hex', 'g'.repeat(64)],
    ['padded', `${'a'.repeat(64)}%20`],
    ['ended by a line break', `${'a'.repeat(64)}%0A`],
  ])('%s', (_what, signature) => {
    expect(() => parsePresignedQuery(withValue('Signature', signature))).toThrow(
      expect.objectContaining({ name: 'AppError', code: 'signature_mismatch' }),
    );
  });
});
