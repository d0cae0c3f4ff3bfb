import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Settings } from '../../src/objects/s3Connection.ts';
import {
  createMemoryBucket,
  type Operation,
  operationOf,
  refusal,
  type S3Answer,
  type S3Request,
} from './memoryBucket.ts';

const BUCKET = 'files';

/** What goes wrong with one request. */
export type Fault =
  /** All goes well: the fault is for a later one. */
  | 'none'
  /** A byte of the body is another one when it arrives. */
  | 'damaged on its way'
  /** An S3 error instead of doing anything. */
  | { readonly answers: number; readonly code: string }
  /** The connection is reset as soon as the request's head has come. */
  | 'reset before the body'
  /** The body was taken, nothing is done with it, and the connection is reset. */
  | 'reset after the body'
  /** All is done as asked, and the connection is reset instead of an answer. */
  | 'lost answer'
  /** No byte of an answer ever comes. */
  | 'silence'
  /** The answer waits until `release` is called. */
  | 'slow first byte'
  /** All is done as asked, and the answer names another ETag. */
  | 'wrong ETag'
  /** All is done as asked, and the answer names none. */
  | 'no ETag'
  /** Nothing is done, and the answer is a 200 whose body is an error; or one that ends with a line break. */
  | '200 with an error inside'
  | '200 with an error and a line break'
  /** The object is kept with its last byte missing, and the answer is as if it were whole. */
  | 'kept short'
  /** Half of the answer's body comes, then the connection is reset. */
  | 'cut body'
  /** Half of the answer's body comes, then nothing. */
  | 'stalled body'
  /** Half of the body comes, and the answer says that this is all. */
  | 'half as if whole'
  /** A range is asked for and the whole comes. */
  | 'range not heard'
  /** No condition is known: what stands in `If-Match` or its like is taken no notice of. */
  | 'condition not heard';

interface FaultyS3Options extends NonNullable<Parameters<typeof createMemoryBucket>[0]> {
  readonly hearsConditions?: boolean;
}

/** A server on loopback that speaks S3 over one bucket in memory and goes wrong where a test says so. */
export async function startFaultyS3({ hearsConditions = true, ...options }: FaultyS3Options = {}) {
  const bucket = createMemoryBucket(options);
  const asked: Operation[] = [];
  const faults = new Map<Operation, Fault[]>();
  const waiting: (() => void)[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (request.url ?? '').split('?');
    const [, , ...rest] = path.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const query = new URLSearchParams(search);
    const { headers, method = '' } = request;
    const operation = operationOf(method, { key, query, isCopy: 'x-amz-copy-source' in headers });
    asked.push(operation);
    const fault = faults.get(operation)?.shift();
    if (fault === 'reset before the body') return reset(request);
    const body = await buffer(request);
    if (fault === 'damaged on its way') body[0] = (body[0] ?? 0) ^ 1;
    if (fault === 'silence') return;
    if (fault === 'reset after the body') return reset(request);
    if (fault === 'slow first byte') await new Promise<void>((resolve) => waiting.push(resolve));
    const answer = answerTo({ operation, key, query, headers, body }, fault);
    if (fault === 'lost answer') return reset(request);
    send(response, answer, { fault, isHead: method === 'HEAD' });
  }

  function answerTo(request: S3Request, fault: Fault | undefined): S3Answer {
    if (typeof fault === 'object') return refusal(fault.answers, fault.code);
    if (fault === '200 with an error inside') return { ...refusal(500, 'InternalError'), status: 200 };
    if (fault === '200 with an error and a line break') {
      const { headers, body } = refusal(500, 'InternalError');
      return { status: 200, ...(headers && { headers }), body: `${body}\n` };
    }
    const answer = bucket.answer({
      ...request,
      headers: heard(request.headers, hearsConditions ? fault : 'condition not heard'),
    });
    if (fault === 'kept short') {
      const kept = bucket.objects.get(request.key);
      if (kept !== undefined) bucket.objects.set(request.key, { ...kept, bytes: kept.bytes.subarray(1) });
    }
    return answer;
  }

  const server = createServer((request, response) => {
    // A client that went away in the middle of its body is no fault of the server's.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const settings: S3Settings = {
    bucket: BUCKET,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'FAULTYS3', secretAccessKey: 'any secret will do' },
  };
  return {
    settings,
    /** What is visible, by key. */
    objects: bucket.objects,
    /** Multipart uploads neither completed nor ended, by id. */
    uploads: bucket.uploads,
    /** Every request since the last `forget`. */
    asked: asked as readonly Operation[],
    /** The next requests of this operation go wrong in this order; after them all is well again. */
    inject(operation: Operation, ...next: readonly Fault[]) {
      faults.set(operation, [...(faults.get(operation) ?? []), ...next]);
    },
    /** Lets go of answers that wait. */
    release() {
      for (const go of waiting.splice(0)) go();
    },
    /** From now on all is well. */
    heal() {
      faults.clear();
    },
    forgetAsked() {
      asked.length = 0;
    },
    forget() {
      asked.length = 0;
      faults.clear();
      bucket.objects.clear();
      bucket.uploads.clear();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type FaultyS3 = Awaited<ReturnType<typeof startFaultyS3>>;

function heard(headers: S3Request['headers'], fault: Fault | undefined): S3Request['headers'] {
  if (fault === 'range not heard') return {};
  if (fault !== 'condition not heard') return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.endsWith('if-match')));
}

function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

function send(
  response: ServerResponse,
  { status, headers = {}, body = '' }: S3Answer,
  { fault, isHead }: { readonly fault: Fault | undefined; readonly isHead: boolean },
): void {
  const bytes = fault === 'wrong ETag' || fault === 'no ETag' ? otherEtag(body, fault) : Buffer.from(body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const { etag, ...others } = headers;
  const shownEtag = fault === 'wrong ETag' ? `"${'0'.repeat(32)}"` : fault === 'no ETag' ? undefined : etag;
  const isCut = fault === 'cut body' || fault === 'stalled body';
  const shown = fault === 'half as if whole' ? half : bytes;
  response.writeHead(status, {
    'content-length': String(shown.length),
    ...others,
    ...(fault === 'half as if whole' ? { 'content-length': String(half.length) } : {}),
    ...(shownEtag === undefined ? {} : { etag: shownEtag }),
  });
  if (isHead) response.end();
  else if (isCut) {
    response.write(half, () => {
      if (fault === 'cut body') response.socket?.resetAndDestroy();
    });
  } else response.end(shown);
}

/** Of answers that name it in their body. */
function otherEtag(body: Buffer | string, fault: 'wrong ETag' | 'no ETag'): Buffer {
  const other = fault === 'wrong ETag' ? `<ETag>"${'0'.repeat(32)}$1"</ETag>` : '';
  return Buffer.from(String(body).replace(/<ETag>"[0-9a-f]{32}(-\d+)?"<\/ETag>/, other));
}
