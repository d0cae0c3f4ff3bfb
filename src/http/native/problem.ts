import type { FastifyReply } from 'fastify';
import { AppError, type ErrorCode } from '../../errors.ts';
import { publicMessage } from '../failure.ts';

/** RFC 9457, for everything that is not Clear's and not S3's. */
const STATUS: Readonly<Partial<Record<ErrorCode, readonly [number, string]>>> = {
  token_invalid: [401, 'The token is not valid'],
  permission_denied: [403, 'Not permitted'],
  csrf_missing: [403, 'Not sent by our own page'],
  too_many_attempts: [429, 'Too many attempts'],
  route_unknown: [404, 'There is nothing here'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  conflict: [409, 'Conflict'],
  too_large: [413, 'Too large'],
  request_malformed: [400, 'The request cannot be read'],
  input_invalid: [422, 'The request says something impossible'],
  unavailable: [503, 'Not available just now'],
};

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
}

export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof AppError ? STATUS[error.code] : undefined;
  if (!(error instanceof AppError) || known === undefined) {
    return problem(
      { status: 500, title: 'Internal error', code: 'internal', requestId },
      'Tell the operator the request id.',
    );
  }
  const [status, title] = known;
  return problem({ status, title, code: error.code, requestId }, publicMessage(error));
}

export function sendProblem(reply: FastifyReply, error: unknown, requestId: string): FastifyReply {
  const body = problemOf(error, requestId);
  if (body.status === 503 || body.status === 429) reply.header('retry-after', String(retryAfterOf(error)));
  return reply
    .code(body.status)
    .header('x-gst-intake-error', body.code)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(body));
}

function retryAfterOf(error: unknown): string | number {
  return (error instanceof AppError ? error.facts['retryAfterSeconds'] : undefined) ?? 1;
}

function problem(facts: Omit<Problem, 'type' | 'detail'>, detail: string): Problem {
  const { title, status, code, requestId } = facts;
  return { type: `urn:gst-intake:${code}`, title, status, detail, code, requestId };
}
