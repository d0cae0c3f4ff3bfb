import type { CivilDay } from './line.ts';
import {
  BLANK,
  bare,
  FORMULA_ERROR,
  isBlank,
  isFormulaError,
  isZeros,
  LONGEST_CELL,
  type Reading,
  UNREADABLE,
} from './reading.ts';

export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

const WRONG_ORDER: Reading<never> = { value: null, note: 'wrongOrder' };
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
/** Two-digit years from here on are of the last century. */
const CENTURY_TURN = 70;
/** Serials of Excel's 1900 system between 1982 and 2064, and the serial of 1970-01-01. */
const FIRST_SERIAL = 30_000;
const LAST_SERIAL = 60_000;
const SERIAL_OF_EPOCH = 25_569;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A date is taken as it is written: no clock, no zone moves it. */
const TIME = String.raw`(?:[T,\s]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|IST|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`, 'i');
const MONTH_NAMED = new RegExp(
  String.raw`^(\d{1,2})(?:st|nd|rd|th)?[-/., ]{0,2}([a-z]{3,9})[-/., ]{0,2}'?(\d{4}|\d{2})${TIME}$`,
  'i',
);
const MONTH_NAMED_FIRST = new RegExp(
  String.raw`^([a-z]{3,9})[-/. ]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?:,\s?|[-/ ])(\d{4})${TIME}$`,
  'i',
);
/** An XML date may carry a zone without a time. */
const ZONED = /^(\d{4})(-)(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
/** No date since 2000 is a date in both orders: the twenty of its century is no month. */
const COMPACT_YEAR_LAST = /^(\d{2})(\d{2})(\d{4})$/;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}(?:,\s*|\s+)/i;
/** The first day of .NET, and those by which spreadsheets and data bases store "no date". */
const NULL_DATE =
  /^0?0[-/ ]jan[-/ ](?:00|1900)$|(?:^|\D)(?:0001|1899|1900)(?:\D|$)|^(?:0001|1899|1900)\d{4}$/i;
const SERIAL = /^(\d{5})(?:\.\d+)?$/;

/**
 * Reads a date: `01-04-2026`, `1/4/2026`, `01.04.26`, `2026-04-01`, `2026/04/01`, `20260401`, `01-Apr-2026`, `1-apr-26`,
 * `1 April 2026`, `April 1, 2026`, any of them with a time of day, and serial numbers of Excel's 1900 system.
 *
 * @param monthFirst whether `03/04/2026` means the 4th of March; a month over 12 is then contrary evidence, and no date
 */
export function readDate(text: string, monthFirst: boolean): Reading<CivilDay> {
  if (text.length > LONGEST_CELL) return UNREADABLE;
  const cell = bare(text);
  if (isBlank(cell)) return BLANK;
  if (isFormulaError(cell)) return FORMULA_ERROR;
  const plain = cell.replace(WEEKDAY, '');
  return readNumericDate(plain, monthFirst) ?? readNamedDate(plain) ?? UNREADABLE;
}

/** Reads a date that need not be there: noughts and the days that stand for "no date" are blank. */
export function readOptionalDate(text: string, monthFirst: boolean): Reading<CivilDay> {
  return isNullDate(text) ? BLANK : readDate(text, monthFirst);
}

/** `0`, `00/00/0000`, `01-01-1900`, `1899-12-30`, `0001-01-01T00:00:00` and the like. */
export function isNullDate(text: string): boolean {
  if (text.length > LONGEST_CELL) return false;
  const cell = bare(text);
  return isZeros(cell) || NULL_DATE.test(cell);
}

function readNumericDate(cell: string, monthFirst: boolean): Reading<CivilDay> | null {
  const yearLast = YEAR_LAST.exec(cell);
  if (yearLast !== null) {
    const [first, second] = [Number(yearLast[1]), Number(yearLast[3])];
    const year = fullYear(yearLast[4] ?? '');
    const read = civilDay({ year, month: monthFirst ? first : second, day: monthFirst ? second : first });
    if (read !== null) return { value: read, note: null };
    const other = civilDay({ year, month: monthFirst ? second : first, day: monthFirst ? first : second });
    return other === null ? UNREADABLE : WRONG_ORDER;
  }
  const yearFirst = YEAR_FIRST.exec(cell) ?? ZONED.exec(cell);
  if (yearFirst !== null) return asReading(yearFirst[1], yearFirst[3], yearFirst[4]);
  const compact = COMPACT.exec(cell);
  if (compact !== null) {
    const read = asReading(compact[1], compact[2], compact[3]);
    return read.value === null ? compactYearLast(cell, monthFirst) : read;
  }
  const serial = Number(SERIAL.exec(cell)?.[1]);
  if (serial >= FIRST_SERIAL && serial <= LAST_SERIAL) return { value: serial - SERIAL_OF_EPOCH, note: null };
  return null;
}

/** `01102026`, of eight digits that are no date with the year first. */
function compactYearLast(cell: string, monthFirst: boolean): Reading<CivilDay> {
  const [, first, second, year] = COMPACT_YEAR_LAST.exec(cell) ?? [];
  return monthFirst ? asReading(year, first, second) : asReading(year, second, first);
}

function readNamedDate(cell: string): Reading<CivilDay> | null {
  const dayFirst = MONTH_NAMED.exec(cell);
  if (dayFirst !== null) {
    return asReading(fullYear(dayFirst[3] ?? ''), monthNumber(dayFirst[2] ?? ''), dayFirst[1]);
  }
  const monthFirst = MONTH_NAMED_FIRST.exec(cell);
  return monthFirst === null
    ? null
    : asReading(monthFirst[3], monthNumber(monthFirst[1] ?? ''), monthFirst[2]);
}

function asReading(
  year: string | number | undefined,
  month: string | number | undefined,
  day: string | undefined,
): Reading<CivilDay> {
  const value = civilDay({ year: Number(year), month: Number(month), day: Number(day) });
  return value === null ? UNREADABLE : { value, note: null };
}

/** 1 to 12 for an English month name or its first three letters (`Sept` too), 0 for anything else. */
export function monthNumber(name: string): number {
  const lower = name.toLowerCase();
  if (lower === 'sept') return 9;
  return (lower.length === 3 ? MONTHS : MONTH_NAMES).indexOf(lower) + 1;
}

/** A year of two digits in its century; others as they are. */
export function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length !== 2) return year;
  return year < CENTURY_TURN ? 2000 + year : 1900 + year;
}

/** Days since 1970-01-01; null where the calendar has no such day between 1900 and 2100. */
export function civilDay({ year, month, day }: CivilDate): CivilDay | null {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return null;
  if (!(day >= 1 && day <= daysIn(year, month))) return null;
  // Years begin in March, so that the leap day is the last one.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The calendar date of a day. */
export function civilDate(civil: CivilDay): CivilDate {
  const shifted = civil + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `yyyy-mm-dd` */
export function formatIsoDay(day: CivilDay): string {
  const date = civilDate(day);
  return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
}

/** `dd-mm-yyyy`, as messages write a date. */
export function formatDay(day: CivilDay): string {
  const date = civilDate(day);
  return `${twoDigits(date.day)}-${twoDigits(date.month)}-${date.year}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** The year in which a day's financial year begins: 2026 for 1 April 2026 to 31 March 2027. */
export function financialYearOf(day: CivilDay): number {
  const { year, month } = civilDate(day);
  return month >= 4 ? year : year - 1;
}
