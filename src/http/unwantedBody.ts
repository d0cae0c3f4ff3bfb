import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../uploads/pace.ts';
import { linger } from './gateway/requestBody.ts';
import { inviteBody, MAX_BODY_BYTES, readSmallBody } from './smallBody.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's handler finds the body, whatever its type says, as a Buffer; undefined when there was none. */
    takesBody?: boolean;
    /** Bytes that it may have, where that is more than `MAX_BODY_BYTES`. */
    maxBodyBytes?: number;
  }
}

/** Nothing on these connections breaks before Node says so by closing the request. */
const UNBROKEN = { broken: false, whenBroken: () => undefined };

export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/**
 * Hardly any call here takes a body, so none is waited for: the answer goes out at once and its connection ends, after
 * the sender had a while to send what it announced. A route that takes one says so in its configuration; a caller that
 * is refused before is treated likewise.
 */
export function ignoreBodies(app: FastifyInstance, clock: Clock): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest) =>
    request.routeOptions.config.takesBody === true
      ? readSmallBody(request.raw, request.routeOptions.config.maxBodyBytes ?? MAX_BODY_BYTES)
      : null,
  );
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (request.routeOptions.config.takesBody === true && announcesBody(request.raw)) {
      // Clients send malformed ones, which Fastify would refuse.
      delete request.headers['content-type'];
      inviteBody(request.raw, reply.raw);
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!announcesBody(request.raw) || wasTaken(request)) {
      done(null, payload);
      return;
    }
    reply.header('connection', 'close');
    if (typeof payload !== 'string' || request.method === 'HEAD') {
      done(null, payload);
      return;
    }
    reply.header('content-length', Buffer.byteLength(payload));
    done(null, Readable.from(thenHearOut(payload, request.raw, clock)));
  });
}

function wasTaken(request: {
  readonly raw: IncomingMessage;
  readonly routeOptions: { readonly config: { readonly takesBody?: boolean } };
}): boolean {
  return request.routeOptions.config.takesBody === true && request.raw.complete;
}

async function* thenHearOut(answer: string, request: IncomingMessage, clock: Clock): AsyncGenerator<string> {
  yield answer;
  await linger(request, clock, UNBROKEN);
}
