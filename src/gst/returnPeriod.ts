import { civilDate, fullYear, monthNumber, readDate } from './dates.ts';
import type { CivilDay, PeriodMonth } from './line.ts';
import { BLANK, bare, isBlank, LONGEST_CELL, type Reading, UNREADABLE } from './reading.ts';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const MONTH_YEAR = /^(\d{1,2})[-/. ](\d{4})$/;
const MONTH_SHORT_YEAR = /^(\d{1,2})[-/](\d{2})$/;
const YEAR_MONTH = /^(\d{4})[-/. ](\d{1,2})$/;
const SIX_DIGITS = /^(\d{2})(\d{2})(\d{2})(?:\.0+)?$/;
/** MMYYYY that lost its leading zero in a spreadsheet; no serial of a date in this century ends like a year of GST. */
const FIVE_DIGITS = /^([1-9])(20[12]\d)(?:\.0+)?$/;
const NAMED_MONTH = /^([a-z]{3,9})[-/., ]{0,2}'?(\d{4}|\d{2})$/i;
const YEAR_NAMED_MONTH = /^(\d{4})[-/., ]{0,2}([a-z]{3,9})$/i;
const QUARTER_OF_MONTHS = /^([a-z]{3,9})\s?(?:-|–|to)\s?([a-z]{3,9})[-/., ]{0,2}'?(\d{4}|\d{2})$/i;
const NUMBERED_QUARTER = /^Q([1-4])[-/., ]{0,2}(?:FY)?[- ]?(\d{4}|\d{2})\s?[-/]\s?(\d{4}|\d{2})$/i;
const QUARTER_LAST = /^(?:FY)?[- ]?(\d{4}|\d{2})\s?[-/]\s?(\d{4}|\d{2})[-/., ]{0,2}Q([1-4])$/i;

/**
 * Reads a return period: `05-2024`, `05/24`, `052024`, `2024-05`, `May 2024`, `May-24`, a quarter (`Apr-Jun 2024`, `Q1 2024-25`:
 * its last month), or any date in it.
 */
export function readPeriod(text: string, monthFirst: boolean): Reading<PeriodMonth> {
  if (text.length > LONGEST_CELL) return UNREADABLE;
  const cell = bare(text);
  if (isBlank(cell)) return BLANK;
  const period = readNumeric(cell) ?? readNamed(cell) ?? readQuarter(cell);
  if (period !== null) return { value: period, note: null };
  const date = readDate(cell, monthFirst);
  return date.value === null ? date : { value: periodOf(date.value), note: null };
}

function readNumeric(cell: string): PeriodMonth | null {
  const monthYear = MONTH_YEAR.exec(cell) ?? FIVE_DIGITS.exec(cell);
  if (monthYear !== null) return period(Number(monthYear[2]), Number(monthYear[1]));
  const shortYear = MONTH_SHORT_YEAR.exec(cell);
  if (shortYear !== null) return period(fullYear(shortYear[2] ?? ''), Number(shortYear[1]));
  const yearMonth = YEAR_MONTH.exec(cell);
  if (yearMonth !== null) return period(Number(yearMonth[1]), Number(yearMonth[2]));
  const six = SIX_DIGITS.exec(cell);
  if (six === null) return null;
  const [, first = '', second = '', third = ''] = six;
  return period(Number(second + third), Number(first)) ?? period(Number(first + second), Number(third));
}

function readNamed(cell: string): PeriodMonth | null {
  const monthYear = NAMED_MONTH.exec(cell);
  if (monthYear !== null) return period(fullYear(monthYear[2] ?? ''), monthNumber(monthYear[1] ?? ''));
  const yearMonth = YEAR_NAMED_MONTH.exec(cell);
  return yearMonth === null ? null : period(Number(yearMonth[1]), monthNumber(yearMonth[2] ?? ''));
}

function readQuarter(cell: string): PeriodMonth | null {
  const months = QUARTER_OF_MONTHS.exec(cell);
  if (months !== null) {
    const [first, last] = [monthNumber(months[1] ?? ''), monthNumber(months[2] ?? '')];
    return last % 3 === 0 && first === last - 2 ? period(fullYear(months[3] ?? ''), last) : null;
  }
  const before = NUMBERED_QUARTER.exec(cell);
  if (before !== null) return quarter(before[1], before[2], before[3]);
  const after = QUARTER_LAST.exec(cell);
  return after === null ? null : quarter(after[3], after[1], after[2]);
}

/** The last month of a quarter of a financial year: the fourth one lies in the year in which it ends. */
function quarter(number = '', from = '', until = ''): PeriodMonth | null {
  const year = fullYear(from);
  if (fullYear(until) !== year + 1) return null;
  return number === '4' ? period(year + 1, 3) : period(year, 3 + 3 * Number(number));
}

function period(year: number, month: number): PeriodMonth | null {
  return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 ? year * 12 + month - 1 : null;
}

/** The month of a day. */
export function periodOf(day: CivilDay): PeriodMonth {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
}

/** `mm-yyyy` */
export function formatPeriod(month: PeriodMonth): string {
  return `${String((month % 12) + 1).padStart(2, '0')}-${Math.floor(month / 12)}`;
}
