import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export const TOKEN = 'gst_tok_canary_0123456789';
export const SIGNATURE = 'c0ffee'.repeat(10);

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server on a real port that plays Clear and its storage; the scripts say how the next calls go wrong. */
export interface ScriptedClear extends AsyncDisposable {
  readonly baseUrl: string;
  /** What the next pre-sign and PUT do, first come first; then they succeed. */
  readonly nextPresigns: Handler[];
  readonly nextPuts: Handler[];
  /** Every pre-sign asked for: its target and headers. */
  readonly presigns: Received[];
  /** Every PUT that succeeded. */
  readonly landed: Received[];
  /** How many PUTs came at all. */
  readonly putCount: () => number;
  urlLifetimeSeconds: number;
  /** Every call that is neither pre-sign nor PUT, and what answers it; a page of another program unless a test says so. */
  readonly calls: (Received & { readonly method: string })[];
  onCall: Handler;
}

export async function startScriptedClear(): Promise<ScriptedClear> {
  const nextPresigns: Handler[] = [];
  const nextPuts: Handler[] = [];
  const presigns: Received[] = [];
  const landed: Received[] = [];
  let puts = 0;
  const server = createServer(async (request, response) => {
    const isPut = request.method === 'PUT';
    const path = request.url ?? '';
    if (!isPut && !path.includes('/integration/v1/generatePreSign/')) {
      const { method = '', headers } = request;
      clear.calls.push({ method, path, headers, body: await buffer(request) });
      return clear.onCall(request, response);
    }
    if (isPut) puts += 1;
    else presigns.push({ path, headers: request.headers, body: Buffer.alloc(0) });
    const scripted = (isPut ? nextPuts : nextPresigns).shift();
    if (scripted !== undefined) return scripted(request, response);
    if (!isPut) return sendUrl(response);
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    landed.push({ path, headers: request.headers, body });
    response.writeHead(200, { etag: '"an-etag"', 'x-request-id': 'put-1' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function sendUrl(response: ServerResponse): void {
    const id = randomBytes(16).toString('hex');
    const key = `ws/GSTSALES/2026/MAY/${id}/OriginalFileName/${id}__1.SalesInvoicesAndCreditOrDebitNotes`;
    const query = `X-Amz-Expires=${clear.urlLifetimeSeconds}&X-Amz-Signature=${SIGNATURE}`;
    sendJson(response, 200, {
      status: 'CREATED',
      preSignedS3Url: `${baseUrl}/v1/ap-south-1/bucket/${key}?${query}`,
      errorCode: null,
      errorMessage: null,
    });
  }

  const clear: ScriptedClear = {
    baseUrl,
    nextPresigns,
    nextPuts,
    presigns,
    landed,
    putCount: () => puts,
    urlLifetimeSeconds: 600,
    calls: [],
    onCall: (_request, response) => void response.writeHead(404).end('<html>Whitelabel Error Page</html>'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return clear;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1' })
    .end(JSON.stringify(body));
}

/** Reads the body, then answers. */
export function answer(status: number, headers: Record<string, string> = {}, body = ''): Handler {
  return async (request, response) => {
    await buffer(request).catch(() => undefined);
    response.writeHead(status, headers).end(body);
  };
}

export function answerJson(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return answer(
    status,
    { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers },
    JSON.stringify(body),
  );
}

export function refusedBy(errorCode: string, errorMessage: string, status: string | null = null) {
  return { status, preSignedS3Url: null, errorCode, errorMessage };
}

/** Takes `bytes` of the body, then cuts the connection. */
export function cutAfter(bytes: number): Handler {
  return (request) => {
    let taken = 0;
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      if (taken >= bytes) request.socket.destroy();
    });
  };
}

/** Reads, and never answers. */
export const hang: Handler = (request) => {
  request.on('error', () => undefined);
  request.resume();
};

export function s3Xml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
