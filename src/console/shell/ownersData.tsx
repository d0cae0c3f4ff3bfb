import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/**
 * What was fetched for one user is kept for them alone: given another `key`, it begins with nothing.
 * @param props `hasEnded`: their session is over; what failed for that is asked for again when they are back
 */
export function OwnersData({ hasEnded, children }: { hasEnded: boolean; children: ReactNode }) {
  const [queries] = useState(() => new QueryClient(OPTIONS));
  const hadEnded = useRef(hasEnded);
  useEffect(() => {
    if (hadEnded.current && !hasEnded) void queries.invalidateQueries();
    hadEnded.current = hasEnded;
  }, [hasEnded, queries]);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

/**
 * The client tries again by itself, and live updates keep what is shown true. `always`: a browser that calls itself
 * offline may well reach a server in the same house.
 */
const OPTIONS = {
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
} as const;
