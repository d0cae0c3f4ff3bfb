import { Readable } from 'node:stream';
import type { S3Connection } from './s3Connection.ts';
import { isAbsent, s3Failure, s3Outage } from './s3Errors.ts';

const READ_CHUNK_BYTES = 256 * 1024;
/** How often a body that broke off is taken up again where it ended, without a byte in between. */
const TAKEN_UP = 3;

export interface S3Reading {
  readonly bytes: number;
  /** Ends after exactly so many bytes, or with AppError unavailable. */
  readonly stream: Readable;
}

interface Body {
  readonly stream: Readable;
  readonly bytes: number;
  readonly etag: string | undefined;
}

/**
 * Reads one object, or the inclusive range of it; undefined when there is none. A body that breaks off is taken up again
 * where it ended: that may be the network's doing, or the fault of a reader who was slow, for a connection that
 * nothing moves over is ended.
 * @throws AppError unavailable
 */
export async function readS3Object(
  connection: S3Connection,
  key: string,
  range?: { readonly start: number; readonly end: number },
): Promise<S3Reading | undefined> {
  const cut = new AbortController();
  const get = (from: Span | undefined, etag?: string) => getBody(connection, { key, from, etag, cut });
  const first = await get(range);
  if (first === undefined) return undefined;
  const start = range?.start ?? 0;

  async function* chunks(body: Body): AsyncGenerator<Uint8Array> {
    let current = body;
    let taken = 0;
    let failures = 0;
    try {
      let incoming = iterate(current);
      while (taken < body.bytes) {
        const chunk = await nextOf(incoming);
        if (chunk instanceof Uint8Array) {
          taken += chunk.byteLength;
          failures = 0;
          if (taken > body.bytes) throw s3Outage('hand out', 'S3 GetObject: more bytes came than announced');
          yield chunk;
          continue;
        }
        failures += 1;
        current.stream.destroy();
        if (cut.signal.aborted || failures > TAKEN_UP) {
          throw s3Failure(chunk, { task: 'hand out', call: 'GetObject', bucket: connection.bucket });
        }
        const rest = await get({ start: start + taken, end: start + body.bytes - 1 }, body.etag);
        if (rest === undefined) throw s3Outage('hand out', 'S3 GetObject: the object is gone half-way');
        current = rest;
        incoming = iterate(current);
      }
    } finally {
      current.stream.destroy();
    }
  }

  const stream = Readable.from(chunks(first), { objectMode: false, highWaterMark: READ_CHUNK_BYTES });
  stream.once('close', () => cut.abort());
  return { bytes: first.bytes, stream };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

async function getBody(
  { client, bucket }: S3Connection,
  wanted: {
    readonly key: string;
    readonly from: Span | undefined;
    readonly etag: string | undefined;
    readonly cut: AbortController;
  },
): Promise<Body | undefined> {
  const { key, from, etag, cut } = wanted;
  try {
    const answer = await client.getObject(
      {
        Bucket: bucket,
        Key: key,
        ...(from === undefined ? {} : { Range: `bytes=${from.start}-${from.end}` }),
        ...(etag === undefined ? {} : { IfMatch: etag }),
      },
      { abortSignal: cut.signal },
    );
    const stream = answer.Body;
    if (!(stream instanceof Readable)) throw s3Outage('hand out', 'S3 GetObject: the answer has no body');
    // Whoever destroys it hears of it where it reads.
    stream.on('error', () => undefined);
    if (from !== undefined && !answer.ContentRange?.startsWith(`bytes ${from.start}-`)) {
      stream.destroy();
      throw s3Outage('hand out', 'S3 GetObject: another range came than was asked for');
    }
    const bytes = answer.ContentLength;
    if (bytes === undefined) {
      stream.destroy();
      throw s3Outage('hand out', 'S3 GetObject: the answer has no length');
    }
    return { stream, bytes, etag: answer.ETag };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw s3Failure(error, { task: 'hand out', call: 'GetObject', bucket });
  }
}

function iterate({ stream }: Body): AsyncIterator<unknown> {
  return stream[Symbol.asyncIterator]();
}

/** The next bytes, or why there are none: an early end is an error too. */
async function nextOf(incoming: AsyncIterator<unknown>): Promise<Uint8Array | Error> {
  try {
    const { done, value } = await incoming.next();
    return !done && value instanceof Uint8Array ? value : new Error('the body ended early');
  } catch (error) {
    return error instanceof Error ? error : new Error('the body broke off');
  }
}
