import type { ColumnKey } from '../columns.ts';
import { columnOf, headerOf } from '../columnTable.ts';
import { civilDate, civilDay, financialYearOf, formatDay } from '../dates.ts';
import { GST_BEGAN } from '../isoDay.ts';
import { limitOf } from '../limits.ts';
import type { CivilDay, PeriodMonth } from '../line.ts';
import { formatPeriod, periodOf } from '../returnPeriod.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { textOf } from './cells.ts';
import type { Report, Rule, RuleContext } from './rule.ts';

/** Dates without which a document or what it settles cannot be told. */
const DECIDING_DATES: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'documentDate',
  'originalDocumentDate',
  'linkedAdvanceDocumentDate',
]);

export const D06: Rule = {
  code: 'D06',
  severity: 'error',
  severityNote: 'warning for dates other than those of the document, its original and its advance',
  registers: ['sales', 'purchase'],
  condition: 'a date is unreadable or not in the calendar',
  message: 'Document Date {v} is not a date. Enter it as DD-MM-YYYY.',
  source: "first in the list of errors of Clear's FAQ on data import: invoice_date",
  onCancelled: true,
  checkLine(supply, { settings }, report) {
    const { line } = supply;
    if (line.notes.length === 0) return;
    const order = settings.monthFirst ? 'MM-DD-YYYY' : 'DD-MM-YYYY';
    for (const { column, kind } of line.notes) {
      if (columnOf(column).kind !== 'date') continue;
      const found = `${headerOf(line.register, column)} ${shown(textOf(line, column))}`;
      report(D06, {
        supply,
        column,
        severity: DECIDING_DATES.has(column) ? 'error' : 'warning',
        message:
          kind === 'wrongOrder'
            ? `${found} has a month over 12. Dates of this workspace are read as ${order}.`
            : `${found} is not a date. Enter it as ${order}.`,
      });
    }
  },
};

export const D07: Rule = {
  code: 'D07',
  severity: 'error',
  severityNote: 'warning for the linked invoice',
  registers: ['sales', 'purchase'],
  condition:
    'the date of the document is after today in India or before 01-07-2017; so is that of its original; on sales the linked invoice of a note is before 01-07-2017 and not marked pre GST',
  message: 'Document Date {v} is in the future. / Document Date {v} is before GST began on 01-07-2017.',
  source: 'section 1(3) CGST Act: in force from 01-07-2017 (notification 9/2017-Central Tax)',
  onCancelled: true,
  checkLine(supply, context, report) {
    const { date, originalDate, linkedDate, isLinkedInvoicePreGst, register } = supply.line;
    if (date !== null && (date > context.today || date < GST_BEGAN)) {
      sayOutside(supply, { column: 'documentDate', day: date, report });
    }
    if (originalDate !== null) {
      const isEarly = originalDate < GST_BEGAN && !isLinkedInvoicePreGst;
      if (isEarly || originalDate > context.today) {
        sayOutside(supply, { column: 'originalDocumentDate', day: originalDate, report });
      }
    }
    if (!supply.isNote || register !== 'sales' || isLinkedInvoicePreGst) return;
    if (linkedDate !== null && linkedDate < GST_BEGAN) {
      sayOutside(supply, { column: 'linkedInvoiceDate', day: linkedDate, report });
    }
  },
};

function sayOutside(
  supply: Supply,
  { column, day, report }: { column: ColumnKey; day: CivilDay; report: Report },
): void {
  // However the file writes it: of a workbook the same is said as of a text.
  const found = `${headerOf(supply.line.register, column)} ${formatDay(day)}`;
  const remedy =
    column === 'linkedInvoiceDate' ? ' Set Is Linked Invoice Pre GST to Y if that is right.' : '';
  report(D07, {
    supply,
    column,
    severity: column === 'linkedInvoiceDate' ? 'warning' : 'error',
    message:
      day < GST_BEGAN ? `${found} is before GST began on 01-07-2017.${remedy}` : `${found} is in the future.`,
  });
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

export const D10: Rule = {
  code: 'D10',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    "the return period is unreadable, or ends before the document's month (a quarter ends with its last month)",
  message: 'Return Filing Month {v} is before the document date. Use the month of filing as MM-YYYY.',
  source: 'section 37(1) CGST Act: a return holds the supplies of its period and earlier ones',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    const { period, date, notes } = line;
    const isUnread = notes.length > 0 && notes.some(({ column }) => column === 'returnFilingMonth');
    if (!isUnread && (period === null || date === null || period >= periodOf(date))) return;
    const text = textOf(line, 'returnFilingMonth');
    // Workbooks write a month as a day of it: the same is said of both.
    const month = period !== null && ISO_DAY.test(text) ? formatPeriod(period) : shown(text);
    const found = `Return Filing Month ${month}`;
    report(D10, {
      supply,
      column: 'returnFilingMonth',
      message: `${found} is ${isUnread ? 'not a month' : 'before the document date'}. Use the month of filing as MM-YYYY.`,
    });
  },
};

