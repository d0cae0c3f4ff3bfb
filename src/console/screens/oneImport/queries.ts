import { useQuery } from '@tanstack/react-query';
import type { ActivityView } from '../../../client/index.ts';
import { useClient } from '../../api/client.ts';

/** What was judged stays as it was: only a discarding changes it, and that forgets it. */
const FOR_GOOD = { staleTime: Number.POSITIVE_INFINITY } as const;

/** Of what hangs on an import beside its own view, which is `activityKey`. */
export const importKey = (activityId: string) => ['import', activityId] as const;

export type FindingKind = 'errors' | 'warnings';

export function useGroups(activityId: string, kind: FindingKind) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), kind, 'groups'],
    queryFn: ({ signal }) =>
      kind === 'errors'
        ? client.errorGroups({ activityId, signal })
        : client.warningGroups({ activityId, signal }),
    ...FOR_GOOD,
  });
}

/** Each new state of an import has put something into its trail. */
export function useTrail({ activityId, state }: ActivityView) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), 'trail', state],
    queryFn: ({ signal }) => client.trail({ activityId, signal }),
  });
}

export function useDiscardPreview(activityId: string, enabled: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), 'discardPreview'],
    queryFn: ({ signal }) => client.discardPreview({ activityId, signal }),
    enabled,
    gcTime: 0,
  });
}
