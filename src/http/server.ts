import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../log.ts';
import { type AppDeps, createApp } from './app.ts';
import { refuseUnparsed } from './unparsed.ts';

/** 1,500 emoji are 18 kB once percent-encoded: past Node's 16 KiB. */
const MAX_HEADER_BYTES = 65_536;
const HEADERS_TIMEOUT_MS = 15_000;
/** Node looks every 30 seconds only: a promise of 15 needs more. */
const TIMEOUT_CHECK_MS = 2_500;
/** After the last PUT its answer still has to leave. */
const LAST_ANSWERS_MS = 1000;

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
  /** `/v1/` goes to the storage gateway, all else to Fastify. */
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
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    onCheckContinue(request, response),
  );
  // Node would answer 417 itself, without a request id; RFC 9110 lets an unknown expectation be ignored.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    onRequest(request, response),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (gateway?.handleClientError(error, socket) === true) return;
    refuseUnparsed({ error, socket, requestId: deps.newRequestId(), log: deps.log });
  });

  return {
    port: await bind(server, address),
    async serve(served) {
      const { pathPrefix } = served;
      const storage = served.gateway;
      let fastify: Handler | undefined;
      const app = createApp(served, (handler) => {
        fastify = handler;
        return server;
      });
      await app.ready();
      const isGatewayTarget = ({ url = '' }: IncomingMessage): boolean =>
        url.startsWith('/v1/') || (pathPrefix !== '' && url.startsWith(`${pathPrefix}/v1/`));
      onRequest = (request, response) =>
        isGatewayTarget(request) ? storage.handle(request, response) : fastify?.(request, response);
      onCheckContinue = (request, response) => {
        if (isGatewayTarget(request)) return storage.handleCheckContinue(request, response);
        response.writeContinue();
        fastify?.(request, response);
      };
      gateway = storage;
      for (const resume of early.splice(0)) resume();
    },
    async drain(deadlineMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await gateway?.drain(deadlineMs);
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
      await closed;
      clearTimeout(cut);
    },
  };
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
