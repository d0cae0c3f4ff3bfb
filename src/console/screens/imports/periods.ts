/** Spans of days that are often wanted; each day is `yyyy-mm-dd`. */
export interface Days {
  readonly from: string | null;
  readonly to: string | null;
}

export const PERIODS = ['any', 'today', 'week', 'month', 'lastMonth', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** `week`: today and the six days before; `year`: the financial year, from 1 April. @param today in India */
export function daysOf(period: Period, today: string): Days {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  switch (period) {
    case 'any':
      return { from: null, to: null };
    case 'today':
      return { from: today, to: today };
    case 'week':
      return { from: isoOf(year, month, Number(today.slice(8)) - 6), to: today };
    case 'month':
      return { from: isoOf(year, month, 1), to: today };
    case 'lastMonth':
      return { from: isoOf(year, month - 1, 1), to: isoOf(year, month, 0) };
    case 'year':
      return { from: isoOf(month < 4 ? year - 1 : year, 4, 1), to: today };
  }
}

/** Which period these days are, or null: days of one's own. */
export function periodOf(days: Days, today: string): Period | null {
  return (
    PERIODS.find((period) => {
      const { from, to } = daysOf(period, today);
      return from === days.from && to === days.to;
    }) ?? null
  );
}

function isoOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
