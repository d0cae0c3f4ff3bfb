import type { Window } from './calendar.ts';

/** What a workspace may use per window; null = no limit. */
export interface Quota {
  /** URLs that it may be issued. */
  readonly limit: number | null;
  readonly per: Window;
  /** Bytes of the uploads that it may land. */
  readonly bytesLimit: number | null;
}

export const UNLIMITED_QUOTA: Quota = { limit: null, per: 'month', bytesLimit: null };

/** What was used of it in the window that began at `windowStart`. */
export interface QuotaUse extends Quota {
  readonly windowStart: number;
  /** URLs issued: by construction the number of uploads recorded there. */
  readonly used: number;
  /** Bytes of the uploads whose newest file landed in the window; one that is replaced gives its bytes back. */
  readonly bytesUsed: number;
}

/** Whether a further URL would be one too many: all URLs are issued, or no byte is left for what would be sent to it. */
export function isUsedUp({ limit, bytesLimit, bytesUsed }: QuotaUse, used: number): boolean {
  return (limit !== null && used >= limit) || (bytesLimit !== null && bytesUsed >= bytesLimit);
}

/** Until the window ends; at least one. */
export function secondsUntil(end: number, now: number): number {
  return Math.max(1, Math.ceil((end - now) / 1000));
}
