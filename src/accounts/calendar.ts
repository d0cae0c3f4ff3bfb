const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export type Window = 'minute' | 'hour' | 'day' | 'month';

export const WINDOWS: readonly Window[] = ['minute', 'hour', 'day', 'month'];

/** Civil dates and quota windows of one time zone. Times are epoch milliseconds. */
export interface Calendar {
  /** The civil date at `now`, `yyyy-mm-dd`. */
  today(now: number): string;
  /** The first instant of a civil date, `yyyy-mm-dd`. */
  startOf(date: string): number;
  /** The window that holds `now`: its first instant, and the first instant after it. */
  window(now: number, per: Window): { readonly start: number; readonly end: number };
}

/** @param timeZone an IANA name such as `Asia/Kolkata`. @throws RangeError when the name is unknown. */
export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

  /** How far local time is ahead of UTC at `now`. */
  function offset(now: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(now)) part[type] = Number(value);
    const local = Date.UTC(
      part['year'] ?? 0,
      (part['month'] ?? 1) - 1,
      part['day'],
      part['hour'],
      part['minute'],
      part['second'],
    );
    return local - (now - (((now % 1000) + 1000) % 1000));
  }

  /** The first instant at which local clocks show the civil time given as if it were UTC, or one after it. */
  function instantOf(local: number): number {
    const candidates = [local - offset(local - DAY_MS), local - offset(local + DAY_MS)];
    const shown = candidates.filter((instant) => instant + offset(instant) === local);
    return shown.length > 0 ? Math.min(...shown) : endOfGap(local);
  }

  /** Clocks skip that civil time (some zones put theirs forward at midnight): the instant at which they do. */
  function endOfGap(local: number): number {
    let [before, after] = [local - DAY_MS, local + DAY_MS];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (middle + offset(middle) < local) before = middle;
      else after = middle;
    }
    return after;
  }

  function wideWindow(now: number, per: 'day' | 'month'): { start: number; end: number } {
    const local = new Date(now + offset(now));
    const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
    return per === 'day'
      ? { start: instantOf(Date.UTC(year, month, day)), end: instantOf(Date.UTC(year, month, day) + DAY_MS) }
      : { start: instantOf(Date.UTC(year, month, 1)), end: instantOf(Date.UTC(year, month + 1, 1)) };
  }

  /** Counted from the start of the day, so that windows meet end to end even where clocks move by half an hour. */
  function narrowWindow(now: number, lengthMs: number): { start: number; end: number } {
    const { start: midnight, end } = wideWindow(now, 'day');
    const start = midnight + Math.floor((now - midnight) / lengthMs) * lengthMs;
    return { start, end: Math.min(start + lengthMs, end) };
  }

  // Formatting costs microseconds and a pre-sign asks for the same day again and again.
  let day = { start: 0, end: 0, text: '' };
  const known = new Map<Window, { start: number; end: number }>();

  return {
    today(now) {
      if (now < day.start || now >= day.end) {
        const bounds = wideWindow(now, 'day');
        day = { ...bounds, text: new Date(bounds.start + offset(bounds.start)).toISOString().slice(0, 10) };
      }
      return day.text;
    },
    startOf: (date) => instantOf(Date.parse(`${date}T00:00:00Z`)),
    window(now, per) {
      const last = known.get(per);
      if (last !== undefined && now >= last.start && now < last.end) return last;
      const bounds =
        per === 'day' || per === 'month'
          ? wideWindow(now, per)
          : narrowWindow(now, per === 'hour' ? HOUR_MS : MINUTE_MS);
      known.set(per, bounds);
      return bounds;
    },
  };
}
