/**
 * P1: what signing one URL costs, beside the signers that people use today, all in this process in turns.
 *
 *     node bench/presign.ts [--json]
 *
 * Workload: PUT, a key of 226 characters that changes with every URL, a session token of 900 characters, 600 seconds.
 * Times are CPU time of the process (garbage collection included), the median of 9 rounds; every signer gets its
 * fastest documented use: one client, made once.
 */
import { createHmac, createSecretKey, hash } from 'node:crypto';
import { cpus } from 'node:os';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AwsClient } from 'aws4fetch';
import { S3Client as LeanS3Client } from 'lean-s3';
import { Client as MinioClient } from 'minio';
import { createPresigner } from '../src/sigv4/presign.ts';
import { createSigningKeys } from '../src/sigv4/signingKey.ts';

const ROUNDS = 9;
const ROUND_CPU_MS = 150;

const HOST = 'storage.example.com';
const REGION = 'ap-south-1';
const BUCKET = 'ingestion-staging';
const CONTENT_TYPE = 'application/vnd.ms-excel';
const SIGNED_HEADERS = { 'content-type': CONTENT_TYPE };
const EXPIRES_SECONDS = 600;
const ID = '608996448b37488db5ef8a0db5c4f534';
const KEY_HEAD = `307a6331-df8b-4bdd-a05a-d18812da0340/GSTSALES/2023/JANUARY/${ID}/OriginalFileName/${ID}__`;
const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEPj//wEaCmFwLXNvdXRoLTEi+BDg'.repeat(21).slice(0, 900);
const CREDENTIALS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: SESSION_TOKEN,
};

let count = 1_674_056_071_858;
const nextKey = () => `${KEY_HEAD}${count++}.SalesInvoicesAndCreditOrDebitNotes`;

const presign = createPresigner({ signingKeys: createSigningKeys() });
const sdk = new S3Client({
  region: REGION,
  endpoint: `https://${HOST}`,
  forcePathStyle: true,
  credentials: CREDENTIALS,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const aws4fetch = new AwsClient({ ...CREDENTIALS, service: 's3', region: REGION });
const lean = new LeanS3Client({
  ...CREDENTIALS,
  region: REGION,
  bucket: BUCKET,
  endpoint: `https://${HOST}`,
});
const minio = new MinioClient({
  endPoint: HOST,
  useSSL: true,
  region: REGION,
  accessKey: CREDENTIALS.accessKeyId,
  secretKey: CREDENTIALS.secretAccessKey,
  sessionToken: SESSION_TOKEN,
});

const floorKey = createSecretKey(Buffer.alloc(32, 1));
const floorText = new URL(signOurs()).search;

function signOurs(): string {
  return presign({
    method: 'PUT',
    origin: `https://${HOST}`,
    path: `/${BUCKET}/${nextKey()}`,
    signedHeaders: SIGNED_HEADERS,
    credentials: CREDENTIALS,
    region: REGION,
    now: Date.now(),
    expiresInSeconds: EXPIRES_SECONDS,
  });
}

/** The least that any signer must do: hash a canonical request of this length, then one HMAC of a string to sign. */
function signBare(): string {
  const requestHash = hash('sha256', `PUT\n/${BUCKET}/${nextKey()}\n${floorText}`, 'hex');
  return createHmac('sha256', floorKey)
    .update(`AWS4-HMAC-SHA256\n20230118T153431Z\n20230118/${REGION}/s3/aws4_request\n${requestHash}`)
    .digest('hex');
}

const SIGNERS: Readonly<Record<string, () => string | Promise<unknown>>> = {
  'gst-intake': signOurs,
  'bare crypto.hash + HMAC': signBare,
  'lean-s3': () => lean.presign(nextKey(), { method: 'PUT', expiresIn: EXPIRES_SECONDS }),
  minio: () => minio.presignedUrl('PUT', BUCKET, nextKey(), EXPIRES_SECONDS),
  aws4fetch: () =>
    aws4fetch.sign(`https://${HOST}/${BUCKET}/${nextKey()}?X-Amz-Expires=${EXPIRES_SECONDS}`, {
      method: 'PUT',
      headers: { 'content-type': CONTENT_TYPE },
      aws: { signQuery: true, allHeaders: true },
    }),
  '@aws-sdk/s3-request-presigner': () =>
    getSignedUrl(sdk, new PutObjectCommand({ Bucket: BUCKET, Key: nextKey(), ContentType: CONTENT_TYPE }), {
      expiresIn: EXPIRES_SECONDS,
      signableHeaders: new Set(['content-type', 'host']),
    }),
};

/** CPU µs per URL over about `ROUND_CPU_MS`. */
async function measureRound(sign: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  for (let urls = 1; ; urls++) {
    const url = sign();
    if (url instanceof Promise) await url;
    if (urls % 64 !== 0) continue;
    const { user, system } = process.cpuUsage(start);
    if (user + system >= ROUND_CPU_MS * 1000) return (user + system) / urls;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const rounds = new Map(Object.keys(SIGNERS).map((name) => [name, [] as number[]]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, sign] of Object.entries(SIGNERS)) {
    const microseconds = await measureRound(sign);
    if (round >= 0) rounds.get(name)?.push(microseconds);
  }
}

const medians = [...rounds].map(([name, values]) => ({ signer: name, microseconds: median(values) }));
const ours = medians[0]?.microseconds ?? Number.NaN;
const results = medians.map((result) => ({ ...result, timesOurs: result.microseconds / ours }));
const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ bench: 'P1', ...machine, results }));
} else {
  console.log(`Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores\n`);
  console.log('| signer | CPU µs per URL | times ours |\n|---|---:|---:|');
  for (const { signer, microseconds, timesOurs } of results) {
    console.log(`| ${signer} | ${microseconds.toFixed(1)} | ${timesOurs.toFixed(1)} |`);
  }
}
