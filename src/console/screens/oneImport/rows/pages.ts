import { type QueryClient, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RefusedRowPage, WarningPage } from '../../../../client/nativeTypes.ts';
import { type ConsoleClient, useClient } from '../../../api/client.ts';
import { type FindingKind, importKey } from '../queries.ts';
import { PAGE_ROWS, pagesOf } from './rowPages.ts';

export interface Listing {
  readonly activityId: string;
  /** Null for all. */
  readonly rule: string | null;
}

interface PageOf {
  readonly errors: RefusedRowPage;
  readonly warnings: WarningPage;
}

export interface Loaded<Page> {
  readonly pages: ReadonlyMap<number, Page>;
  readonly error: unknown;
  readonly retry: () => void;
}

/** A thumb that is dragged through thousands of rows should not ask for all of them. */
const STEADY_MS = 90;
/** Rows asked for beyond those that are seen. */
const AHEAD = 30;

function pageOptions<Kind extends FindingKind>(
  client: ConsoleClient,
  kind: Kind,
  { activityId, rule, page }: Listing & { readonly page: number },
) {
  return queryOptions({
    queryKey: [...importKey(activityId), kind, 'rows', rule, page],
    queryFn: async ({ signal }): Promise<PageOf[Kind]> => {
      const options = {
        ...{ activityId, signal, offset: page * PAGE_ROWS, limit: PAGE_ROWS },
        ...(rule === null ? {} : { rule }),
      };
      const call = kind === 'errors' ? client.errorRows(options) : client.warningRows(options);
      return (await call) as PageOf[Kind];
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The first page, which also tells how many rows there are. */
export function useFirstPage<Kind extends FindingKind>(kind: Kind, listing: Listing) {
  return useQuery(pageOptions(useClient(), kind, { ...listing, page: 0 }));
}

/** The pages of the rows that are seen. @param seen first and last place among all rows, from 0 */
export function usePages<Kind extends FindingKind>(
  kind: Kind,
  listing: Listing,
  seen: { readonly first: number; readonly last: number; readonly total: number },
): Loaded<PageOf[Kind]> {
  const client = useClient();
  const wanted = pagesOf(seen.first - AHEAD, Math.min(seen.total - 1, seen.last + AHEAD));
  const enabled = useSteady(wanted.join());
  const results = useQueries({
    queries: wanted.map((page) => ({ ...pageOptions(client, kind, { ...listing, page }), enabled })),
  });
  const pages = new Map<number, PageOf[Kind]>();
  for (const [place, { data }] of results.entries()) {
    const page = wanted[place];
    if (data !== undefined && page !== undefined) pages.set(page, data);
  }
  const failed = results.filter(({ isError }) => isError);
  return {
    pages,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const { refetch } of failed) void refetch();
    },
  };
}

/** A page wherever it comes from: out of the cache, else from the server. */
export function fetchErrorPage(
  queries: QueryClient,
  client: ConsoleClient,
  at: Listing & { readonly page: number },
): Promise<RefusedRowPage> {
  return queries.fetchQuery(pageOptions(client, 'errors', at));
}

function useSteady(value: string): boolean {
  const [steady, setSteady] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSteady(value), STEADY_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return steady === value;
}
