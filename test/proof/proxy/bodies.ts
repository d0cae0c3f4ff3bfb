import { once } from 'node:events';
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { trigger, untilEnded, upload } from '../../../bench/clearCalls.ts';
import { createPresigner } from '../../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../../src/sigv4/signingKey.ts';
import { type Answer, call, presign, putFile, statusOf, uploadIdOf } from '../calls.ts';
import { startHeldUpload } from '../heldUpload.ts';
import { listFiles, readUploads, sha256Of } from '../ledger.ts';
import type { Proof } from '../prove.ts';
import type { Ground } from './ground.ts';

const LARGE_BYTES = 100_000_000;
const FIRST_BYTES = 2_000_000;
const SEEN_WITHIN_MS = 10_000;
const REFUSED_REGISTER =
  'Document Type,Document Number,Document Date,Supplier GSTIN,Item Taxable Amount\nInvoice,A-1,,27AAPFU0939F1ZV,100\n';

/** Bodies in and out: not collected, of unknown length, waited for, in pieces. */
export async function bodiesPass(ground: Ground, proof: Proof): Promise<string> {
  const seen = await largeBody(ground, proof);
  const parts = Array.from({ length: 40 }, () => proof.random.bytes(1 + proof.random.integer(50_000)));
  const { url } = await presign(ground);
  const chunked = statusOf(await putFile(url, parts));
  if (chunked !== 200) proof.violation(`a chunked PUT was answered ${chunked}`);
  assertStored(ground, proof, { url, sha256: sha256Of(parts) });

  const held = await startHeldUpload(ground, 1);
  held.finish();
  const waited = await held.ended;
  if (waited !== 200) proof.violation(`a PUT that waited for 100 Continue was answered ${waited}`);
  await download(ground, proof);
  return `100 MB (first ${FIRST_BYTES / 1e6} MB on the server's disk ${seen} before the rest was sent), chunks, 100 Continue, HEAD, ranges`;
}

async function largeBody(ground: Ground, proof: Proof): Promise<string> {
  const { url } = await presign(ground);
  const bytes = proof.random.bytes(LARGE_BYTES);
  const put = request(url, {
    method: 'PUT',
    agent: false,
    headers: { 'content-type': 'application/vnd.ms-excel', 'content-length': LARGE_BYTES },
  });
  const answered = once(put, 'response');
  const started = performance.now();
  put.write(bytes.subarray(0, FIRST_BYTES));
  let stored = 0;
  while (stored < FIRST_BYTES / 2 && performance.now() - started < SEEN_WITHIN_MS) {
    await pause(10);
    stored = storedBytes(ground, uploadIdOf(url));
  }
  const seen = `${Math.round(performance.now() - started)} ms`;
  if (stored < FIRST_BYTES / 2) proof.violation(`the proxy keeps bodies back: ${stored} bytes have arrived`);
  put.end(bytes.subarray(FIRST_BYTES));
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 200) proof.violation(`100 MB were answered ${response.statusCode}`);
  assertStored(ground, proof, { url, sha256: sha256Of(bytes) });
  return seen;
}

/** What has arrived of an upload, whole or not. */
function storedBytes({ dataDir }: Ground, uploadId: string): number {
  return listFiles(dataDir)
    .filter((name) => name.startsWith(`${uploadId}/`))
    .reduce((sum, name) => sum + statSync(join(dataDir, 'objects', uploadId.slice(0, 2), name)).size, 0);
}

function assertStored(
  { dataDir }: Ground,
  proof: Proof,
  { url, sha256 }: { readonly url: string; readonly sha256: string },
): void {
  const row = readUploads(dataDir).get(uploadIdOf(url));
  if (row?.sha256 !== sha256) proof.violation(`an upload of ${row?.bytes} bytes is not what was sent`);
}

/** The error file of a refused register, by GET, HEAD and in pieces. */
async function download(ground: Ground, proof: Proof): Promise<void> {
  const sent = await upload(ground, 'sales', Buffer.from(REFUSED_REGISTER));
  const activityId = await trigger(ground, 'sales', sent);
  const { fileError } = await untilEnded(ground, 'sales', activityId);
  const url = fileError?.errorFileUrl ?? '';
  ground.keepSecret(new URL(url).searchParams.get('X-Amz-Signature') ?? '');
  const [whole, head, piece] = (await Promise.all([
    call(url),
    call(signedForHead(ground, url), { method: 'HEAD' }),
    call(url, { headers: { range: 'bytes=5-14' } }),
  ])) as [Answer, Answer, Answer];
  const length = Buffer.byteLength(whole.body);
  if (whole.status !== 200 || !whole.body.includes('A-1'))
    proof.violation(`GET was answered ${whole.status}`);
  if (head.status !== 200 || head.headers['content-length'] !== String(length))
    proof.violation(`HEAD was answered ${head.status}, ${head.headers['content-length']} of ${length} bytes`);
  const middle = Buffer.from(whole.body).subarray(5, 15).toString();
  if (piece.status !== 206 || piece.body !== middle)
    proof.violation(`a range was answered ${piece.status} with ${JSON.stringify(piece.body)}`);
}

/** A signature holds for one method: this is the same download's, for HEAD. */
function signedForHead({ baseUrl, key }: Ground, url: string): string {
  const { pathname, searchParams } = new URL(url);
  const disposition = searchParams.get('response-content-disposition');
  return createPresigner({ signingKeys: createSigningKeys() })({
    method: 'HEAD',
    origin: baseUrl,
    path: decodeURIComponent(pathname),
    signedHeaders: {},
    query: disposition === null ? {} : { 'response-content-disposition': disposition },
    credentials: key,
    region: 'ap-south-1',
    now: Date.now(),
    expiresInSeconds: 600,
  });
}
