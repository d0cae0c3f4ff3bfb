import {
  AuthenticationError,
  ConnectionError,
  GstIntakeError,
  LicenseExpiredError,
  PermissionDeniedError,
  ProbablyUploadedError,
  QuotaExceededError,
  RequestRefusedError,
  ServerError,
  SourceError,
  TimeoutError,
  UnexpectedAnswerError,
  UploadRefusedError,
} from '../../client/index.ts';
import type { ErrorKind } from './errorWords.ts';

/** The narrower class first: the first that fits counts. */
const KINDS: readonly (readonly [new (...args: never[]) => GstIntakeError, ErrorKind])[] = [
  [AuthenticationError, 'signedOut'],
  [PermissionDeniedError, 'permission'],
  [LicenseExpiredError, 'license'],
  [QuotaExceededError, 'quota'],
  [ProbablyUploadedError, 'probablyUploaded'],
  [UploadRefusedError, 'upload'],
  [SourceError, 'file'],
  [TimeoutError, 'timeout'],
  [ConnectionError, 'connection'],
  [ServerError, 'server'],
  [UnexpectedAnswerError, 'unexpected'],
  [RequestRefusedError, 'refused'],
];

export function kindOfError(error: unknown): ErrorKind {
  if (!(error instanceof GstIntakeError)) return 'unknown';
  if (error.status === 429) return 'tooMany';
  if (error.status === 404) return 'notFound';
  return KINDS.find(([type]) => error instanceof type)?.[1] ?? 'refused';
}

/** Whether the server's own sentence adds something to ours. */
export function serverSays(error: unknown): string | null {
  const kind = kindOfError(error);
  const isPlainEnough = kind !== 'unknown' && kind !== 'connection' && kind !== 'signedOut';
  return isPlainEnough && error instanceof Error && error.message !== '' ? error.message : null;
}

/** Seconds to wait, where the server tells. */
export function waitOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('retryAfterSeconds' in error)) return null;
  return typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : null;
}

/** The lines that somebody who helps needs. @param at epoch milliseconds: when it happened */
export function errorDetails(error: unknown, at: number): string {
  const known = error instanceof GstIntakeError ? error : null;
  const lines: (readonly [string, string | number | undefined])[] = [
    ['message', error instanceof Error ? error.message : String(error)],
    ['code', known?.code ?? (error instanceof Error ? error.name : undefined)],
    ['status', known?.status],
    ['request id', known?.requestId],
    ['time', new Date(at).toISOString()],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
