import { AppError, type ErrorCode } from '../errors.ts';

const OUTAGES: readonly ErrorCode[] = ['disk_full', 'unavailable', 'settings_invalid'];

/** Whether the machine, its disk or its database failed rather than what was asked of it; so told by an error or by its cause. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AppError && OUTAGES.includes(error.code)) return true;
  // What Node throws for a call that the system refused.
  if ('errno' in error && 'syscall' in error) return true;
  return isOutage(error.cause);
}
