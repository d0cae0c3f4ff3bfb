import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { clearAnswer } from './clear/errors.ts';
import { sendProblem } from './native/problem.ts';

/** Clear's paths are answered in Clear's bodies, all others as problem+json: by path, never by `Accept`. */
export function isClearPath(target: string): boolean {
  return target.startsWith('/integration/');
}

/** Answers `thrown` in the dialect of the path it was thrown on. */
export function sendError(request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = asAppError(thrown);
  if (!isClearPath(request.url)) return sendProblem(reply, error, request.id);
  const { status, body, reason, retryAfterSeconds } = clearAnswer(error, {
    target: request.url,
    requestId: request.id,
  });
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(status).header('x-gst-intake-error', reason).send(body);
}

/** Fastify's own refusals of a request (bad URL, malformed type) are the caller's to mend. */
function asAppError(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
  const { statusCode, code } = thrown as Partial<FastifyError>;
  if (statusCode === undefined || statusCode >= 500 || code?.startsWith('FST_') !== true) return thrown;
  return new AppError(
    'request_malformed',
    code === 'FST_ERR_BAD_URL'
      ? 'The path is not well percent-encoded: after each % come two hexadecimal digits, of UTF-8.'
      : 'The request cannot be read. Check its path and headers.',
  );
}
