import { createContext, useContext } from 'react';
import { type Client, createClient } from '../../client/index.ts';

export type ConsoleClient = Client;

/** Where the server is: the page's base, whatever path a proxy publishes it under. Without a slash at the end. */
export const BASE_URL = document.baseURI.replace(/\/+$/, '');

/**
 * Its token is the cookie that sign-in sets.
 * @param session.csrfToken what the session says now; '' where nobody is signed in
 */
export function createConsoleClient(session: {
  readonly csrfToken: () => string;
  readonly fetch: typeof fetch;
}): ConsoleClient {
  return createClient({
    baseUrl: BASE_URL,
    fetch: session.fetch,
    uploadsByXhr: true,
    session: { csrfToken: session.csrfToken },
  });
}

const ClientContext = createContext<ConsoleClient | null>(null);
export const ClientProvider = ClientContext.Provider;

export function useClient(): ConsoleClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('no client is provided');
  return client;
}
