/**
 * Differential proof of sigv4/ over many random requests, in two halves:
 *
 * 1. each URL is signed by the product and by `@smithy/signature-v4`, AWS's own signer; path, parameters and
 *    signature must be the same;
 * 2. each URL, as AWS's signer wrote it, must be verified by the product, and refused once one of its characters has
 *    been changed at random.
 *
 *     node test/proof/sigv4Differential.ts [--cases 100000] [--seed N]
 *
 * Then the time that refusing takes is sampled for an unknown access key and for a wrong secret, in turns.
 * Prints one line of figures each; exits 1 at the first difference, with the seed that repeats it.
 */
import { createHash, createHmac } from 'node:crypto';
import { parseArgs } from 'node:util';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { parseQuery } from '../../src/sigv4/canonical.ts';
import { createPresigner, type PresignInput } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { parsePresignedQuery, type Secret, verifyPresigned } from '../../src/sigv4/verify.ts';
import { CREDENTIALS, encodeOctets, UPLOAD, uploads } from '../sigv4/cases.ts';

const TIMING_SAMPLES = 20_000;
const REPLACEMENTS = 'abcdefABCDEF0189%&=+/~;?._-';

const { values: options } = parseArgs({
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const cases = Number(options.cases);
const seed = Number(options.seed ?? Date.now() % 2 ** 31);

const signingKeys = createSigningKeys();
const presign = createPresigner({ signingKeys });

/** The hash that AWS's signer asks for, over OpenSSL: its own JavaScript one would take most of the time. */
class NativeSha256 {
  #state;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#state = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#state.update(toBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#state.digest();
  }
  reset(): void {
    throw new Error('AWS signs each request with a hash of its own.');
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

async function signByAws(upload: PresignInput): Promise<HttpRequest> {
  const { protocol, hostname, port, host } = new URL(upload.origin);
  const signer = new SignatureV4({
    service: 's3',
    region: upload.region,
    credentials: { ...upload.credentials, sessionToken: upload.credentials.sessionToken ?? '' },
    sha256: NativeSha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const request = new HttpRequest({
    method: upload.method,
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: encodeOctets(upload.path, '/'),
    headers: { host, ...upload.signedHeaders, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  });
  const signed = await signer.presign(request, {
    signingDate: new Date(upload.now),
    expiresIn: upload.expiresInSeconds,
    unhoistableHeaders: new Set(['x-amz-content-sha256']),
    unsignableHeaders: new Set(['x-amz-content-sha256']),
    signableHeaders: new Set(['content-type', 'host']),
  });
  return HttpRequest.clone(signed as HttpRequest);
}

function verdictOn(
  target: string,
  upload: PresignInput,
  secret: Secret | undefined = upload.credentials,
): string {
  const { host } = new URL(upload.origin);
  try {
    const presigned = parsePresignedQuery(target);
    verifyPresigned({
      presigned,
      method: upload.method,
      rawPath: presigned.rawPath,
      header: (name) => (name === 'host' ? host : upload.signedHeaders[name]),
      signingKeys,
      credentials: (id) => (id === upload.credentials.accessKeyId ? secret : undefined),
      region: upload.region,
      now: upload.now,
      maxExpiresInSeconds: 604_800,
      mustSign: ['content-type', 'host'],
    });
    return 'verified';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

function requireEqual(what: string, ours: unknown, theirs: unknown): void {
  if (ours !== theirs) throw new Error(`${what}: ours ${ours}, theirs ${theirs}`);
}

/** The same octets behind every escape, written alike. */
function withUpperCaseEscapes(target: string): string {
  return target.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}

let refused = 0;
const anyChange = fc.record({ at: fc.nat(), to: fc.constantFrom(...REPLACEMENTS) });
const started = performance.now();
await fc.assert(
  fc.asyncProperty(uploads, anyChange, async (upload, change) => {
    const url = presign(upload);
    const aws = await signByAws(upload);
    const query = parseQuery(url.slice(url.indexOf('?') + 1));
    requireEqual('path', url.slice(url.indexOf('/', 'https://'.length), url.indexOf('?')), aws.path);
    requireEqual('number of parameters', query.length, Object.keys(aws.query).length);
    for (const { name, value } of query) requireEqual(name, value, aws.query[name]);

    const theirs = Object.entries(aws.query).map(([name, value]) => `${name}=${encodeOctets(String(value))}`);
    const target = `${aws.path}?${theirs.join('&')}`;
    requireEqual('verdict', verdictOn(target, upload), 'verified');

    const at = change.at % target.length;
    const bent = `${target.slice(0, at)}${change.to}${target.slice(at + 1)}`;
    if (withUpperCaseEscapes(bent) === target) return;
    if (verdictOn(bent, upload) === 'verified') throw new Error(`accepted at ${at}: ${bent}`);
    refused += 1;
  }),
  { numRuns: cases, seed },
);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`${cases} requests alike, ${refused} bent ones refused, in ${seconds} s (seed ${seed})`);

function sampleRefusal(url: string, secret: Secret | undefined): number {
  const target = url.slice(UPLOAD.origin.length);
  const start = process.hrtime.bigint();
  const verdict = verdictOn(target, UPLOAD, secret);
  const nanoseconds = Number(process.hrtime.bigint() - start);
  requireEqual('verdict', verdict, 'signature_mismatch');
  return nanoseconds / 1000;
}

const wrongSecret = { ...CREDENTIALS, secretAccessKey: 'another' };
const forged = presign({ ...UPLOAD, credentials: { ...CREDENTIALS, secretAccessKey: 'forged' } });
const samples: { readonly unknownKey: number[]; readonly wrongSecret: number[] } = {
  unknownKey: [],
  wrongSecret: [],
};
for (let sample = -2000; sample < TIMING_SAMPLES; sample++) {
  const unknown = sampleRefusal(forged, undefined);
  const wrong = sampleRefusal(forged, wrongSecret);
  if (sample < 0) continue;
  samples.unknownKey.push(unknown);
  samples.wrongSecret.push(wrong);
}
const [unknownKey, wrong] = [samples.unknownKey, samples.wrongSecret].map((values) =>
  values.toSorted((a, b) => a - b),
);
const quantile = (values: readonly number[] | undefined, part: number) =>
  (values?.[Math.floor(TIMING_SAMPLES * part)] ?? Number.NaN).toFixed(2);
console.log(
  `refusal of an unknown key: median ${quantile(unknownKey, 0.5)} µs (quartiles ${quantile(unknownKey, 0.25)}-${quantile(unknownKey, 0.75)}), ` +
    `of a wrong secret: ${quantile(wrong, 0.5)} µs (${quantile(wrong, 0.25)}-${quantile(wrong, 0.75)})`,
);
