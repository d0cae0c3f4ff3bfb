import fc from 'fast-check';
import type { PresignInput } from '../../src/sigv4/presign.ts';

export const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET_ACCESS_KEY };
export const SIGNED_AT = Date.UTC(2023, 0, 18, 15, 34, 31);

/** A URL such as this product issues, ten minutes long. */
export const UPLOAD: PresignInput = {
  method: 'PUT',
  origin: 'https://files.example.com',
  path: '/v1/ap-south-1/uploads/307a6331-df8b-4bdd-a05a-d18812da0340/GSTSALES/2023/JANUARY/a b(1)+é.csv',
  signedHeaders: { 'content-type': 'application/vnd.ms-excel' },
  credentials: CREDENTIALS,
  region: 'ap-south-1',
  now: SIGNED_AT,
  expiresInSeconds: 600,
};

/** Percent-encodes octet by octet, as the specification words it: on purpose not the way the product does it. */
export function encodeOctets(text: string, kept = ''): string {
  return Array.from(Buffer.from(text), (octet) => {
    const character = String.fromCharCode(octet);
    const bare = /[A-Za-z0-9\-._~]/.test(character) || kept.includes(character);
    return bare ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Object keys in any script, with the characters that encoders get wrong. */
export const objectKeys = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
      fc.constantFrom(
        ...'/ + %2F % %25 !\'()* ~ .. . // ? # & = ; : @ $ , [ ] " < > \\ ^ ` { | }'.split(' '),
        ' ',
      ),
      fc.constantFrom(
        'बिक्री रजिस्टर',
        'விற்பனை',
        '売上',
        'продажи',
        'مبيعات',
        'e\u0301',
        '🧾👩‍💼',
        '\u0000',
        '\u007f',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const MIDNIGHTS = [Date.UTC(2023, 0, 1), Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1), Date.UTC(2026, 10, 23)];

/** Epoch ms of any year that SigV4 can write, half of them within two seconds of midnight UTC. */
export const times = fc.oneof(
  fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) }),
  fc
    .tuple(fc.constantFrom(...MIDNIGHTS), fc.integer({ min: -2000, max: 2000 }))
    .map(([midnight, ms]) => midnight + ms),
);

export const origins = fc.constantFrom(
  'https://files.example.com',
  'https://files.example.com:443',
  'http://files.example.com:80',
  'https://files.example.com:8443',
  'http://127.0.0.1:9000',
  'http://localhost:443',
);

export const contentTypes = fc.constantFrom(
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'text/csv; charset=utf-8',
  '  text/csv \t;  charset="a  b" ',
);

export const credentials = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: fc.string({ minLength: 1, maxLength: 60 }),
  sessionToken: fc.option(fc.base64String({ minLength: 4, maxLength: 1200 }), { nil: undefined }),
});

/** Any request that may be signed; its path is `/uploads/` and a key. */
export const uploads: fc.Arbitrary<PresignInput & { readonly key: string }> = fc
  .record({
    key: objectKeys,
    method: fc.constantFrom('PUT', 'GET', 'HEAD'),
    origin: origins,
    contentType: contentTypes,
    credentials,
    region: fc.constantFrom('us-east-1', 'ap-south-1', 'eu-central-1'),
    now: times,
    expiresInSeconds: fc.integer({ min: 1, max: 604_800 }),
  })
  .map(({ contentType, ...upload }) => ({
    ...upload,
    path: `/uploads/${upload.key}`,
    signedHeaders: { 'content-type': contentType },
  }));
