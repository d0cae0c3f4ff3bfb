import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatCount,
  formatDay,
  formatDuration,
  formatTime,
  isoDay,
} from '../../src/console/words/formats.ts';

/** 00:30 of the next day in India. */
const LATE = '2026-04-06T19:00:00Z';

describe('figures', () => {
  it('groups by lakh and crore in both languages, with the same digits', () => {
    expect(formatCount(1_234_567, 'en')).toBe('12,34,567');
    expect(formatCount(1_234_567, 'hi')).toBe('12,34,567');
  });

  it('writes sizes in units of a thousand', () => {
    expect(formatBytes(999, 'en')).toBe('999 B');
    expect(formatBytes(4_200_000, 'en')).toBe('4.2 MB');
    expect(formatBytes(999_600, 'en')).toBe('1 MB');
  });
});

describe('times', () => {
  it("are India's, wherever the browser is", () => {
    expect(formatDay(LATE)).toBe('07-04-2026');
    expect(formatTime(LATE)).toBe('07-04-2026, 00:30 IST');
    expect(formatClock(LATE)).toBe('00:30 IST');
    expect(isoDay(LATE)).toBe('2026-04-07');
  });

  it('count days by the calendar of India and name the day itself from a week on', () => {
    const now = Date.parse('2026-04-07T20:00:00Z');
    expect(formatAgo('2026-04-07T19:59:50Z', now, 'en')).toBe('now');
    expect(formatAgo('2026-04-07T19:50:00Z', now, 'en')).toBe('10 minutes ago');
    expect(formatAgo(LATE, now, 'en')).toBe('yesterday');
    expect(formatAgo('2026-04-06T18:00:00Z', now, 'en')).toBe('2 days ago');
    expect(formatAgo('2026-03-30T18:00:00Z', now, 'en')).toBe('30-03-2026');
    expect(formatAgo(LATE, now, 'hi')).toBe('कल');
  });

  it('never tell of a future where a clock is ahead', () => {
    expect(formatAgo('2026-04-07T20:00:00Z', Date.parse('2026-04-07T19:00:00Z'), 'en')).toBe('now');
  });

  it('round waits up, and none of a minute to two', () => {
    expect(formatDuration(0, 'en')).toBe('1 second');
    expect(formatDuration(60, 'en')).toBe('1 minute');
    expect(formatDuration(61, 'en')).toBe('1 minute 10 seconds');
    expect(formatDuration(595, 'en')).toBe('10 minutes');
    expect(formatDuration(601, 'en')).toBe('11 minutes');
    expect(formatDuration(3601, 'hi')).toBe('1 घंटा 1 मिनट');
  });
});
