import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createPresigner, type PresignInput } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { parsePresignedQuery, type Verified, verifyPresigned } from '../../src/sigv4/verify.ts';
import { CREDENTIALS, SIGNED_AT, UPLOAD, uploads } from './cases.ts';

const signingKeys = createSigningKeys();
const presign = createPresigner({ signingKeys });
const TEMPORARY = { ...CREDENTIALS, accessKeyId: 'ASIAEXAMPLE', sessionToken: 'FwoGZXIvYXdzE/+==' };

/** What reaches the gateway for a signed URL, and what the gateway knows; a test bends single parts of it. */
function receive(input: PresignInput, url = presign(input)) {
  const { host } = new URL(input.origin);
  const target = url.slice(url.indexOf('/', 'https://'.length));
  const headers: Record<string, string> = { ...input.signedHeaders, host };
  return { method: input.method as string, target, headers };
}

const TERMS = {
  signingKeys,
  credentials: (accessKeyId: string) =>
    [CREDENTIALS, TEMPORARY].find((known) => known.accessKeyId === accessKeyId),
  region: UPLOAD.region,
  now: SIGNED_AT,
  maxExpiresInSeconds: 600,
  mustSign: ['content-type', 'host'],
};

function verify(received: ReturnType<typeof receive>, terms: Partial<typeof TERMS> = {}): Verified {
  const presigned = parsePresignedQuery(received.target);
  const header = (name: string) => received.headers[name];
  return verifyPresigned({
    ...TERMS,
    ...terms,
    presigned,
    method: received.method,
    rawPath: presigned.rawPath,
    header,
  });
}

function refusal(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('a request as it was signed', () => {
  it('is verified, with what storage needs to know', () => {
    const received = receive(UPLOAD);
    expect(verify(received)).toEqual({
      method: 'PUT',
      path: received.target.split('?')[0],
      accessKeyId: CREDENTIALS.accessKeyId,
      signedHeaders: ['content-type', 'host'],
      signedAt: SIGNED_AT,
      expiresAt: SIGNED_AT + 601_000,
    });
  });

  it('is verified whatever was signed', () => {
    fc.assert(
      fc.property(uploads, (upload) => {
        const terms = {
          credentials: () => upload.credentials,
          region: upload.region,
          now: upload.now,
          maxExpiresInSeconds: 604_800,
        };
        expect(verify(receive(upload), terms).method).toBe(upload.method);
      }),
      { numRuns: 2000 },
    );
  });

  it('is verified with further parameters and with a session token', () => {
    const query = { 'response-content-disposition': 'attachment; filename="a+b.csv"', 'x-id': 'GetObject' };
    expect(verify(receive({ ...UPLOAD, query, credentials: TEMPORARY })).accessKeyId).toBe('ASIAEXAMPLE');
  });

  it('is verified by the path that was signed, where a proxy took a prefix off', () => {
    const input = { ...UPLOAD, path: `/intake${UPLOAD.path}` };
    const url = presign(input);
    const presigned = parsePresignedQuery(receive(input, url.replace('/intake', '')).target);
    const request = {
      ...TERMS,
      presigned,
      method: 'PUT',
      header: (name: string) => receive(input).headers[name],
    };
    expect(verifyPresigned({ ...request, rawPath: `/intake${presigned.rawPath}` }).path).toMatch(
      /^\/intake\/v1\//,
    );
    expect(refusal(() => verifyPresigned({ ...request, rawPath: presigned.rawPath })).code).toBe(
      'signature_mismatch',
    );
  });

  it('is verified in other spellings of the same octets', () => {
    const received = receive(UPLOAD);
    const respelt = received.target
      .replace('%28', '(')
      .replace('%C3', '%c3')
      .replace('%2Fs3', '/s3')
      .replace('%2B', '+');
    expect(verify({ ...received, target: respelt }).path).toBe(received.target.split('?')[0]);
  });
});

describe('a request that differs in one character', () => {
  const received = receive({ ...UPLOAD, credentials: TEMPORARY, query: { 'x-id': 'PutObject' } });
  const others = [...'aZ05%&=+/~;#?[ .-_', 'é', '\u0000'];

  /** All texts one insertion, deletion or replacement away, at every position. */
  function* neighbours(text: string): Generator<string> {
    for (let at = 0; at <= text.length; at++) {
      const [before, after] = [text.slice(0, at), text.slice(at)];
      for (const other of others) {
        yield before + other + after;
        if (after !== '') yield before + other + after.slice(1);
      }
      if (after !== '') yield before + after.slice(1);
    }
  }

  const withUpperCaseEscapes = (target: string) =>
    target.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());

  it('in its target is refused, whichever character', () => {
    let refused = 0;
    for (const target of neighbours(received.target)) {
      // The digits of an escape mean the same in either case.
      if (withUpperCaseEscapes(target) === received.target) continue;
      const { code } = refusal(() => verify({ ...received, target }));
      expect(['presign_malformed', 'signature_mismatch', 'header_not_signed']).toContain(code);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(30 * received.target.length);
  });

  it.each(['content-type', 'host'])('in the signed header %s is refused', (name) => {
    const value = received.headers[name] ?? '';
    for (const neighbour of neighbours(value)) {
      if (neighbour.trim() === value) continue;
      const headers = { ...received.headers, [name]: neighbour };
      expect(['signature_mismatch', 'presign_malformed']).toContain(
        refusal(() => verify({ ...received, headers })).code,
      );
    }
  });

  it.each(['GET', 'HEAD', 'POST', 'DELETE', 'put', 'PUT '])('in its method, %j, is refused', (method) => {
    expect(refusal(() => verify({ ...received, method })).code).toBe('signature_mismatch');
  });

  it('in the case of a header value is refused, and so is a header that did not come', () => {
    const changed = { ...received.headers, 'content-type': 'Application/vnd.ms-excel' };
    expect(refusal(() => verify({ ...received, headers: changed })).code).toBe('signature_mismatch');
    expect(refusal(() => verify({ ...received, headers: { host: 'files.example.com' } })).code).toBe(
      'signature_mismatch',
    );
  });
});

describe('credentials', () => {
  const refusedFor = (input: PresignInput) => refusal(() => verify(receive(input)));

  it('that nobody has are refused as a wrong secret is, in the same words', () => {
    const unknown = refusedFor({ ...UPLOAD, credentials: { ...CREDENTIALS, accessKeyId: 'AKIAUNKNOWN' } });
    const wrong = refusedFor({ ...UPLOAD, credentials: { ...CREDENTIALS, secretAccessKey: 'wrong' } });
    expect(unknown.code).toBe('signature_mismatch');
    expect(unknown.code).toBe(wrong.code);
    expect(unknown.message).toBe(wrong.message);
    expect(Object.keys(unknown.facts)).toEqual(Object.keys(wrong.facts));
  });

  it('that nobody has are refused even when signed with the secret that stands in for them', () => {
    const used: string[] = [];
    const observed = {
      get: (secret: string, scope: Parameters<typeof signingKeys.get>[1]) => {
        used.push(secret);
        return signingKeys.get(secret, scope);
      },
    };
    const forge = (secretAccessKey: string) =>
      receive({ ...UPLOAD, credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey } });
    refusal(() => verify(forge('any'), { signingKeys: observed }));
    expect(used).toHaveLength(1);
    expect(refusal(() => verify(forge(used[0] ?? ''))).code).toBe('signature_mismatch');
  });

  it.each([
    ['another token', { ...TEMPORARY, sessionToken: 'another' }],
    ['no token', { ...TEMPORARY, sessionToken: undefined }],
    ['a token where the key has none', { ...CREDENTIALS, sessionToken: 'FwoG' }],
  ])('with %s, well signed, are refused', (_what, credentials) => {
    expect(refusedFor({ ...UPLOAD, credentials }).code).toBe('signature_mismatch');
  });
});

