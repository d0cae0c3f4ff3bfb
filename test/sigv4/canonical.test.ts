import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import {
  canonicalHeaders,
  canonicalPath,
  canonicalQuery,
  encodePath,
  formatAmzDate,
  formatCanonicalRequest,
  parseAmzDate,
  parseQuery,
  percentDecode,
  stringToSign,
  uriEncode,
} from '../../src/sigv4/canonical.ts';
import { encodeOctets, objectKeys, times } from './cases.ts';

const everyAscii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));

describe('encoding', () => {
  it('leaves the unreserved characters bare and writes every other octet as upper-case hex', () => {
    expect(uriEncode(everyAscii)).toBe(encodeOctets(everyAscii));
    expect(uriEncode('-._~')).toBe('-._~');
    expect(uriEncode("a+b c/!*'()é🧾")).toBe('a%2Bb%20c%2F%21%2A%27%28%29%C3%A9%F0%9F%A7%BE');
  });

  it('keeps the slashes of a path and normalises nothing', () => {
    expect(encodePath('/a//b/./../c d/%2F')).toBe('/a//b/./../c%20d/%252F');
  });

  it('encodes keys of any script octet by octet', () => {
    fc.assert(
      fc.property(objectKeys, (key) => {
        expect(encodePath(`/${key}`)).toBe(encodeOctets(`/${key}`, '/'));
      }),
    );
  });
});

describe('the canonical path of a path as sent', () => {
  it('is the path itself when it was encoded by the rule', () => {
    fc.assert(
      fc.property(objectKeys, (key) => {
        const path = encodePath(`/${key}`);
        expect(canonicalPath(path)).toBe(path);
      }),
    );
  });

  it.each([
    ['/a%7eb', '/a~b'],
    ['/%c3%a9', '/%C3%A9'],
    ['/a+b(1)', '/a%2Bb%281%29'],
    ['/a%2fb', '/a%2Fb'],
    ['/a//b/./../c/', '/a//b/./../c/'],
    ['/%2e%2e/c', '/../c'],
    ['/a%252Fb', '/a%252Fb'],
    ['/', '/'],
    ['', ''],
  ])('%s becomes %s', (raw, canonical) => {
    expect(canonicalPath(raw)).toBe(canonical);
  });

  it.each(['/%', '/%4', '/%zz', '/%ff', '/%c3', '/%ed%a0%80', '/%c0%af', '/\ud800'])(
    '%j is refused',
    (raw) => {
      expect(() => canonicalPath(raw)).toThrow(AppError);
      expect(() => canonicalPath(raw)).toThrow(expect.objectContaining({ code: 'presign_malformed' }));
    },
  );
});

describe('the canonical query', () => {
  it.each([
    ['a literal plus is %2B', 'a=1+2', 'a=1%2B2'],
    ['a blank is %20', 'a=1%202', 'a=1%202'],
    ['upper case sorts before lower', 'x-id=1&X-Amz-Date=2', 'X-Amz-Date=2&x-id=1'],
    ['names sort before values', 'a-b=1&a=2', 'a=2&a-b=1'],
    ['one name sorts by value', 'a=2&a=1&a=', 'a=&a=1&a=2'],
    ['one name sorts by value, whatever came first', 'a=1&a=3&a=2', 'a=1&a=2&a=3'],
    ['a longer value sorts after its beginning', 'a=10&a=1', 'a=1&a=10'],
    ['encoded forms are compared', 'é=1&z=2', '%C3%A9=1&z=2'],
    ['a name without a value has an empty one', 'acl', 'acl='],
    ['an equals sign in a value is data', 'a=b=c', 'a=b%3Dc'],
    ['an empty piece is a parameter without a name', 'a=1&&b=2', '=&a=1&b=2'],
    ['the signature is left out', 'a=1&X-Amz-Signature=ff&b=2', 'a=1&b=2'],
    ['only the very signature is left out', 'x-amz-signature=ff', 'x-amz-signature=ff'],
    ['nothing is nothing', '', ''],
  ])('%s', (_rule, raw, canonical) => {
    expect(canonicalQuery(parseQuery(raw))).toBe(canonical);
  });

  it('refuses broken escapes in a name and in a value', () => {
    expect(() => parseQuery('%=1')).toThrow(expect.objectContaining({ code: 'presign_malformed' }));
    expect(() => parseQuery('a=%f')).toThrow(expect.objectContaining({ code: 'presign_malformed' }));
    expect(() => percentDecode('%zz')).toThrow(/exactly as it was issued/);
  });
});

