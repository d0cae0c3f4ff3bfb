import type { AccessTokenErrors, ClearErrorCode } from '../../contract/clear.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { type ClearAnswer, retryAfterOf, unforeseen } from './answer.ts';

const OUTCOMES: Readonly<Partial<Record<ErrorCode, readonly [number, ClearErrorCode]>>> = {
  client_secret_invalid: [401, 'AUTHORIZATION_FAILED'],
  quota_exceeded: [429, 'API_QUOTA_EXCEEDED'],
  method_not_allowed: [405, 'INTERNAL_ERROR'],
  request_malformed: [400, 'INTERNAL_ERROR'],
};

/** The outcomes of `authz/token`. */
export function tokenAnswer(error: unknown, requestId: string): ClearAnswer {
  const outcome = error instanceof AppError ? OUTCOMES[error.code] : undefined;
  if (!(error instanceof AppError) || outcome === undefined) {
    const { message, ...answer } = unforeseen(error, requestId);
    return { ...answer, body: body('INTERNAL_ERROR', message, requestId) };
  }
  const [status, errorCode] = outcome;
  return {
    status,
    body: body(errorCode, error.message, requestId),
    reason: error.code,
    retryAfterSeconds: retryAfterOf(error),
  };
}

function body(code: ClearErrorCode, message: string, requestId: string): AccessTokenErrors {
  return {
    errors: [{ error_code: code, error_message: message, error_source: 'CLEAR', error_id: requestId }],
  };
}
