import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ActivityFilter, type ActivityView, AuthenticationError } from '../../client/index.ts';
import { isoDay } from '../words/formats.ts';
import { type ActivityPages, activityKey, LISTS_KEY } from './activities.ts';
import { matchesFilter, withActivity } from './activityFilters.ts';
import { type ConsoleClient, useClient } from './client.ts';
import { type ConnectionFacts, noteConnection, useConnectionStore } from './connectionState.ts';
import type { Store } from './store.ts';

const PAUSE_MS = 5_000;

/** Puts an activity as it is now wherever it is shown. */
export function putActivity(queries: QueryClient, activity: ActivityView): void {
  queries.setQueryData(activityKey(activity.activityId), activity);
  for (const query of queries.getQueryCache().findAll({ queryKey: LISTS_KEY })) {
    const filter = (query.queryKey[1] ?? {}) as ActivityFilter;
    queries.setQueryData<ActivityPages>(query.queryKey, (data) => {
      if (data === undefined) return data;
      const pages = withActivity(data.pages, activity, matchesFilter(activity, filter, isoDay));
      return { ...data, pages: [...pages] };
    });
  }
}

/**
 * One stream of the whole workspace while the page can be seen: a browser opens six connections to a host at most,
 * for all of its tabs together.
 */
export function useLiveUpdates(isOn: boolean): void {
  const client = useClient();
  const queries = useQueryClient();
  const connection = useConnectionStore();
  const isVisible = useVisible();
  useEffect(() => {
    if (!isOn || !isVisible) return;
    const stop = new AbortController();
    void refreshed(queries);
    void follow({ client, queries, connection, signal: stop.signal });
    return () => {
      stop.abort();
      noteConnection(connection, { live: 'off' });
    };
  }, [client, queries, connection, isOn, isVisible]);
}

interface Following {
  readonly client: ConsoleClient;
  readonly queries: QueryClient;
  readonly connection: Store<ConnectionFacts>;
  readonly signal: AbortSignal;
}

async function follow({ client, queries, connection, signal }: Following): Promise<void> {
  const onReset = () => void refreshed(queries);
  const onConnection = (live: 'up' | 'down') => {
    const wasDown = connection.read().live === 'down';
    noteConnection(connection, { live });
    if (live === 'up' && wasDown) void refreshed(queries);
  };
  while (!signal.aborted) {
    try {
      for await (const { activity } of client.watch({ signal, onConnection, onReset }))
        putActivity(queries, activity);
    } catch (error) {
      if (signal.aborted || error instanceof AuthenticationError) return;
      onConnection('down');
    }
    await paused(signal);
  }
}

/** What ended while nobody listened is told by no event. */
function refreshed(queries: QueryClient): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: LISTS_KEY }),
    queries.invalidateQueries({ queryKey: ['activity'] }),
  ]);
}

function paused(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function useVisible(): boolean {
  const [isVisible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}
