import type { ClearErrorCode } from '../../contract/clear.ts';
import type { IngestionError, StatusRefused, TriggerRefused } from '../../contract/clearIngestion.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { ActivityResult, FileError, GstinStats } from '../../ingestion/activity.ts';
import { type ClearAnswer, retryAfterOf, unforeseen } from './answer.ts';

/** Everything that is wrong with a request to ingest, at once; `code` is the first one's. */
export class IngestionRefusal extends AppError {
  readonly errors: readonly FileError[];

  constructor(code: ErrorCode, errors: readonly FileError[]) {
    super(code, errors.map(({ errorMessage }) => errorMessage).join(' '));
    this.errors = errors;
  }
}

/** What pre-sign says at the top of its body, beside the statuses that have it here too. */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, readonly [number, ClearErrorCode]>>> = {
  token_invalid: [401, 'AUTHORIZATION_FAILED'],
  permission_denied: [403, 'PERMISSION_DENIED'],
  csrf_missing: [403, 'PERMISSION_DENIED'],
  method_not_allowed: [405, 'INTERNAL_ERROR'],
};

/** Bad requests that are not an `IngestionRefusal`: the field at fault, as far as there is one. */
const BAD_REQUESTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'request_malformed',
  'too_large',
  'too_slow',
  'body_incomplete',
]);

type Refused = Omit<ClearAnswer, 'body'> & {
  readonly errors: readonly FileError[];
  readonly top?: { readonly errorCode: ClearErrorCode; readonly errorMessage: string };
};

/** The outcomes of the trigger. */
export function triggerAnswer(error: unknown, requestId: string): ClearAnswer {
  const { errors, top, ...answer } = refusalOf(error, requestId);
  const body: TriggerRefused = {
    activityId: null,
    externalId: null,
    status: null,
    errors: errors.map(toEntry),
    ...top,
  };
  return { ...answer, body };
}

/** The outcomes of the status. */
export function statusAnswer(error: unknown, requestId: string): ClearAnswer {
  const { errors, top, ...answer } = refusalOf(error, requestId);
  const body: StatusRefused = {
    activityId: null,
    externalId: null,
    status: null,
    processingStats: null,
    fileError: null,
    errors: errors.map(toEntry),
    ...top,
  };
  return { ...answer, body };
}

/** Its five keys in Clear's order, whatever order they were stored in. */
export function toEntry(error: FileError): IngestionError {
  const { errorCode, errorField, errorValues, errorMessage, errorResolution } = error;
  return {
    errorCode,
    errorField,
    errorValues: errorValues === null ? null : [...errorValues],
    errorMessage,
    errorResolution,
  };
}

/** Likewise four keys; null where nothing was judged. */
export function statsOf(result: Pick<ActivityResult, 'stats'> | null): GstinStats[] | null {
  return (
    result?.stats?.map(({ gstin, totalDocumentCount, validRows, invalidRows }) => ({
      gstin,
      totalDocumentCount,
      validRows,
      invalidRows,
    })) ?? null
  );
}

function refusalOf(error: unknown, requestId: string): Refused {
  if (error instanceof IngestionRefusal) {
    return { status: 400, reason: error.code, retryAfterSeconds: undefined, errors: error.errors };
  }
  if (error instanceof AppError && BAD_REQUESTS.has(error.code)) {
    const { code, message } = error;
    return {
      status: 400,
      reason: code,
      retryAfterSeconds: undefined,
      errors: [plain('INVALID_BODY', message)],
    };
  }
  const outcome = error instanceof AppError ? OUTCOMES[error.code] : undefined;
  if (!(error instanceof AppError) || outcome === undefined) {
    const { message, ...answer } = unforeseen(error, requestId);
    return { ...answer, ...withTop('INTERNAL_ERROR', message) };
  }
  const [status, errorCode] = outcome;
  return {
    status,
    reason: error.code,
    retryAfterSeconds: retryAfterOf(error),
    ...withTop(errorCode, error.message),
  };
}

function withTop(errorCode: ClearErrorCode, errorMessage: string): Pick<Refused, 'errors' | 'top'> {
  return { errors: [plain(errorCode, errorMessage)], top: { errorCode, errorMessage } };
}

function plain(errorCode: string, errorMessage: string): FileError {
  return { errorCode, errorField: null, errorValues: null, errorMessage, errorResolution: null };
}
