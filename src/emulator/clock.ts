import { AppError } from '../errors.ts';

/** A clock that goes on as the machine's does, from wherever it was put. */
export interface EmulatedClock {
  /** Epoch milliseconds. */
  now(): number;
  /** How far it is ahead of the machine's; negative behind. */
  readonly offsetMs: number;
  /** @throws AppError input_invalid */
  set(wanted: unknown): void;
  reset(): void;
}

/** Years 2000 to 2099: beyond, GST's dates and financial years mean nothing. */
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2100, 0, 1) - 1;
const FORMS = '{"now":"2026-12-31T18:29:00Z"}, {"advanceSeconds":660} or {"offsetSeconds":0}';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** @param machine epoch milliseconds, as they really are */
export function createEmulatedClock(machine: () => number): EmulatedClock {
  let offsetMs = 0;
  return {
    now: () => machine() + offsetMs,
    get offsetMs() {
      return offsetMs;
    },
    set(wanted) {
      const real = machine();
      const offset = offsetWanted(wanted, { real, offsetMs });
      if (!(real + offset >= FIRST && real + offset <= LAST)) {
        throw new AppError('input_invalid', 'The clock can be put to the years 2000 to 2099 only.');
      }
      offsetMs = offset;
    },
    reset() {
      offsetMs = 0;
    },
  };
}

function offsetWanted(
  wanted: unknown,
  { real, offsetMs }: { readonly real: number; readonly offsetMs: number },
): number {
  const entries = typeof wanted === 'object' && wanted !== null ? Object.entries(wanted) : [];
  const [[form, value] = [], ...more] = entries;
  if (more.length === 0) {
    if (form === 'now' && typeof value === 'string' && INSTANT.test(value)) return Date.parse(value) - real;
    if (form === 'advanceSeconds' && Number.isFinite(value)) return offsetMs + Math.round(value * 1000);
    if (form === 'offsetSeconds' && Number.isFinite(value)) return Math.round(value * 1000);
  }
  throw new AppError('input_invalid', `The clock is put by one of ${FORMS}; times have a time zone.`);
}
