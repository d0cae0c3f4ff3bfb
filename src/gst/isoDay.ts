import { civilDay } from './dates.ts';
import type { CivilDay } from './line.ts';

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day of a `yyyy-mm-dd`; null where the text is none or the calendar has no such day. */
export function parseIsoDay(text: string): CivilDay | null {
  const [, year, month, day] = ISO_DAY.exec(text) ?? [];
  return civilDay({ year: Number(year), month: Number(month), day: Number(day) });
}

/** A day that stands in the code. @throws RangeError for a text that is none */
export function isoDay(text: string): CivilDay {
  const day = parseIsoDay(text);
  if (day === null) throw new RangeError(`${text} is not a day as yyyy-mm-dd.`);
  return day;
}

export const GST_BEGAN = isoDay('2017-07-01');