describe('what a refusal tells', () => {
  it('is the canonical request with the token masked, and the string to sign', () => {
    const received = receive({ ...UPLOAD, credentials: TEMPORARY });
    const { facts, message } = refusal(() => verify({ ...received, method: 'GET' }));
    expect(String(facts['canonicalRequest']).split('\n')).toEqual([
      'GET',
      received.target.split('?')[0],
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAEXAMPLE%2F20230118%2Fap-south-1%2Fs3%2Faws4_request' +
        '&X-Amz-Date=20230118T153431Z&X-Amz-Expires=600&X-Amz-Security-Token=***&X-Amz-SignedHeaders=content-type%3Bhost',
      'content-type:application/vnd.ms-excel',
      'host:files.example.com',
      '',
      'content-type;host',
      'UNSIGNED-PAYLOAD',
    ]);
    expect(facts['stringToSign']).toMatch(
      /^AWS4-HMAC-SHA256\n20230118T153431Z\n20230118\/ap-south-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(message).toContain('(content-type, host)');
  });

  it('holds neither signature nor token nor secret', () => {
    const received = receive({ ...UPLOAD, credentials: TEMPORARY });
    const error = refusal(() => verify({ ...received, method: 'GET' }));
    const told = JSON.stringify([error.message, error.facts, error.stack]);
    const signature = /X-Amz-Signature=([0-9a-f]+)/.exec(received.target)?.[1] ?? '';
    expect(signature).toHaveLength(64);
    for (const hidden of [signature, 'FwoGZXIvYXdzE', CREDENTIALS.secretAccessKey]) {
      expect(told).not.toContain(hidden);
    }
  });
});

describe('terms', () => {
  it.each([
    [
      'the region of another store',
      { region: 'us-east-1' },
      'presign_malformed',
      /'ap-south-1'.*'us-east-1'/,
    ],
    ['a longer life than allowed', { maxExpiresInSeconds: 599 }, 'presign_malformed', /from 1 to 599/],
    [
      'a header that must be signed',
      { mustSign: ['host', 'content-md5'] },
      'header_not_signed',
      /'content-md5'/,
    ],
  ])('%s', (_what, terms, code, message) => {
    const error = refusal(() => verify(receive(UPLOAD), terms));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('name the header that is not signed', () => {
    const error = refusal(() => verify(receive({ ...UPLOAD, signedHeaders: {} })));
    expect(error.code).toBe('header_not_signed');
    expect(error.facts).toEqual({ header: 'content-type' });
  });

  it('allow the longest life itself', () => {
    expect(verify(receive({ ...UPLOAD, expiresInSeconds: 600 })).expiresAt).toBe(SIGNED_AT + 601_000);
  });
});
