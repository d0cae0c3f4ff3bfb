import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Body,
  keptHeaders,
  masked,
  type RecordedAnswer,
  type RecordedRequest,
  withoutBaseUrl,
} from '../../emulator/conversation.ts';
import { isGatewayPath } from '../pathPrefix.ts';

/** More of a body is kept by its hash alone. */
const MOST_BYTES = 1_048_576;

/** Gathers a body, or its hash where it is a file or long. */
export function createBodyGatherer({ isFile }: { readonly isFile: boolean }) {
  const sha256 = createHash('sha256');
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk: Uint8Array): void {
      bytes += chunk.byteLength;
      sha256.update(chunk);
      // A copy: whoever reads the body gives its memory back.
      if (!isFile && bytes <= MOST_BYTES) chunks.push(Buffer.from(chunk));
      else chunks = [];
    },
    /** @param baseUrl as clients call us: it may be another one when the recording is replayed */
    body(baseUrl: string): Body | null {
      if (bytes === 0) return null;
      if (isFile || bytes > MOST_BYTES) return { sha256: sha256.copy().digest('hex'), bytes };
      const whole = Buffer.concat(chunks);
      const text = whole.toString('utf8');
      return Buffer.from(text).equals(whole)
        ? { text: withoutBaseUrl(text, baseUrl) }
        : { base64: whole.toString('base64') };
    },
  };
}

/** @param target path and query, without a path prefix */
export function requestFacts(
  request: IncomingMessage,
  target: string,
): Omit<RecordedRequest, 'body'> & { readonly isFile: boolean } {
  const [path = '', ...query] = target.split('?');
  return {
    method: request.method ?? '',
    path,
    query: masked(query.join('?')),
    headers: keptHeaders(request.headers),
    isFile: request.method === 'PUT' && isGatewayPath(path),
  };
}

/**
 * Listens in on an exchange without a part in it: nothing is read earlier or later for it.
 * @param done told once, when the answer was handed over or the connection has ended
 */
export function tap(
  {
    request,
    response,
    target,
    baseUrl,
  }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly target: string;
    readonly baseUrl: string;
  },
  done: (request: RecordedRequest, answer: RecordedAnswer | null) => void,
): void {
  const { isFile, ...facts } = requestFacts(request, target);
  const sent = createBodyGatherer({ isFile });
  const answered = createBodyGatherer({ isFile: false });

  const { push } = request;
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) sent.add(chunk);
    return Reflect.apply(push, request, [chunk, encoding]);
  };
  const { write, end } = response;
  response.write = ((...input: unknown[]) => {
    addChunk(answered, input);
    return Reflect.apply(write, response, input);
  }) as typeof write;
  response.end = ((...input: unknown[]) => {
    addChunk(answered, input);
    return Reflect.apply(end, response, input);
  }) as typeof end;
  response.once('close', () =>
    done(
      { ...facts, body: sent.body(baseUrl) },
      response.writableFinished
        ? {
            status: response.statusCode,
            headers: keptHeaders(response.getHeaders()),
            body: answered.body(baseUrl),
          }
        : null,
    ),
  );
}

function addChunk(gatherer: ReturnType<typeof createBodyGatherer>, [chunk, encoding]: unknown[]): void {
  if (typeof chunk === 'string') {
    gatherer.add(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
  } else if (chunk instanceof Uint8Array) gatherer.add(chunk);
}
