import type { AccessTokenErrors, ClearErrorArray, PresignResponse } from '../../contract/clear.ts';
import type { StatusRefused, TriggerRefused } from '../../contract/clearIngestion.ts';
import { AppError, type ErrorCode } from '../../errors.ts';

/** One refusal as Clear's clients read it. */
export interface ClearAnswer {
  readonly status: number;
  readonly body: PresignResponse | ClearErrorArray | AccessTokenErrors | TriggerRefused | StatusRefused;
  /** The finer reason, for `x-gst-intake-error`. */
  readonly reason: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
}

/** Whatever has no row in a call's table is ours to mend: the caller learns a request id and nothing else. */
export function unforeseen(
  error: unknown,
  requestId: string,
): Omit<ClearAnswer, 'body'> & { readonly message: string } {
  const passing = error instanceof AppError && error.code === 'unavailable';
  return {
    status: 500,
    message: `Internal Error. Contact support. Request id: ${requestId}`,
    reason: 'internal',
    retryAfterSeconds: passing ? 1 : undefined,
  };
}

export function retryAfterOf(error: AppError): number | undefined {
  const retryAfter = error.facts['retryAfterSeconds'];
  return typeof retryAfter === 'number' ? retryAfter : undefined;
}
