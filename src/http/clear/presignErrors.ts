import type { ClearErrorArray, ClearErrorCode } from '../../contract/clear.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { type ClearAnswer, retryAfterOf, unforeseen } from './answer.ts';

type Shape = 'refused' | 'failed' | 'array';

/** The outcomes of `generatePreSign`: HTTP status, Clear's code, and which of its three bodies carries it. */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, readonly [number, ClearErrorCode, Shape]>>> = {
  token_invalid: [401, 'AUTHORIZATION_FAILED', 'refused'],
  license_expired: [403, 'LICENSE_EXPIRED', 'refused'],
  permission_denied: [403, 'PERMISSION_DENIED', 'refused'],
  csrf_missing: [403, 'PERMISSION_DENIED', 'refused'],
  quota_exceeded: [403, 'API_QUOTA_EXCEEDED', 'refused'],
  header_missing: [500, 'INTERNAL_ERROR', 'array'],
  parameter_missing: [500, 'INTERNAL_ERROR', 'array'],
  file_name_empty: [200, 'INTERNAL_ERROR', 'failed'],
  file_name_too_long: [200, 'INTERNAL_ERROR', 'failed'],
  file_name_invalid: [200, 'INTERNAL_ERROR', 'failed'],
  file_name_repeated: [200, 'INTERNAL_ERROR', 'failed'],
  file_content_type_unknown: [200, 'INTERNAL_ERROR', 'failed'],
  template_type_unknown: [200, 'INTERNAL_ERROR', 'failed'],
  route_unknown: [404, 'INTERNAL_ERROR', 'array'],
  method_not_allowed: [405, 'INTERNAL_ERROR', 'array'],
  request_malformed: [400, 'INTERNAL_ERROR', 'array'],
};

export function presignAnswer(error: unknown, requestId: string): ClearAnswer {
  const outcome = error instanceof AppError ? OUTCOMES[error.code] : undefined;
  if (!(error instanceof AppError) || outcome === undefined) {
    const { message, ...answer } = unforeseen(error, requestId);
    return { ...answer, body: errorArray('INTERNAL_ERROR', message) };
  }
  const [status, errorCode, shape] = outcome;
  return {
    status,
    body:
      shape === 'array'
        ? errorArray(errorCode, error.message)
        : {
            status: shape === 'failed' ? 'FAILED' : null,
            preSignedS3Url: null,
            errorCode,
            errorMessage: error.message,
          },
    reason: error.code,
    retryAfterSeconds: retryAfterOf(error),
  };
}

function errorArray(errorCode: ClearErrorCode, errorMessage: string): ClearErrorArray {
  return [{ errorCode, errorMessage, errorField: null, errorValues: null, errorResolution: null }];
}
