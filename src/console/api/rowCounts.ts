import type { ActivityView } from '../../client/index.ts';

/** Rows that were taken in and rows that were not, of all GSTINs; null while nothing has been judged. */
export function rowCounts({ processingStats }: Pick<ActivityView, 'processingStats'>): {
  readonly good: number;
  readonly refused: number;
} | null {
  if (processingStats === null) return null;
  return {
    good: processingStats.reduce((sum, { validRows }) => sum + validRows, 0),
    refused: processingStats.reduce((sum, { invalidRows }) => sum + invalidRows, 0),
  };
}
