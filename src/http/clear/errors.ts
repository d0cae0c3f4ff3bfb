import type { ClearErrorArray, ClearErrorCode, PresignResponse } from '../../contract/clear.ts';
import { AppError, type ErrorCode } from '../../errors.ts';

/** One refusal as Clear's clients read it. */
export interface ClearAnswer {
  readonly status: number;
  readonly body: PresignResponse | ClearErrorArray;
  /** The finer reason, for `x-gst-intake-error`. */
  readonly reason: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
}

type Shape = 'refused' | 'failed' | 'array';

/** The outcomes of `generatePreSign`: HTTP status, Clear's code, and which of its three bodies carries it. */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, readonly [number, ClearErrorCode, Shape]>>> = {
  token_invalid: [401, 'AUTHORIZATION_FAILED', 'refused'],
  license_expired: [403, 'LICENSE_EXPIRED', 'refused'],
  permission_denied: [403, 'PERMISSION_DENIED', 'refused'],
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

/** Whatever has no row in the table is ours to mend: the caller learns a request id and nothing else. */
export function clearAnswer(error: unknown, requestId: string): ClearAnswer {
  const outcome = error instanceof AppError ? OUTCOMES[error.code] : undefined;
  if (!(error instanceof AppError) || outcome === undefined) {
    const passing = error instanceof AppError && error.code === 'unavailable';
    return {
      status: 500,
      body: errorArray('INTERNAL_ERROR', `Internal Error. Contact support. Request id: ${requestId}`),
      reason: 'internal',
      retryAfterSeconds: passing ? 1 : undefined,
    };
  }
  const [status, errorCode, shape] = outcome;
  const retryAfter = error.facts['retryAfterSeconds'];
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
    retryAfterSeconds: typeof retryAfter === 'number' ? retryAfter : undefined,
  };
}

function errorArray(errorCode: ClearErrorCode, errorMessage: string): ClearErrorArray {
  return [{ errorCode, errorMessage, errorField: null, errorValues: null, errorResolution: null }];
}
