import { useQuery } from '@tanstack/react-query';
import type { Register } from '../../../../gst/columns.ts';
import { importKey } from '../queries.ts';
import type { DocumentColumns } from './documentColumns.ts';

const NONE: DocumentColumns = { number: null, date: null };

/**
 * Which columns name the documents; null until that is known. The names of headers are fetched on their own, and where
 * they cannot be had, rows are shown without.
 * @param columns undefined while they are not known
 */
export function useDocumentColumns({
  activityId,
  register,
  columns,
}: {
  activityId: string;
  register: Register;
  columns: readonly string[] | undefined;
}): DocumentColumns | null {
  const { data, isError } = useQuery({
    queryKey: [...importKey(activityId), 'documentColumns'],
    queryFn: async () => (await import('./documentColumns.ts')).documentColumns(register, columns ?? []),
    enabled: columns !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isError ? NONE : (data ?? null);
}
