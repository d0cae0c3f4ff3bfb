import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar, WINDOWS } from '../../src/accounts/calendar.ts';

/** Among them zones that change their clocks at midnight (gap and repetition), by half an hour, and that skipped a day. */
const ZONES = [
  'Asia/Kolkata',
  'UTC',
  'Asia/Kathmandu',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Beirut',
  'Africa/Cairo',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
];

const YEAR_MS = 31_557_600_000;
const QUARTER_MS = 900_000;

/** Any instant of 1950 to 2150, half of them on a quarter of an hour or a millisecond beside it, where clocks change. */
const instants = fc.oneof(
  fc.integer({ min: -20 * YEAR_MS, max: 180 * YEAR_MS }),
  fc
    .tuple(
      fc.integer({ min: (-20 * YEAR_MS) / QUARTER_MS, max: (180 * YEAR_MS) / QUARTER_MS }),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([quarters, beside]) => Math.trunc(quarters) * QUARTER_MS + beside),
);

/** The date as another implementation shows it. */
function shownDate(zone: string, now: number): string {
  return new Date(now).toLocaleDateString('sv-SE', { timeZone: zone });
}

describe.each(ZONES)('calendar of %s', (zone) => {
  const calendar = createCalendar(zone);

  it('tells the civil date', () => {
    fc.assert(
      fc.property(instants, (now) => {
        expect(calendar.today(now)).toBe(shownDate(zone, now));
      }),
      { numRuns: 300 },
    );
  });

  it('puts a day from its first instant to the first of the next', () => {
    fc.assert(
      fc.property(instants, (now) => {
        const { start, end } = calendar.window(now, 'day');
        const date = shownDate(zone, now);
        expect(start <= now && now < end).toBe(true);
        expect(shownDate(zone, start)).toBe(date);
        expect(shownDate(zone, end - 1)).toBe(date);
        expect(shownDate(zone, start - 1) < date).toBe(true);
        expect(shownDate(zone, end) > date).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('puts a month likewise', () => {
    fc.assert(
      fc.property(instants, (now) => {
        const { start, end } = calendar.window(now, 'month');
        const month = (at: number) => shownDate(zone, at).slice(0, 7);
        expect(start <= now && now < end).toBe(true);
        expect(month(start)).toBe(month(now));
        expect(month(end - 1)).toBe(month(now));
        expect(month(start - 1) < month(now)).toBe(true);
        expect(month(end) > month(now)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(WINDOWS)('gives the same %s for each of its instants, without a gap to the next', (per) => {
    fc.assert(
      fc.property(instants, (now) => {
        const window = createCalendar(zone).window(now, per);
        expect(window.start <= now && now < window.end).toBe(true);
        for (const inside of [window.start, window.end - 1]) {
          expect(createCalendar(zone).window(inside, per)).toEqual(window);
        }
        expect(createCalendar(zone).window(window.end, per).start).toBe(window.end);
      }),
      { numRuns: 60 },
    );
  });
});

it('lets hours meet end to end where clocks move by half an hour', () => {
  const calendar = createCalendar('Australia/Lord_Howe');
  let expectedStart: number | undefined;
  for (let now = Date.UTC(2026, 3, 4, 10); now < Date.UTC(2026, 3, 4, 20); now += QUARTER_MS) {
    const { start, end } = calendar.window(now, 'hour');
    if (expectedStart !== undefined && now >= expectedStart) expect(start).toBe(expectedStart);
    expect(start <= now && now < end).toBe(true);
    expectedStart = end;
  }
});

it('knows no zone of its own making', () => {
  expect(() => createCalendar('Asia/Nowhere')).toThrow(RangeError);
});
