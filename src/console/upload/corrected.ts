import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { activityKey } from '../api/activities.ts';
import { useClient } from '../api/client.ts';
import type { Corrected } from './queueTypes.ts';

/** The import that `/?corrects=ID` is about. */
export interface Correcting {
  /** Null where the address names none. */
  readonly activityId: string | null;
  /** Null until it is known. */
  readonly corrected: Corrected | null;
  readonly error: unknown;
}

export function useCorrecting(): Correcting {
  const client = useClient();
  const [search] = useSearchParams();
  const activityId = search.get('corrects');
  const { data, error } = useQuery({
    queryKey: activityKey(activityId ?? ''),
    queryFn: ({ signal }) => client.activity({ activityId: activityId ?? '', signal }),
    enabled: activityId !== null,
  });
  if (activityId === null || data === undefined) return { activityId, corrected: null, error };
  const corrected = { activityId, register: data.templateType, fileName: data.userFileName };
  return { activityId, corrected, error };
}
