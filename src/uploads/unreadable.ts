import { AppError } from '../errors.ts';

const REASON = 'unreadable';

/** A file that the bucket keeps and does not show us, as one that its client encrypted by a key of its own. */
export function unreadable(cause: Error): AppError {
  return new AppError(
    'unavailable',
    'The bucket does not let this file be read: send it without any header that the URL does not ask for.',
    { facts: { reason: REASON }, cause },
  );
}

export function isUnreadable(error: unknown): boolean {
  return error instanceof AppError && error.facts['reason'] === REASON;
}
