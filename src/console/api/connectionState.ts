import { createContext, useContext, useSyncExternalStore } from 'react';
import { createStore, type Store } from './store.ts';

/**
 * `offline`: the browser says that there is no network; `unreachable`: calls get no answer; `late`: calls are
 * answered, but what changes is not told live.
 */
export type ConnectionState = 'online' | 'late' | 'unreachable' | 'offline';

export interface ConnectionFacts {
  readonly browserOnline: boolean;
  readonly answered: boolean;
  readonly live: 'up' | 'down' | 'off';
}

export function connectionState(facts: ConnectionFacts): ConnectionState {
  if (!facts.browserOnline) return 'offline';
  if (!facts.answered) return 'unreachable';
  return facts.live === 'down' ? 'late' : 'online';
}

export function createConnectionStore(browserOnline: boolean): Store<ConnectionFacts> {
  return createStore<ConnectionFacts>({ browserOnline, answered: true, live: 'off' });
}

/** Changes some of the facts. */
export function noteConnection(store: Store<ConnectionFacts>, facts: Partial<ConnectionFacts>): void {
  const before = store.read();
  const next = { ...before, ...facts };
  const isNews =
    next.browserOnline !== before.browserOnline ||
    next.answered !== before.answered ||
    next.live !== before.live;
  if (isNews) store.write(next);
}

const ConnectionContext = createContext<Store<ConnectionFacts>>(createConnectionStore(true));
export const ConnectionProvider = ConnectionContext.Provider;

export function useConnectionStore(): Store<ConnectionFacts> {
  return useContext(ConnectionContext);
}

/** How the connection to the server is now. */
export function useConnection(): ConnectionState {
  const store = useConnectionStore();
  return connectionState(useSyncExternalStore(store.subscribe, store.read));
}
