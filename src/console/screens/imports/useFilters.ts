import { useLocation, useSearch } from 'wouter';
import { type ImportFilters, NO_FILTERS, readFilters, writeFilters } from './filters.ts';

/** The filters in the page's address. `change(null)` clears them all; each change replaces the entry in the history. */
export function useFilters(): {
  readonly filters: ImportFilters;
  readonly change: (change: Partial<ImportFilters> | null) => void;
} {
  const filters = readFilters(useSearch());
  const [path, navigate] = useLocation();
  const change = (change: Partial<ImportFilters> | null) => {
    const query = writeFilters(change === null ? NO_FILTERS : { ...filters, ...change });
    navigate(query === '' ? path : `${path}?${query}`, { replace: true });
  };
  return { filters, change };
}