describe('canonical headers', () => {
  it('are in lower case, sorted, trimmed, with inner runs of blanks made one', () => {
    const canonical = canonicalHeaders([
      { name: 'Host', value: 'h:9000' },
      { name: 'X-B', value: ' \t"a   b\t\tc"  ' },
      { name: 'Content-Type', value: 'text/csv' },
    ]);
    expect(canonical).toEqual({
      headers: 'content-type:text/csv\nhost:h:9000\nx-b:"a b c"\n',
      signedHeaders: 'content-type;host;x-b',
    });
  });

  it('keep blanks that are not space or tab', () => {
    expect(canonicalHeaders([{ name: 'a', value: '\u00a0x\u00a0\u00a0y' }]).headers).toBe(
      'a:\u00a0x\u00a0\u00a0y\n',
    );
  });

  it.each(['a\nhost:evil', 'a\rb', 'a\0b'])('refuse the line break in %j', (value) => {
    const building = () => canonicalHeaders([{ name: 'a', value }]);
    expect(building).toThrow(expect.objectContaining({ code: 'presign_malformed' }));
    expect(building).toThrow(/line break/);
  });
});

it("AWS's published canonical request hashes to its published string to sign", () => {
  const canonicalRequest = formatCanonicalRequest({
    method: 'GET',
    path: '/test.txt',
    query:
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    headers: 'host:examplebucket.s3.amazonaws.com\n',
    signedHeaders: 'host',
  });
  expect(stringToSign('20130524T000000Z', '20130524/us-east-1/s3/aws4_request', canonicalRequest)).toBe(
    'AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n' +
      '3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04',
  );
});

describe('X-Amz-Date', () => {
  it('comes back as the whole second it was written in', () => {
    fc.assert(
      fc.property(times, (at) => {
        expect(parseAmzDate(formatAmzDate(at))).toBe(Math.floor(at / 1000) * 1000);
      }),
    );
  });

  it.each([
    [Date.UTC(2022, 11, 31, 23, 59, 59, 999), '20221231T235959Z'],
    [Date.UTC(2023, 0, 1), '20230101T000000Z'],
    [Date.UTC(2024, 1, 29, 1, 2, 3), '20240229T010203Z'],
  ])('%i is %s', (at, text) => {
    expect(formatAmzDate(at)).toBe(text);
  });

  it.each([
    '20230230T000000Z',
    '20230229T000000Z',
    '20231301T000000Z',
    '20230001T000000Z',
    '20230100T000000Z',
    '20230118T240000Z',
    '20230118T236000Z',
    '20230118T235960Z',
    '00500101T000000Z',
    '20230118T153431',
    '20230118T153431z',
    '20230118t153431Z',
    '20230118 153431Z',
    ' 20230118T153431Z',
    '20230118T153431Z ',
    '20230118T153431Z\n',
    '2023-01-18T15:34:31Z',
    '20230118T15343Z',
    '+2023118T153431Z',
    '２０２３0118T153431Z',
    'NaN',
    '',
  ])('%j is no date', (text) => {
    expect(parseAmzDate(text)).toBeUndefined();
  });

  it('cannot be written for what is no time', () => {
    expect(() => formatAmzDate(Number.NaN)).toThrow(RangeError);
  });
});
