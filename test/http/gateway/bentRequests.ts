import type { Issued, Sent } from './harness.ts';

/** One way to bend a pre-signed request, and the answer it must get. */
export interface Bend {
  readonly name: string;
  readonly bend: (issued: Issued) => Sent;
  readonly status: number;
  readonly code: string;
}

const PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
] as const;

const MALFORMED = { status: 400, code: 'AuthorizationQueryParametersError' } as const;
const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' } as const;
const INVALID = { status: 400, code: 'InvalidRequest' } as const;

const parameterOf = (target: string, name: string): string =>
  new RegExp(`[?&](${name}=[^&]*)`).exec(target)?.[1] ?? '';

const onTarget =
  (change: (target: string) => string) =>
  ({ target }: Issued): Sent => ({ target: change(target) });

/** Puts `value` in the place of a parameter's own. */
const withValue = (name: string, value: string) =>
  onTarget((target) => target.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${value}`));

const onPath = (change: (path: string) => string) =>
  onTarget((target) => {
    const [path = '', query = ''] = target.split('?');
    return `${change(path)}?${query}`;
  });

const eachParameter: Bend[] = PARAMETERS.flatMap((name) => [
  {
    name: `${name} missing`,
    bend: onTarget((target) =>
      target.replace(parameterOf(target, name), '').replace(/&&|&$|\?&/, (at) => (at[0] === '?' ? '?' : '')),
    ),
    ...MALFORMED,
  },
  {
    name: `${name} doubled`,
    bend: onTarget((target) => `${target}&${parameterOf(target, name)}`),
    ...MALFORMED,
  },
  {
    name: `${name} doubled in lower case`,
    bend: onTarget((target) => `${target}&${parameterOf(target, name).replace(name, name.toLowerCase())}`),
    ...MALFORMED,
  },
  {
    name: `${name} in lower case`,
    bend: onTarget((target) => target.replace(name, name.toLowerCase())),
    ...MALFORMED,
  },
  {
    name: `${name} in upper case`,
    bend: onTarget((target) => target.replace(name, name.toUpperCase())),
    ...MALFORMED,
  },
  {
    name: `${name} with brackets`,
    bend: onTarget((target) => target.replace(name, `${name}[]`)),
    ...MALFORMED,
  },
  {
    name: `${name} escaped`,
    bend: onTarget((target) => target.replace(name, `%58${name.slice(1)}`)),
    ...MALFORMED,
  },
  {
    name: `${name} empty`,
    bend: withValue(name, ''),
    ...(name === 'X-Amz-Signature' ? MISMATCH : MALFORMED),
  },
]);

const EXPIRES: readonly (readonly [string, typeof MALFORMED | typeof MISMATCH])[] = [
  ['0', MALFORMED],
  ['-1', MALFORMED],
  ['601', MALFORMED],
  ['604800', MALFORMED],
  ['604801', MALFORMED],
  ['99999999999999999999', MALFORMED],
  ['6e2', MALFORMED],
  ['600.0', MALFORMED],
  ['0600', MALFORMED],
  ['%2B600', MALFORMED],
  ['%20600', MALFORMED],
  ['NaN', MALFORMED],
  ['0x258', MALFORMED],
  ['%D9%A6%D9%A0%D9%A0', MALFORMED],
  ['599', MISMATCH],
];

const values: Bend[] = [
  ...EXPIRES.map(([value, answer]) => ({
    name: `X-Amz-Expires=${value}`,
    bend: withValue('X-Amz-Expires', value),
    ...answer,
  })),
  ...['AWS4-HMAC-SHA1', 'AWS4-ECDSA-P256-SHA256', 'aws4-hmac-sha256', 'none'].map((value) => ({
    name: `X-Amz-Algorithm=${value}`,
    bend: withValue('X-Amz-Algorithm', value),
    ...MALFORMED,
  })),
  ...[
    '20261123',
    '20261123T102030',
    '20261323T102030Z',
    '20260230T102030Z',
    '2026-11-23T10:20:30Z',
    'now',
  ].map((value) => ({
    name: `X-Amz-Date=${value}`,
    bend: withValue('X-Amz-Date', value),
    ...MALFORMED,
  })),
  { name: 'X-Amz-Date a second later', bend: withValue('X-Amz-Date', '20261123T102031Z'), ...MISMATCH },
  {
    name: 'X-Amz-Date of another day than the credential',
    bend: withValue('X-Amz-Date', '20261124T000000Z'),
    ...MALFORMED,
  },
  ...[
    'GSTINTAKETEST',
    'GSTINTAKETEST%2F20261123%2Fap-south-1%2Fs3',
    'GSTINTAKETEST%2F20261123%2Fap-south-1%2Fs3%2Faws4_request%2Fmore',
    'GSTINTAKETEST%2F20261123%2Fus-east-1%2Fs3%2Faws4_request',
    'GSTINTAKETEST%2F20261123%2Fap-south-1%2Fec2%2Faws4_request',
    'GSTINTAKETEST%2F20261122%2Fap-south-1%2Fs3%2Faws4_request',
    '%2F20261123%2Fap-south-1%2Fs3%2Faws4_request',
  ].map((value) => ({
    name: `X-Amz-Credential=${value}`,
    bend: withValue('X-Amz-Credential', value),
    ...MALFORMED,
  })),
  ...['ANOTHERKEY', '__proto__', 'constructor', 'toString'].map((id) => ({
    name: `the access key ${id}`,
    bend: withValue('X-Amz-Credential', `${id}%2F20261123%2Fap-south-1%2Fs3%2Faws4_request`),
    ...MISMATCH,
  })),
  ...[
    'host%3Bcontent-type',
    'content-type%3Bcontent-type%3Bhost',
    'Content-Type%3BHost',
    'content-type%20host',
  ].map((value) => ({
    name: `X-Amz-SignedHeaders=${value}`,
    bend: withValue('X-Amz-SignedHeaders', value),
    ...MALFORMED,
  })),
  {
    name: 'only host signed',
    bend: withValue('X-Amz-SignedHeaders', 'host'),
    status: 403,
    code: 'AccessDenied',
  },
  {
    name: 'only content-type signed',
    bend: withValue('X-Amz-SignedHeaders', 'content-type'),
    status: 403,
    code: 'AccessDenied',
  },
  {
    name: 'another header signed too',
    bend: withValue('X-Amz-SignedHeaders', 'content-type%3Bhost%3Bx-extra'),
    ...MISMATCH,
  },
  ...[
    '0'.repeat(64),
    '0'.repeat(63),
    '0'.repeat(65),
    'A'.repeat(64),
    'g'.repeat(64),
    'null',
    '%00',
    '0'.repeat(30_000),
  ].map((value) => ({
    name: `X-Amz-Signature=${value.slice(0, 8)}… of ${value.length}`,
    bend: withValue('X-Amz-Signature', value),
    ...MISMATCH,
  })),
  {
    name: 'the signature in upper case',
    bend: onTarget((target) =>
      target.replace(/Signature=(.*)$/, (all) => `Signature=${all.slice(10).toUpperCase()}`),
    ),
    ...MISMATCH,
  },
];

const query: Bend[] = [
  { name: 'no query', bend: onTarget((target) => target.split('?')[0] ?? ''), ...MALFORMED },
  { name: 'an empty query', bend: onTarget((target) => `${target.split('?')[0]}?`), ...MALFORMED },
  { name: 'a parameter more', bend: onTarget((target) => `${target}&acl=`), ...MISMATCH },
  { name: 'a parameter before', bend: onTarget((target) => target.replace('?', '?uploads&')), ...MISMATCH },
  {
    name: 'a security token appended',
    bend: onTarget((target) => `${target}&X-Amz-Security-Token=abc`),
    ...MISMATCH,
  },
  {
    name: 'an empty security token',
    bend: onTarget((target) => `${target}&X-Amz-Security-Token=`),
    ...MALFORMED,
  },
  {
    name: 'a payload hash that is none',
    bend: onTarget((target) => `${target}&X-Amz-Content-Sha256=abc`),
    ...MALFORMED,
  },
  {
    name: 'Signature Version 2',
    bend: onTarget((target) => `${target.split('?')[0]}?AWSAccessKeyId=a&Expires=9999999999&Signature=b`),
    ...MALFORMED,
  },
  { name: 'a bad percent escape', bend: onTarget((target) => `${target}&a=%zz`), ...MALFORMED },
  { name: 'an escape that is no UTF-8', bend: onTarget((target) => `${target}&a=%ff`), ...MALFORMED },
  {
    name: 'semicolons for ampersands',
    bend: onTarget((target) => target.replaceAll('&', ';')),
    ...MALFORMED,
  },
  { name: 'escaped ampersands', bend: onTarget((target) => target.replaceAll('&', '%26')), ...MALFORMED },
  { name: 'a second question mark', bend: onTarget((target) => target.replace('?', '??')), ...MALFORMED },
];

const path: Bend[] = [
  {
    name: 'a slash doubled',
    bend: onPath((path) => path.replace('/OriginalFileName', '//OriginalFileName')),
    ...MISMATCH,
  },
  {
    name: 'a slash escaped',
    bend: onPath((path) => path.replace('/OriginalFileName', '%2FOriginalFileName')),
    ...MISMATCH,
  },
  {
    name: 'a dot segment',
    bend: onPath((path) => path.replace('/OriginalFileName', '/./OriginalFileName')),
    ...MISMATCH,
  },
  {
    name: 'a way up and back',
    bend: onPath((path) => path.replace('/OriginalFileName', '/x/../OriginalFileName')),
    ...MISMATCH,
  },
  { name: 'a way out', bend: onPath((path) => `${path}/../../../../../../../../etc/passwd`), ...MISMATCH },
  { name: 'an escaped way out', bend: onPath((path) => `${path}/%2e%2e/%2e%2e/etc/passwd`), ...MISMATCH },
  {
    name: 'backslashes',
    bend: onPath((path) => path.replace('/OriginalFileName/', '\\OriginalFileName\\')),
    ...MISMATCH,
  },
  { name: 'a NUL', bend: onPath((path) => `${path}%00`), ...MISMATCH },
  { name: 'a bad escape', bend: onPath((path) => `${path}%`), ...MALFORMED },
  { name: 'an overlong escape', bend: onPath((path) => `${path}%c0%ae`), ...MALFORMED },
  { name: 'a slash at the end', bend: onPath((path) => `${path}/`), ...MISMATCH },
  {
    name: 'a key in upper case',
    bend: onPath((path) => path.replace(/[0-9a-f]{32}/g, (id) => id.toUpperCase())),
    ...MISMATCH,
  },
  {
    name: 'the id of another upload',
    bend: onPath((path) => path.replace(/[0-9a-f]{32}/g, '0'.repeat(32))),
    ...MISMATCH,
  },
  { name: 'another bucket', bend: onPath((path) => path.replace('/uploads/', '/others/')), ...MISMATCH },
  {
    name: 'another region',
    bend: onPath((path) => path.replace('/ap-south-1/', '/us-east-1/')),
    ...MISMATCH,
  },
  { name: 'another register', bend: onPath((path) => path.replace('GSTSALES', 'MAXITC')), ...MISMATCH },
  { name: 'the bucket alone', bend: onPath(() => '/v1/ap-south-1/uploads/'), ...MISMATCH },
  { name: 'the root alone', bend: onPath(() => '/v1/'), ...MISMATCH },
  { name: 'two slashes before it', bend: onPath((path) => `/${path}`), ...MISMATCH },
  { name: 'an absolute-form target', bend: onTarget((target) => `http://127.0.0.1${target}`), ...INVALID },
  {
    name: 'an absolute-form target elsewhere',
    bend: onTarget((target) => `http://evil.example${target}`),
    ...INVALID,
  },
];

