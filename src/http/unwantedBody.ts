import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../uploads/pace.ts';
import { linger } from './gateway/requestBody.ts';

/** Nothing on these connections breaks before Node says so by closing the request. */
const UNBROKEN = { broken: false, whenBroken: () => undefined };

export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/**
 * No call here takes a body, so none is waited for: the answer goes out at once and its connection ends, after the
 * sender had a while to send what it announced.
 */
export function ignoreBodies(app: FastifyInstance, clock: Clock): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.addHook('onRequest', (request, reply, done) => {
    if (announcesBody(request.raw)) reply.header('connection', 'close');
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || request.method === 'HEAD' || !announcesBody(request.raw)) {
      done(null, payload);
      return;
    }
    reply.header('content-length', Buffer.byteLength(payload));
    done(null, Readable.from(thenHearOut(payload, request.raw, clock)));
  });
}

async function* thenHearOut(answer: string, request: IncomingMessage, clock: Clock): AsyncGenerator<string> {
  yield answer;
  await linger(request, clock, UNBROKEN);
}
