import { AppError } from '../errors.ts';
import { WINDOWS, type Window } from './calendar.ts';
import type { License } from './license.ts';
import { isPermission, PERMISSIONS, type Permission } from './permission.ts';
import type { Quota } from './quota.ts';

const MAX_NAME_CHARACTERS = 200;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MAX_SHOWN_CHARACTERS = 60;

/** A refusal that names the field, what came and what is allowed. */
export class InputRefused extends AppError {
  readonly came: string;
  /** For where field and text stand already. */
  readonly remedy: string;

  constructor(field: string, came: string, allowed: string) {
    const shown = came.length > MAX_SHOWN_CHARACTERS ? `${came.slice(0, MAX_SHOWN_CHARACTERS)}…` : came;
    const remedy = `Allowed: ${allowed}.`;
    super('input_invalid', `${field} is '${shown}'. ${remedy}`);
    this.came = came;
    this.remedy = remedy;
  }
}

export function refused(field: string, came: unknown, allowed: string): InputRefused {
  return new InputRefused(field, typeof came === 'string' ? came : String(came), allowed);
}

/** @throws AppError input_invalid */
export function readName(field: string, text: string): string {
  const name = text.trim().normalize('NFC');
  if (
    name === '' ||
    [...name].length > MAX_NAME_CHARACTERS ||
    /\p{Cc}/u.test(name) ||
    !name.isWellFormed() ||
    UUID.test(name)
  ) {
    throw refused(
      field,
      text,
      `1 to ${MAX_NAME_CHARACTERS} characters without line breaks, and not of the form of an id`,
    );
  }
  return name;
}

/** Sorted as they are stored, without doubles. @throws AppError input_invalid */
export function readPermissions(texts: readonly string[]): Permission[] {
  for (const text of texts) {
    if (!isPermission(text)) throw refused('permissions', text, PERMISSIONS.join(', '));
  }
  if (texts.length === 0) throw refused('permissions', '', `at least one of ${PERMISSIONS.join(', ')}`);
  return PERMISSIONS.filter((permission) => texts.includes(permission));
}

/** @throws AppError input_invalid for anything but dates that exist, in order */
export function readLicense(input: License): License {
  for (const field of ['from', 'until'] as const) {
    const date = input[field];
    if (date !== null && !isRealDate(date)) throw refused(field, date, 'a date as yyyy-mm-dd, or none');
  }
  if (input.from !== null && input.until !== null && input.until < input.from) {
    throw refused('until', input.until, `${input.from} (from) or later`);
  }
  return { from: input.from, until: input.until };
}

/** @throws AppError input_invalid for anything but a date that exists */
export function readDate(field: string, text: string): string {
  if (!isRealDate(text)) throw refused(field, text, 'a date as yyyy-mm-dd');
  return text;
}

/** Whether it is `yyyy-mm-dd` and on the calendar. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** @throws AppError input_invalid */
export function readWindow(text: string): Window {
  const window = WINDOWS.find((each) => each === text);
  if (window === undefined) throw refused('per', text, WINDOWS.join(', '));
  return window;
}

const MAX_QUOTA = 1_000_000_000_000;
const MAX_RETENTION_DAYS = 36_500;

/** @throws AppError input_invalid */
export function readQuota(input: {
  readonly limit: number | null;
  readonly per: string;
  readonly bytesLimit: number | null;
}): Quota {
  const { limit, bytesLimit } = input;
  const bytes = { min: 0, max: Number.MAX_SAFE_INTEGER };
  return {
    limit: limit === null ? null : readWhole('limit', limit, { min: 0, max: MAX_QUOTA }),
    per: readWindow(input.per),
    bytesLimit: bytesLimit === null ? null : readWhole('bytes', bytesLimit, bytes),
  };
}

/** @throws AppError input_invalid */
export function readRetention(days: number): number {
  return readWhole('retention-days', days, { min: 1, max: MAX_RETENTION_DAYS });
}

/** A whole number between both bounds. @throws AppError input_invalid */
export function readWhole(field: string, value: number, bounds: { min: number; max: number }): number {
  if (!Number.isSafeInteger(value) || value < bounds.min || value > bounds.max) {
    throw refused(field, value, `a whole number from ${bounds.min} to ${bounds.max}`);
  }
  return value;
}

/** RFC 3339 in UTC; null stays null. */
export function timestamp(epochMs: number): string;
export function timestamp(epochMs: number | null): string | null;
export function timestamp(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
