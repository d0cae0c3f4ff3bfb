import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type AppDeps, createApp, type ServerMode } from './app.ts';
import { watchConnections } from './connections.ts';
import { isGatewayPath, withoutPrefix } from './pathPrefix.ts';
import { refuseUnparsed } from './unparsed.ts';

/** 1,500 emoji are 18 kB once percent-encoded: past Node's 16 KiB. */
const MAX_HEADER_BYTES = 65_536;
const HEADERS_TIMEOUT_MS = 15_000;
/** Node looks every 30 seconds only: a promise of 15 needs more. */
const TIMEOUT_CHECK_MS = 2_500;
/** Each holds a file descriptor, and an upload two: past this the database's own files could not be opened. */
const MAX_CONNECTIONS = 10_000;
/** What the gateway cuts at the deadline is still answered; and a request half sent when a stop begins may still come. */
const LAST_ANSWERS_MS = 1000;
const DRAIN_CHECK_MS = 100;
/** A turn of the event loop so short has found next to nothing to do. */
const IDLE_TURN_MS = 0.3;
const MAX_TURNS = 2_000;

/** The storage gateway as the server sees it: bare `node:http`, beside Fastify. */
export interface GatewayHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  handleCheckContinue(request: IncomingMessage, response: ServerResponse): void;
  /** True when the error broke the body of a PUT that the gateway answers itself. */
  handleClientError(error: Error, socket: Duplex): boolean;
  /** Resolves when no PUT runs any more, or when the deadline passes. */
  drain(deadlineMs: number): Promise<void>;
}

/** A bound port whose requests wait until `serve` says who answers them. */
export interface Listener {
  readonly port: number;
  /** `/v1/`, after the path prefix if there is one, goes to the storage gateway, all else to Fastify. */
  serve(deps: AppDeps & { readonly gateway: GatewayHandler }): Promise<void>;
  /** Stops listening, lets running requests finish for at most `deadlineMs`, then cuts what is left. */
  drain(deadlineMs: number): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Binds first, so that a taken port is found before anything else happens and the default public URL can name the
 * port really bound.
 */
export async function listen(
  address: { readonly host: string; readonly port: number },
  deps: { readonly log: Log; readonly newRequestId: () => string },
): Promise<Listener> {
  const early: (() => void)[] = [];
  let onRequest: Handler = (request, response) => early.push(() => onRequest(request, response));
  let onCheckContinue: Handler = (request, response) => early.push(() => onCheckContinue(request, response));
  let gateway: GatewayHandler | undefined;
  let endStreams = () => undefined as unknown;
  let pathPrefix = '';
  let mode: string | undefined;

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // An honest upload may take an hour: the gateway watches the rate instead.
      requestTimeout: 0,
      // Judged by who answers, so that the refusal has a request id.
      requireHostHeader: false,
    },
    (request, response) => onRequest(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  const connections = watchConnections(server);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    onCheckContinue(request, response),
  );
  // Node would answer 417 itself, without a request id; RFC 9110 lets an unknown expectation be ignored.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    onRequest(request, response),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (gateway?.handleClientError(error, socket) === true) return;
    // What broke is a body that no one reads: a second answer would run into the one that is due.
    if (error.code !== 'ECONNRESET' && connections.endsWithAnswer(socket)) return;
    refuseUnparsed({ error, socket, requestId: deps.newRequestId(), log: deps.log, pathPrefix, mode });
  });

  return {
    port: await bind(server, address),
    async serve(served) {
      pathPrefix = served.pathPrefix;
      mode = served.mode?.name;
      endStreams = served.activities.streams.end;
      const storage = served.gateway;
      let fastify: Handler | undefined;
      const app = createApp(served, (handler) => {
        fastify = handler;
        return server;
      });
      await app.ready();
      const isGatewayTarget = ({ url = '' }: IncomingMessage): boolean =>
        isGatewayPath(withoutPrefix(url, pathPrefix));
      const behind = behindFront(served.mode);
      onRequest = behind((request, response) =>
        isGatewayTarget(request) ? storage.handle(request, response) : fastify?.(request, response),
      );
      // Hardly any of Fastify's routes takes a body: their clients get the answer instead of leave to send one.
      onCheckContinue = behind((request, response) =>
        isGatewayTarget(request)
          ? storage.handleCheckContinue(request, response)
          : fastify?.(request, response),
      );
      gateway = storage;
      for (const resume of early.splice(0)) resume();
    },
    async drain(deadlineMs) {
      endStreams();
      await untilCaughtUp();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const closeIdle = setInterval(() => server.closeIdleConnections(), DRAIN_CHECK_MS);
      // Node takes a connection that never asked anything for a busy one.
      const closeSilent = setInterval(connections.closeSilent, LAST_ANSWERS_MS);
      const cut = setTimeout(() => server.closeAllConnections(), deadlineMs + LAST_ANSWERS_MS);
      // Requests that were on their way when the port was closed are taken in like any other.
      const onTheWayMs = Math.min(LAST_ANSWERS_MS, deadlineMs);
      await Promise.race([closed, pause(onTheWayMs, undefined, { ref: false })]);
      await Promise.all([gateway?.drain(deadlineMs - onTheWayMs), closed]);
      for (const timer of [closeIdle, closeSilent, cut]) clearTimeout(timer);
    },
  };
}

/** Nothing stands before the handler itself in the normal mode. */
function behindFront(mode: ServerMode | undefined): (handler: Handler) => Handler {
  if (mode === undefined) return (handler) => handler;
  return (handler) => (request, response) => mode.front(request, response, () => handler(request, response));
}

/**
 * Resolves right after the event loop has taken every connection that waited: those still in the kernel's queue are reset
 * when the port is closed, and a proxy that has begun to pass a body on cannot send it to anybody else.
 */
async function untilCaughtUp(): Promise<void> {
  // The rest of this turn has looked at no connection: what came while it was busy is seen by the next one.
  await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const began = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - began < IDLE_TURN_MS) return;
  }
}

function bind(server: Server, address: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
