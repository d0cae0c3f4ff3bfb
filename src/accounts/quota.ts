import type { Window } from './calendar.ts';

/** How many URLs a workspace may be issued per window; null = no limit. */
export interface Quota {
  readonly limit: number | null;
  readonly per: Window;
}

export const UNLIMITED_QUOTA: Quota = { limit: null, per: 'month' };

/** URLs issued in the window that began at `windowStart`: by construction the number of uploads recorded there. */
export interface QuotaUse extends Quota {
  readonly windowStart: number;
  readonly used: number;
}
