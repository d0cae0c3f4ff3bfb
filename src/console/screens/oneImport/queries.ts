import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { useClient } from '../../api/client.ts';
import { isOnItsWay } from './result.ts';

/** What was judged stays as it was: only a discarding changes it, and that forgets it. */
const FOR_GOOD = { staleTime: Number.POSITIVE_INFINITY, retry: false } as const;

export const importKey = (activityId: string) => ['import', activityId] as const;

/** One import. The client has tried again by itself before it says that it failed. */
export function useImport(activityId: string) {
  const client = useClient();
  return useQuery({
    queryKey: importKey(activityId),
    queryFn: ({ signal }) => client.activity({ activityId, signal }),
    retry: false,
  });
}

/** Keeps an import that is on its way as the server has it. @returns whether the server is out of reach just now */
export function useLiveImport(activity: ActivityView): boolean {
  const client = useClient();
  const queries = useQueryClient();
  const [isLate, setLate] = useState(false);
  const { activityId } = activity;
  const isLive = isOnItsWay(activity);
  useEffect(() => {
    if (!isLive) return;
    const abort = new AbortController();
    const { signal } = abort;
    const onConnection = (state: 'up' | 'down') => setLate(state === 'down');
    void (async () => {
      try {
        for await (const event of client.watch({ activityId, signal, onConnection }))
          queries.setQueryData(importKey(activityId), event.activity);
      } catch {
        if (!signal.aborted) await queries.invalidateQueries({ queryKey: importKey(activityId) });
      }
    })();
    return () => abort.abort();
  }, [client, queries, activityId, isLive]);
  return isLive && isLate;
}

export type FindingKind = 'errors' | 'warnings';

export function useGroups(activityId: string, kind: FindingKind, enabled: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), kind, 'groups'],
    queryFn: ({ signal }) =>
      kind === 'errors'
        ? client.errorGroups({ activityId, signal })
        : client.warningGroups({ activityId, signal }),
    enabled,
    ...FOR_GOOD,
  });
}

/** @param state of the import: each new one has put something into its trail */
export function useTrail({ activityId, state }: ActivityView) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), 'trail', state],
    queryFn: ({ signal }) => client.trail({ activityId, signal }),
    retry: false,
  });
}

export function useDiscardPreview(activityId: string, enabled: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [...importKey(activityId), 'discardPreview'],
    queryFn: ({ signal }) => client.discardPreview({ activityId, signal }),
    enabled,
    gcTime: 0,
    retry: false,
  });
}
