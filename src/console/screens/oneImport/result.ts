import type { ActivityView, GstinStats } from '../../../client/index.ts';

export interface Totals {
  readonly documents: number;
  readonly goodRows: number;
  readonly refusedRows: number;
}

/** What Clear calls the rows whose own GSTIN cannot be told. */
export const UNKNOWN_GSTIN = 'UNKNOWN';

/** Over all own GSTINs; null where nothing was judged. */
export function totalsOf({ processingStats }: Pick<ActivityView, 'processingStats'>): Totals | null {
  if (processingStats === null) return null;
  const sum = (of: (stats: GstinStats) => number) =>
    processingStats.reduce((total, stats) => total + of(stats), 0);
  return {
    documents: sum(({ totalDocumentCount }) => totalDocumentCount),
    goodRows: sum(({ validRows }) => validRows),
    refusedRows: sum(({ invalidRows }) => invalidRows),
  };
}

/** Whether an import goes on. */
export function isOnItsWay({ state }: Pick<ActivityView, 'state'>): boolean {
  return state === 'waiting' || state === 'checking';
}
