import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SessionView } from '../../client/index.ts';
import type { SessionKeeper, SessionState } from './sessionKeeper.ts';

const SessionContext = createContext<SessionKeeper | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSessionKeeper(): SessionKeeper {
  const keeper = useContext(SessionContext);
  if (keeper === null) throw new Error('no session is provided');
  return keeper;
}

export function useSessionState(): SessionState {
  const keeper = useSessionKeeper();
  return useSyncExternalStore(keeper.subscribe, keeper.read);
}

/** Who is signed in; within the frame there always is somebody, or was until just now. */
export function useSession(): SessionView {
  const state = useSessionState();
  if (state.kind !== 'signedIn' && state.kind !== 'ended') throw new Error('nobody is signed in');
  return state.session;
}
