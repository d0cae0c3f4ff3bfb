import { describe, expect, it } from 'vitest';
import { formatIsoDay } from '../../src/gst/dates.ts';
import { GST_BEGAN, isoDay, parseIsoDay } from '../../src/gst/isoDay.ts';

describe('a day as yyyy-mm-dd', () => {
  it.each(['1970-01-01', '2017-07-01', '2024-02-29', '2026-12-31'])('reads %s', (text) => {
    expect(formatIsoDay(isoDay(text))).toBe(text);
  });

  it('counts from 1970-01-01', () => {
    expect(isoDay('1970-01-01')).toBe(0);
    expect(GST_BEGAN).toBe(17_348);
  });

  it.each(['', '2026-02-29', '2026-13-01', '01-04-2026', '2026-4-1', '2026-04-01T00:00'])(
    'finds no day in %j',
    (text) => {
      expect(parseIsoDay(text)).toBeNull();
      expect(() => isoDay(text)).toThrow(RangeError);
    },
  );
});
