import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { trigger, untilEnded } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { connectS3, type S3Connection } from '../../src/objects/s3Connection.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import type { Ceph } from './ceph.ts';

const REGION = 'us-east-1';
export const CONTENT_TYPE = 'application/vnd.ms-excel';

/** Rows of one table: what was to be proved, and what came out of it. */
export interface Table {
  /** @param prove says what it found; throws where it is not as it must be */
  row(name: string, prove: () => Promise<string>): Promise<void>;
  wrong(): number;
  count(): number;
}

export function openTable(): Table {
  let [wrong, count] = [0, 0];
  return {
    async row(name, prove) {
      count += 1;
      const started = performance.now();
      const found = await prove().then(
        (words) => ({ mark: 'ok   ', words }),
        (error: unknown) => ({
          mark: 'WRONG',
          words: error instanceof Error ? error.message : String(error),
        }),
      );
      if (found.mark !== 'ok   ') wrong += 1;
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
      console.log(`${found.mark} ${seconds} s  ${name}: ${found.words}`);
    },
    wrong: () => wrong,
    count: () => count,
  };
}

export function must(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise);
}

export interface BucketServer extends Installation {
  readonly bucket: string;
}

let buckets = 0;

/** A server process over a bucket of its own: over one with files of another database none starts. */
export async function startServer(ceph: Ceph, env: NodeJS.ProcessEnv): Promise<BucketServer> {
  buckets += 1;
  const bucket = `intake-${buckets}`;
  const { client, close } = await connect(ceph, bucket);
  await client.createBucket({ Bucket: bucket });
  close();
  const server = await startInstallation({
    env: {
      GST_INTAKE_S3_BUCKET: bucket,
      GST_INTAKE_S3_REGION: REGION,
      GST_INTAKE_S3_ENDPOINT: ceph.endpoint,
      GST_INTAKE_S3_FORCE_PATH_STYLE: 'true',
      ...env,
    },
  });
  await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
  return { ...server, bucket };
}

export function connect(ceph: Ceph, bucket: string): Promise<S3Connection> {
  const { endpoint } = ceph;
  return connectS3({ bucket, region: REGION, endpoint, forcePathStyle: true, credentials: ceph });
}

/** What lies in a bucket under keys that begin so. */
export async function keysOf({ client, bucket }: S3Connection, prefix: string): Promise<string[]> {
  const { Contents = [] } = await client.listObjectsV2({ Bucket: bucket, Prefix: prefix });
  return Contents.map(({ Key = '' }) => Key);
}

/** One object, whole. */
export async function bytesOf({ client, bucket }: S3Connection, key: string) {
  const { Body, ETag = '' } = await client.getObject({ Bucket: bucket, Key: key });
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { etag: ETag, sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What stands in a path-style URL after the bucket. */
export function keyAt(url: string): string {
  return new URL(url).pathname.split('/').slice(2).join('/');
}

export function keyOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}): NodeJS.ProcessEnv {
  return {
    GST_INTAKE_S3_ACCESS_KEY_ID: accessKeyId,
    GST_INTAKE_S3_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { GST_INTAKE_S3_SESSION_TOKEN: sessionToken }),
  };
}

export function makeRegister(lines: number, seed: number) {
  const columns = columnsOf('sales', 'all');
  const { facts, rows } = generateRegister({ register: 'sales', lines, seed, plantOneIn: 100 });
  const parts = [headerLine(columns)];
  for (const { cells } of rows()) parts.push(lineOf(cells, columns));
  return { facts, bytes: Buffer.from(parts.join('')) };
}

export function presign(server: Installation): Promise<Sent> {
  return send('GET', `${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=register.csv`, {
    headers: { 'x-cleartax-auth-token': server.token, fileContentType: 'CSV' },
  });
}

export async function urlOf(server: Installation): Promise<string> {
  const { status, body } = await presign(server);
  must(status === 200, `pre-sign answered ${status} ${body}`);
  return (JSON.parse(body) as { preSignedS3Url: string }).preSignedS3Url;
}

export interface Sent {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** One request, to loopback whatever the host is called. */
export function send(
  method: string,
  url: string,
  options: { readonly body?: Buffer | string; readonly headers?: Record<string, string> } = {},
): Promise<Sent> {
  const { hostname, port, host } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const target = url.slice(url.indexOf('/', 'http://'.length));
  const address = hostname.endsWith('.localhost') ? '127.0.0.1' : hostname;
  const sent = request(
    { host: address, port, method, path: target, headers: { host, ...options.headers }, agent: false },
    (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => resolve({ status, body, headers }), reject);
    },
  );
  sent.on('error', reject).end(options.body);
  return promise;
}

export function put(url: string, body: Buffer | string, headers: Record<string, string> = {}): Promise<Sent> {
  return send('PUT', url, { body, headers: { 'content-type': CONTENT_TYPE, ...headers } });
}

/** The trigger's answer where it is a refusal. */
export async function refusalOf(server: Installation, s3FileUrl: string): Promise<string> {
  const { status, body } = await send('POST', `${server.baseUrl}/integration/v1/ingest/file/sales`, {
    headers: { 'x-cleartax-auth-token': server.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      userInputArgs: { templateId: '618a5623836651c01c1498ad' },
      fileInfo: { s3FileUrl, userFileName: 'register.csv' },
    }),
  });
  const { errors } = JSON.parse(body) as { errors: readonly { errorCode: string }[] };
  return `${status} ${errors.map(({ errorCode }) => errorCode).join(',')}`;
}

/** Triggers what lies at `url`, waits, and compares every figure of the answer and the error file with what was planted. */
export async function ingestAndCompare(
  server: Installation,
  url: string,
  facts: ReturnType<typeof makeRegister>['facts'],
): Promise<string> {
  const activityId = await trigger(server, 'sales', url);
  const status = await untilEnded(server, 'sales', activityId);
  must(status.status === 'ACTIVITY_COMPLETED', `ended as ${status.status}`);
  const stats = status.processingStats ?? [];
  const [valid, invalid] = [0, 0].map((_, place) =>
    stats.reduce((sum, each) => sum + (place === 0 ? each.validRows : each.invalidRows), 0),
  );
  must(valid === facts.validRows && invalid === facts.invalidRows, `${valid} and ${invalid} rows`);
  const errorUrl = status.fileError?.errorFileUrl ?? '';
  must(errorUrl.startsWith(`${server.baseUrl}/v1/`), 'the error file is not at our gateway');
  const errorFile = await send('GET', errorUrl);
  must(errorFile.body.split('\r\n').length === facts.invalidRows + 2, 'the error file has other lines');
  return `${valid} valid and ${invalid} invalid rows, as planted; error file from our gateway`;
}
