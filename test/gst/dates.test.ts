import { describe, expect, it } from 'vitest';
import {
  civilDate,
  civilDay,
  financialYearOf,
  formatDay,
  formatIsoDay,
  readDate,
  readOptionalDate,
} from '../../src/gst/dates.ts';
import { formatPeriod, periodOf, readPeriod } from '../../src/gst/returnPeriod.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function iso(text: string, monthFirst = false): string | null {
  const { value } = readDate(text, monthFirst);
  return value === null ? null : formatIsoDay(value);
}

describe('a date', () => {
  it('is read in every format on every day from 1900 to 2100', () => {
    const first = Date.UTC(1900, 0, 1) / 86_400_000;
    const last = Date.UTC(2100, 11, 31) / 86_400_000;
    const wrong: string[] = [];
    const expectDay = (text: string, day: number, monthFirst = false): void => {
      if (readDate(text, monthFirst).value !== day) wrong.push(text);
    };
    for (let day = first; day <= last; day += 1) {
      const utc = new Date(day * 86_400_000);
      const [year, month, date] = [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate()];
      const [mm, dd] = [String(month).padStart(2, '0'), String(date).padStart(2, '0')];
      if (civilDay({ year, month, day: date }) !== day) wrong.push(`${year}-${mm}-${dd} to a day`);
      if (formatIsoDay(day) !== utc.toISOString().slice(0, 10)) wrong.push(`${year}-${mm}-${dd} back`);
      for (const text of [
        `${dd}-${mm}-${year}`,
        `${dd}/${mm}/${year}`,
        `${date}.${month}.${year}`,
        `${year}-${mm}-${dd}`,
        `${year}/${mm}/${dd}`,
        `${year}${mm}${dd}`,
        `${dd}-${MONTHS[month - 1]}-${year}`,
        `${date} ${LONG_MONTHS[month - 1]} ${year}`,
        `${year}-${mm}-${dd}T23:59:59.999+05:30`,
      ]) {
        expectDay(text, day);
      }
      expectDay(`${mm}/${dd}/${year}`, day, true);
      if (year >= 1970 && year < 2070) expectDay(`${dd}-${MONTHS[month - 1]}-${String(year).slice(2)}`, day);
      const serial = day + 25_569;
      if (serial >= 30_000 && serial <= 60_000) expectDay(String(serial), day);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['45428', '2024-05-16'],
    ['45428.0', '2024-05-16'],
    ['45428.99', '2024-05-16'],
    ["'01-05-2024", '2024-05-01'],
    ['1/5/24', '2024-05-01'],
    ['01.05.24', '2024-05-01'],
    ['1-MAY-24', '2024-05-01'],
    ['01-may-2024', '2024-05-01'],
    ['01MAY2024', '2024-05-01'],
    ['1st May 2024', '2024-05-01'],
    ['1 May, 2024', '2024-05-01'],
    ["1 Sept '24", '2024-09-01'],
    ['May 1, 2024', '2024-05-01'],
    ['2024-05-01 00:00:00', '2024-05-01'],
    ['2024-04-30T18:30:00.000Z', '2024-04-30'],
    ['01/05/2024 11:30 PM', '2024-05-01'],
    ['29-02-2024', '2024-02-29'],
    ['01102026', '2026-10-01'],
    ['20122026', '2026-12-20'],
    ['2026-10-01+05:30', '2026-10-01'],
    ['2026-10-01Z', '2026-10-01'],
    ['Thu, 01 Oct 2026', '2026-10-01'],
    ['Thursday, October 1, 2026', '2026-10-01'],
    ['Thu 01-10-2026', '2026-10-01'],
    ['29-02-2000', '2000-02-29'],
  ])('%j is %s', (text, date) => {
    expect(iso(text)).toBe(date);
  });

  it.each([
    '29-02-2023',
    '29-02-1900',
    '31-04-2024',
    '00-01-2024',
    '32-01-2024',
    '13-13-2024',
    '2024-13-01',
    '20241301',
    '32102026',
    'Thursday',
    '01-05',
    '01-05-024',
    '01-05/2024',
    '1 Mai 2024',
    '1-Foo-2024',
    '29999',
    '60001',
    '1234',
    '01-05-1899',
    '01-05-2101',
    'yesterday',
    '01-05-2024 or so',
    '1'.repeat(101),
  ])('%j is none', (text) => {
    expect(readDate(text, false)).toEqual({ value: null, note: 'unreadable' });
  });

  it('goes by the order of the workspace, and says when the other order would be needed', () => {
    expect(iso('03/04/2026')).toBe('2026-04-03');
    expect(iso('03/04/2026', true)).toBe('2026-03-04');
    expect(readDate('04/13/2026', false)).toEqual({ value: null, note: 'wrongOrder' });
    expect(readDate('13/04/2026', true)).toEqual({ value: null, note: 'wrongOrder' });
    expect(iso('2026-04-13', true)).toBe('2026-04-13');
    expect(iso('10012026', true)).toBe('2026-10-01');
  });

  it.each(['', '-', 'null', 'NaN', 'NaT', 'NA'])('%j is blank', (text) => {
    expect(readDate(text, false)).toEqual({ value: null, note: null });
  });

  it.each([
    '0',
    '00/00/0000',
    '0000-00-00 00:00:00',
    '00000000',
    '01-01-1900',
    '1900-01-00',
    '0-Jan-00',
    '1899-12-30',
    '31/12/1899',
    '18991231',
    '0001-01-01T00:00:00',
    'NA',
  ])('%j stands for none where none is needed', (text) => {
    expect(readOptionalDate(text, false)).toEqual({ value: null, note: null });
  });

  it('is needed or not read alike otherwise', () => {
    for (const text of ['01-05-2024', '45428', 'soon', '1901-01-01', '1-Jan-19', '2000-01-01 19:00']) {
      expect(readOptionalDate(text, false), text).toEqual(readDate(text, false));
    }
  });

  it('says so of a formula error', () => {
    expect(readDate('#VALUE!', false)).toEqual({ value: null, note: 'formulaError' });
  });

  it('belongs to the financial year that begins in April', () => {
    const year = (text: string) => financialYearOf(readDate(text, false).value ?? 0);
    expect([year('31-03-2026'), year('01-04-2026'), year('31-12-2026')]).toEqual([2025, 2026, 2026]);
  });

  it('is written as messages write it', () => {
    expect(formatDay(readDate('1/5/2024', false).value ?? 0)).toBe('01-05-2024');
    expect(civilDate(0)).toEqual({ year: 1970, month: 1, day: 1 });
  });
});

describe('a return period', () => {
  it.each([
    ['05-2024', '05-2024'],
    ['5/2024', '05-2024'],
    ['052024', '05-2024'],
    ['52024', '05-2024'],
    ['52024.0', '05-2024'],
    ['122024', '12-2024'],
    ['10/26', '10-2026'],
    ['10-26', '10-2026'],
    ['202405', '05-2024'],
    ['2024-05', '05-2024'],
    ['May 2024', '05-2024'],
    ['MAY-24', '05-2024'],
    ["May'24", '05-2024'],
    ['2024 May', '05-2024'],
    ['01-05-2024', '05-2024'],
    ['2024-05-01', '05-2024'],
    ['45428', '05-2024'],
    ['Apr-Jun 2024', '06-2024'],
    ['April to June 2024', '06-2024'],
    ['Oct - Dec 24', '12-2024'],
    ['Jan-Mar 2025', '03-2025'],
    ['Q1 2024-25', '06-2024'],
    ['Q3 FY2024-25', '12-2024'],
    ['Q4 2024-25', '03-2025'],
    ['2024-25 Q2', '09-2024'],
    ['FY 24-25 Q4', '03-2025'],
  ])('%j is %s', (text, expected) => {
    const { value, note } = readPeriod(text, false);
    expect([value === null ? null : formatPeriod(value), note]).toEqual([expected, null]);
  });

  it.each([
    '13-2024',
    '13-26',
    '2024-25',
    'Q1 2024',
    'Q5 2024-25',
    'Q1 2024-26',
    'Apr-Sep 2024',
    'May',
    '05',
    'soon',
  ])('%j is none', (text) => {
    expect(readPeriod(text, false)).toEqual({ value: null, note: 'unreadable' });
  });

  it('is blank where the cell is', () => {
    expect(readPeriod('NA', false)).toEqual({ value: null, note: null });
  });

  it('is that of a day', () => {
    expect(formatPeriod(periodOf(readDate('31-12-2024', false).value ?? 0))).toBe('12-2024');
  });
});
