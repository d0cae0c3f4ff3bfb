import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ActivityFilter, ActivityPage } from '../../client/index.ts';
import { useClient } from './client.ts';

export const activityKey = (activityId: string) => ['activity', activityId] as const;
export const LISTS_KEY = ['activities'] as const;
export const listKey = (filter: ActivityFilter) => [...LISTS_KEY, filter] as const;
export type ActivityPages = InfiniteData<ActivityPage, string | undefined>;

/** One import as it is now; live updates keep it so. */
export function useActivity(activityId: string) {
  const client = useClient();
  return useQuery({
    queryKey: activityKey(activityId),
    queryFn: ({ signal }) => client.activity({ activityId, signal }),
  });
}

/** Imports, newest first, page after page; live updates keep those that are shown true. */
export function useActivityList(filter: ActivityFilter, limit = 25) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: listKey(filter),
    queryFn: ({ signal, pageParam }) => client.activities({ ...filter, limit, cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}