const NOVEMBER = 10;
/** GSTR-1 and GSTR-3B: days of the month after the period. */
const DUE_DAY = { sales: 11, purchase: 20 } as const;
const TOO_LATE = 'The time limit of 30 November after the financial year has passed for this document.';

export const D11: Rule = {
  code: 'D11',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    "the return period is later than the November after the document's financial year; or a credit note is dated after the 30 November that follows the year of the linked invoice; or the return was due over 3 years ago",
  message: TOO_LATE,
  source:
    'sections 16(4) and 37(3): https://zerolev.com/Finance_Research_A/Credit-Under-ITC.html ; section 34(2): https://taxguru.in/goods-and-service-tax/gst-amendments-finance-act-2025-effective-oct-1-2025-notified.html ; three years: https://www.centaxonline.com/blog/gstn-issued-advisory-on-barring-of-gst-return-on-expiry-of-three-years',
  onCancelled: false,
  checkDocument(supplies, context, report) {
    const [supply] = supplies;
    if (supply === undefined || supply.line.date === null) return;
    const { date, type, register } = supply.line;
    const period = latestPeriod(supplies);
    const linkedDate = type === 'creditNote' ? earliestLink(supplies) : null;
    if (period !== null && period > lastPeriodOf(date)) {
      report(D11, { supply, column: 'returnFilingMonth', message: TOO_LATE });
    } else if (linkedDate !== null && periodOf(date) > lastPeriodOf(linkedDate)) {
      report(D11, { supply, column: 'documentDate', message: TOO_LATE });
    } else {
      const ofReturn = period ?? periodOf(date);
      if (dueDay(ofReturn, DUE_DAY[register]) >= earliestDueDay(context)) return;
      report(D11, {
        supply,
        column: period === null ? 'documentDate' : 'returnFilingMonth',
        message: `The return of ${formatPeriod(ofReturn)} was due over 3 years ago and can no longer be filed.`,
      });
    }
  },
};

function latestPeriod(supplies: readonly Supply[]): PeriodMonth | null {
  let latest: PeriodMonth | null = null;
  for (const { line } of supplies) {
    if (line.period !== null && (latest === null || line.period > latest)) latest = line.period;
  }
  return latest;
}

function earliestLink(supplies: readonly Supply[]): CivilDay | null {
  let earliest: CivilDay | null = null;
  for (const { line } of supplies) {
    if (line.linkedDate !== null && (earliest === null || line.linkedDate < earliest))
      earliest = line.linkedDate;
  }
  return earliest;
}

/** The November after a day's financial year: the last period that may add, amend or claim. */
function lastPeriodOf(day: CivilDay): PeriodMonth {
  return (financialYearOf(day) + 1) * 12 + NOVEMBER;
}

function dueDay(period: PeriodMonth, day: number): CivilDay {
  const next = period + 1;
  return civilDay({ year: Math.floor(next / 12), month: (next % 12) + 1, day }) ?? 0;
}

function earliestDueDay({ today, tables }: RuleContext): CivilDay {
  const { year, month, day } = civilDate(today);
  const years = limitOf(tables, 'returnBarYears');
  // 29 February stands for 28 February in a year without one.
  return (
    civilDay({ year: year - years, month, day }) ?? civilDay({ year: year - years, month, day: 28 }) ?? 0
  );
}
