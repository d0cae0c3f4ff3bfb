import type { FastifyInstance, HTTPMethods } from 'fastify';
import { AppError } from '../errors.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Fastify calls a known path with another method unknown: this answers 405 and says what is allowed. */
export function onlyMethods(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    handler: (request, reply) => {
      reply.header('allow', allowed.join(', '));
      throw new AppError(
        'method_not_allowed',
        `${request.method} is not allowed here. Allowed: ${allowed.join(', ')}.`,
      );
    },
  });
}
