/**
 * The storage gateway: pre-signed PUT of uploads, pre-signed GET and HEAD of what we hand out, on bare `node:http`.
 * It imitates Amazon S3 (codes, XML, ETag) as of 2026-11-23; each file beside this one lists its sources and deviations.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { Clock } from '../../uploads/pace.ts';
import type { DownloadStore, ObjectStore, UploadStore } from '../../uploads/ports.ts';
import { createRunningPuts } from '../../uploads/runningPuts.ts';
import { isFailure } from '../failure.ts';
import { announcesBody } from '../unwantedBody.ts';
import type { GatewaySigning } from './authorize.ts';
import { answerPreflight, loopbackAliases, setCorsHeaders } from './cors.ts';
import { publicCodeOf, s3ErrorOf, s3ErrorXml } from './errors.ts';
import { get } from './get.ts';
import { assertMethod, gatewayAddress, type Incoming, readIncoming } from './incoming.ts';
import { put } from './put.ts';
import { createReceipts, type Receipt } from './receipts.ts';
import { linger } from './requestBody.ts';

export interface GatewayOptions {
  readonly uploads: Pick<UploadStore, 'find' | 'byteRoom' | 'land'>;
  readonly downloads: Pick<DownloadStore, 'find'>;
  readonly objects: ObjectStore;
  readonly signing: GatewaySigning;
  /** Origin and path prefix of signed URLs; its host is the only one accepted. */
  readonly publicUrl: string;
  /** Whether a peer's X-Forwarded-Host counts, and whether it may have taken the path prefix off. */
  isTrustedProxy(address: string): boolean;
  readonly maxUploadBytes: number;
  readonly minUploadBytesPerSecond: number;
  /** Exact origins, e.g. `https://erp.example`, beside the other names of a public URL on loopback. */
  readonly corsOrigins: readonly string[];
  readonly clock: Clock;
  /** Epoch milliseconds. */
  now(): number;
  /** Letters and digits, new each time. */
  newPutId(): string;
  requestId(request: IncomingMessage): string;
  readonly observe: GatewayObserver;
}

/** What metrics and the request log learn; never a URL, a query or a header. */
export interface GatewayObserver {
  finished(facts: FinishedRequest): void;
  /** A bug or an outage, with its cause: callers are told neither. */
  failed(error: unknown, requestId: string): void;
}

export interface FinishedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly status: number;
  /** Undefined when all went well. */
  readonly code: ErrorCode | undefined;
  /** Of the body: received by a PUT, sent by a GET. */
  readonly bytes: number;
  readonly durationMs: number;
  readonly uploadId?: string;
  readonly workspaceId?: string;
  /** The caller's header of this name, as sent. */
  readonly traceparent?: string | readonly string[];
}

export interface Gateway {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** For `checkContinue`: the client waits with its body until the request is known to be good. */
  handleCheckContinue(request: IncomingMessage, response: ServerResponse): void;
  /** For `clientError`: true when the gateway still owes that connection an answer, and gives it itself. */
  handleClientError(error: Error, socket: Duplex): boolean;
  /** PUTs whose bytes are coming in now. */
  openUploads(): number;
  /** Refuses new requests, lets running PUTs finish for at most `deadlineMs` milliseconds, then answers them 503. */
  drain(deadlineMs: number): Promise<void>;
}