const METHOD_BENDS: Bend[] = ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'PROPFIND', 'TRACE', 'COPY'].map(
  (method) => ({
    name: `the method ${method}`,
    bend: () => ({ method }),
    status: 405,
    code: 'MethodNotAllowed',
  }),
);

const hosts: Bend[] = [
  ...[
    'evil.example',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    '127.0.0.1.evil.example',

    'a'.repeat(5_000),
  ].map((host) => ({
    name: `the host '${host.slice(0, 30)}'`,
    bend: () => ({ headers: { host } }),
    ...MISMATCH,
  })),
  {
    name: 'X-Forwarded-Host of a stranger beside a wrong host',
    bend: ({ url }) => ({ headers: { host: 'evil.example', 'x-forwarded-host': new URL(url).host } }),
    ...MISMATCH,
  },
  {
    name: 'two Content-Types',
    bend: () => ({ headers: { 'content-type': ['text/csv', 'text/html'] } }),
    ...INVALID,
  },
  { name: 'an Authorization header', bend: () => ({ headers: { authorization: 'Bearer x' } }), ...INVALID },
  {
    name: 'a SigV4 Authorization header',
    bend: () => ({
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request, SignedHeaders=host, Signature=d',
      },
    }),
    ...INVALID,
  },
  {
    name: 'a method override',
    bend: (issued) => ({
      method: 'POST',
      headers: { 'x-http-method-override': 'PUT', 'content-type': issued.contentType },
    }),
    status: 405,
    code: 'MethodNotAllowed',
  },
];

export const BENDS: readonly Bend[] = [
  ...eachParameter,
  ...values,
  ...query,
  ...path,
  ...METHOD_BENDS,
  ...hosts,
];
