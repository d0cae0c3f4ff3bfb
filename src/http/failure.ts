import { AppError, type ErrorCode } from '../errors.ts';

const FAILURES: ReadonlySet<string> = new Set<ErrorCode>(['internal', 'unavailable', 'disk_full']);

/** Refusals with a code of the failures that are as they should be: their text is written for the caller. */
const PLANNED_REASONS: ReadonlySet<unknown> = new Set(['shutting_down', 'too_many_at_once']);

/** Failures whose text is written for the caller all the same: the operator's is in the cause. */
const PUBLIC_REASONS: ReadonlySet<unknown> = new Set(['store_outage']);

/** In place of texts that are written for the operator: those name files, hosts and databases. */
const PUBLIC_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  unavailable:
    'The service is not available just now. Send the request again in a moment; if it stays so, tell the operator ' +
    'the request id.',
  disk_full:
    'The server has no room for this file at the moment. Nothing of it was stored. ' +
    'Send it again after the operator has made room; the same URL works until it expires.',
};

/** The refusal of a server that is being stopped: as planned, so its text is shown and no log line asks for help. */
export function shuttingDown(): AppError {
  return new AppError(
    'unavailable',
    'The server is shutting down. Nothing of this request was stored; send it again in a moment.',
    { facts: { reason: 'shutting_down' } },
  );
}

/** What callers may read of an error with a name: its own text, unless that was written for the operator. */
export function publicMessage(error: AppError): string {
  const isPublic = isPlanned(error) || PUBLIC_REASONS.has(error.facts['reason']);
  return isPublic ? error.message : (PUBLIC_WORDS[error.code] ?? error.message);
}

/**
 * Whether the operator has to hear of it: an outage or a bug, and nothing that the caller did.
 * @param answered the code that the caller was told
 */
export function isFailure(error: unknown, answered: string): boolean {
  return FAILURES.has(answered) && !isPlanned(error);
}

function isPlanned(error: unknown): boolean {
  return error instanceof AppError && PLANNED_REASONS.has(error.facts['reason']);
}
