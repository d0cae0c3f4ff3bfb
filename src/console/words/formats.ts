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

/** `2026-04-07`, the day in India. @param at RFC 3339 or epoch milliseconds */
export function isoDay(at: string | number): string {
  const { day, month, year } = partsOf(at);
  return `${year}-${month}-${day}`;
}

/** `15:04 IST`. */
export function formatClock(at: string | number): string {
  const { hour, minute } = partsOf(at);
  return `${hour}:${minute} IST`;
}

const DURATION_UNITS = [
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** `1 minute 10 seconds`: to ten seconds from a minute on, to minutes from ten on, rounded up: nobody is sorry for waiting less. */
export function formatDuration(seconds: number, language: Language): string {
  const step = seconds <= 60 ? 1 : seconds <= 600 ? 10 : 60;
  let left = Math.max(1, Math.ceil(seconds / step)) * step;
  const parts: string[] = [];
  for (const { unit, seconds: size } of DURATION_UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
    if (count > 0) parts.push(new Intl.NumberFormat(LOCALE[language], style).format(count));
  }
  return parts.join(' ');
}

/** `3 minutes ago`, `yesterday`; from a week on the day itself. @param now epoch milliseconds */
export function formatAgo(at: string | number, now: number, language: Language): string {
  const seconds = Math.max(0, (now - new Date(at).getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(LOCALE[language], { numeric: 'auto' });
  if (seconds < 45) return relative.format(0, 'second');
  if (seconds < 45 * 60) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute');
  const days = Math.round((Date.parse(isoDay(now)) - Date.parse(isoDay(at))) / 86_400_000);
  if (days === 0) return relative.format(-Math.max(1, Math.round(seconds / 3600)), 'hour');
  return days < 7 ? relative.format(-days, 'day') : formatDay(at);
}

/** `62%`, rounded down: only what is done is 100%. @param share 0 to 1 */
export function formatShare(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: 'percent' }).format(Math.floor(share * 100) / 100);
}
