import { InvalidArgumentError } from 'commander';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `30d`, `12h`, `15m`, `45s` as seconds. */
export function durationSeconds(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const factor = SECONDS[unit];
  if (count === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a number and a unit, such as 30d, 12h, 15m or 45s.');
  }
  return Number(count) * factor;
}

/** An RFC 3339 moment as epoch milliseconds. */
export function moment(text: string): number {
  const [, date = ''] =
    /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const at = Date.parse(text);
  // The parser takes February 30th for March 2nd.
  if (Number.isNaN(at) || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) {
    throw new InvalidArgumentError(
      'Write a moment such as 2026-04-01T00:00:00+05:30 or 2026-03-31T18:30:00Z.',
    );
  }
  return at;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Write a whole number, such as 100.');
  return Number(text);
}

/** The word for "no value": commander turns a parsed null into an empty text, so it stays a word until the command runs. */
export type None = 'none';

export function unlessNone<T>(value: T | None): T | null {
  return value === 'none' ? null : value;
}

export function numberOrNone(text: string): number | None {
  if (text === 'none') return text;
  if (!/^\d{1,15}(\.\d{1,4})?$/.test(text)) {
    throw new InvalidArgumentError("Write a number, such as 5 or 1.5, or the word 'none'.");
  }
  return Number(text);
}

export function wholeNumberOrNone(text: string): number | None {
  if (text === 'none') return text;
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError("Write a whole number, such as 1000, or the word 'none'.");
  }
  return Number(text);
}

export function wholeNumberOrDefault(text: string): number | 'default' {
  if (text === 'default') return text;
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError("Write a whole number, such as 90, or the word 'default'.");
  }
  return Number(text);
}

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `500MiB`, `10GiB`, `1048576`. */
export function bytesOrNone(text: string): number | None {
  if (text === 'none') return text;
  const [, digits = '', unit = ''] = /^(\d{1,15})\s?([KMGT]iB)?$/.exec(text) ?? [];
  const bytes = Number(digits) * (BYTES[unit] ?? 1);
  if (digits === '' || !Number.isSafeInteger(bytes)) {
    throw new InvalidArgumentError(
      "Write a number of bytes, such as 500MiB, 10GiB or 1048576, or the word 'none'.",
    );
  }
  return bytes;
}

/** `A,B` as a list; `none` is the empty one. */
export function commaList(text: string): string[] {
  if (text === 'none') return [];
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function onOrOff(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError("Write 'on' or 'off'.");
  return text === 'on';
}