/** One request and its answer, with what is learned about it on the way. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly expectsContinue: boolean;
  readonly receipt: Receipt;
  bytes: number;
  uploadId?: string;
  workspaceId?: string;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { signing, clock, observe } = options;
  const corsOrigins = [...options.corsOrigins, ...loopbackAliases(options.publicUrl)];
  const address = gatewayAddress(options.publicUrl, signing.region, signing.bucket);
  const receipts = createReceipts(clock);
  const getDeps = { ...options, address };
  const putDeps = {
    ...options,
    address,
    place: {
      uploads: options.uploads,
      objects: options.objects,
      running: createRunningPuts(),
      maxBytes: options.maxUploadBytes,
      minBytesPerSecond: options.minUploadBytesPerSecond,
      clock,
      now: options.now,
    },
  };

  async function serve(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    if (request.method === 'OPTIONS') return answerPreflight(request, response, corsOrigins);
    receipts.assertAccepting();
    const incoming = readIncoming(request, {
      address,
      trusted: options.isTrustedProxy(request.socket.remoteAddress ?? ''),
      at: options.now(),
    });
    assertMethod(incoming);
    if (incoming.method === 'PUT') return servePut(exchange, incoming);
    exchange.bytes = await get(incoming, response, getDeps);
  }

  async function servePut(exchange: Exchange, incoming: Incoming): Promise<void> {
    const { response, receipt } = exchange;
    receipt.startPut();
    try {
      const body = {
        onUpload(upload: { uploadId: string; workspaceId: string }) {
          exchange.uploadId = upload.uploadId;
          exchange.workspaceId = upload.workspaceId;
        },
        open(declaredBytes: number | undefined) {
          if (exchange.expectsContinue) response.writeContinue();
          return receipt.body(declaredBytes);
        },
      };
      const landed = await put(incoming, body, putDeps);
      response.writeHead(200, { etag: `"${landed.sha256}"`, 'content-length': 0 }).end();
    } finally {
      receipt.endPut();
      exchange.bytes = receipt.receivedBytes;
    }
  }

  /** Writes the whole refusal and leaves the answer open, so that the sender can be heard out. */
  function refuse({ request, response, requestId }: Exchange, error: unknown): ErrorCode {
    const code = publicCodeOf(error);
    if (isFailure(error, code)) observe.failed(error, requestId);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return code;
    }
    const resource = request.url?.split('?', 1)[0]?.slice(0, MAX_RESOURCE_LENGTH) ?? '';
    const xml = s3ErrorXml(error, requestId, resource);
    response.writeHead(s3ErrorOf(error).status, {
      ...errorHeaders(error),
      'x-gst-intake-error': code,
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(xml),
      connection: 'close',
    });
    if (request.method === 'HEAD') response.flushHeaders();
    else response.write(xml);
    return code;
  }

  async function exchangeOnce(exchange: Exchange): Promise<void> {
    const { request, response, requestId, receipt } = exchange;
    const startedAt = clock.now();
    let code: ErrorCode | undefined;
    // A connection may break at any moment: where it matters, the reader of the body hears of it too.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.setHeader('x-request-id', requestId);
    response.setHeader('x-amz-request-id', requestId);
    setCorsHeaders(request, response, corsOrigins);
    // Only a PUT's body is read: another one would hold the connection for as long as it does not come.
    if (request.method !== 'PUT' && announcesBody(request)) response.setHeader('connection', 'close');
    try {
      await serve(exchange);
    } catch (error) {
      code = refuse(exchange, error);
    }
    const { bytes, uploadId, workspaceId } = exchange;
    const traceparent = request.headers['traceparent'];
    observe.finished({
      requestId,
      method: request.method ?? '',
      status: response.statusCode,
      code,
      bytes,
      durationMs: clock.now() - startedAt,
      ...(uploadId !== undefined && { uploadId }),
      ...(workspaceId !== undefined && { workspaceId }),
      ...(traceparent !== undefined && { traceparent }),
    });
    if (code !== undefined) {
      await linger(request, clock, receipt);
      response.end();
    }
    if (receipt.broken) request.socket.destroySoon();
  }

  const start = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const requestId = options.requestId(request);
    const receipt = receipts.open(request);
    exchangeOnce({ request, response, requestId, expectsContinue, receipt, bytes: 0 })
      .catch((error: unknown) => {
        observe.failed(error, requestId);
        response.destroy();
      })
      .finally(receipt.close);
  };

  return {
    handle: (request, response) => start(request, response, false),
    handleCheckContinue: (request, response) => start(request, response, true),
    handleClientError: receipts.breakOff,
    openUploads: receipts.countPuts,
    drain: receipts.drain,
  };
}

const MAX_RESOURCE_LENGTH = 1024;
const RETRY_AFTER_SECONDS = 5;

function errorHeaders(error: unknown): Record<string, string | number> {
  if (!(error instanceof AppError)) return {};
  const { allow, size, retryAfterSeconds } = error.facts;
  return {
    ...(allow !== undefined && { allow }),
    ...(size !== undefined && { 'content-range': `bytes */${size}` }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': retryAfterSeconds }),
    ...(s3ErrorOf(error).status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
  };
}
