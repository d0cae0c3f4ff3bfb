const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;
/** Day 0 of each system; in that of 1900 it is right from 1 March 1900 on, since Excel counts a 29 February before it. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const SERIAL_OF_MARCH_1900 = 61;
/** 31 December 9999. */
const LAST_SERIAL = 2_958_465;

/**
 * A serial number as ISO text: `2026-04-01`, with a time of day where it has one, a time alone below one day. Null where the
 * calendar of spreadsheets has no such day. Seconds are rounded; no time zone is involved.
 */
export function serialText(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0 && serial < LAST_SERIAL + 1)) return null;
  const seconds = Math.round(serial * DAY_SECONDS);
  const day = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - day * DAY_SECONDS;
  if (day === 0 && (rest > 0 || !is1904)) return timeText(rest);
  const date = dayText(day, is1904);
  return rest === 0 ? date : `${date}T${timeText(rest)}`;
}

function dayText(day: number, is1904: boolean): string {
  if (is1904) return isoDay(EPOCH_1904 + day * DAY_MS);
  if (day === SERIAL_OF_MARCH_1900 - 1) return '1900-02-29';
  return isoDay(EPOCH_1900 + (day < SERIAL_OF_MARCH_1900 ? day + 1 : day) * DAY_MS);
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const ISO = /^(?:(\d{4})-(\d{2})-(\d{2}))?T?(?:(\d{2}):(\d{2}):(\d{2}))?$/;

/** The way back, in the system of 1900: null for a text that `serialText` does not give. */
export function textSerial(text: string): number | null {
  const [, year, month, day, hours, minutes, seconds] = ISO.exec(text) ?? [];
  if (year === undefined && hours === undefined) return null;
  const rest =
    hours === undefined ? 0 : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / DAY_SECONDS;
  if (year === undefined) return rest;
  const days = (Date.UTC(Number(year), Number(month) - 1, Number(day)) - EPOCH_1900) / DAY_MS;
  if (text.startsWith('1900-02-29')) return SERIAL_OF_MARCH_1900 - 1 + rest;
  return (days < SERIAL_OF_MARCH_1900 ? days - 1 : days) + rest;
}
