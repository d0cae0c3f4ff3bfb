import { type Language, LOCALE } from './language.tsx';

/** Finance people in India read every time as theirs, wherever the server or the browser is. */
const TIME_ZONE = 'Asia/Kolkata';
const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `12,34,567`. */
export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language]).format(count);
}

/** `4.2 MB`, of 1,000 bytes a kB. */
export function formatBytes(bytes: number, language: Language): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`;
}

/** `07-04-2026`. @param at RFC 3339 or epoch milliseconds */
export function formatDay(at: string | number): string {
  const { day, month, year } = partsOf(at);
  return `${day}-${month}-${year}`;
}

/** `07-04-2026, 15:04 IST`. */
export function formatTime(at: string | number): string {
  const { day, month, year, hour, minute } = partsOf(at);
  return `${day}-${month}-${year}, ${hour}:${minute} IST`;
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function partsOf(at: string | number): Readonly<Record<Intl.DateTimeFormatPartTypes, string>> {
  const parts = PARTS.formatToParts(new Date(at)).map(({ type, value }) => [type, value] as const);
  return Object.fromEntries(parts) as Record<Intl.DateTimeFormatPartTypes, string>;
}
