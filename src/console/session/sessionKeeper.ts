import { AuthenticationError, type Client, type SessionView } from '../../client/index.ts';
import { createStore } from '../api/store.ts';

/**
 * `signedOut`: nobody is signed in, `isLeft`: because somebody has just left, whose place is no wish of the next. `ended`: it was there and is over; what the user has on the page is kept for when they sign in again.
 */
export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable'; readonly error: unknown }
  | { readonly kind: 'signedOut'; readonly isLeft: boolean }
  | { readonly kind: 'signedIn'; readonly session: SessionView }
  | { readonly kind: 'ended'; readonly session: SessionView };

export interface SessionKeeper {
  read(): SessionState;
  subscribe(listener: () => void): () => void;
  /** '' where nobody is signed in. */
  csrfToken(): string;
  /** Asks the server who is signed in. It never throws: what went wrong is in the state. */
  load(): Promise<void>;
  /** @throws GstIntakeError as the server refuses */
  signIn(token: string): Promise<void>;
  /** @throws GstIntakeError where the server could not be told: the user is signed in still */
  signOut(): Promise<void>;
  /** A call learned that the session is over. */
  noteEnded(): void;
}

export function createSessionKeeper(
  client: () => Pick<Client, 'session' | 'signIn' | 'signOut'>,
): SessionKeeper {
  const store = createStore<SessionState>({ kind: 'loading' });
  const noteEnded = () => {
    const state = store.read();
    if (state.kind === 'signedIn') store.write({ kind: 'ended', session: state.session });
  };
  return {
    read: store.read,
    subscribe: store.subscribe,
    csrfToken() {
      const state = store.read();
      return state.kind === 'signedIn' ? state.session.csrfToken : '';
    },
    async load() {
      try {
        store.write({ kind: 'signedIn', session: await client().session() });
      } catch (error) {
        const { kind } = store.read();
        if (error instanceof AuthenticationError) {
          if (kind === 'loading' || kind === 'unreachable') store.write({ kind: 'signedOut', isLeft: false });
          else noteEnded();
        } else if (kind === 'loading' || kind === 'unreachable') store.write({ kind: 'unreachable', error });
      }
    },
    async signIn(token) {
      store.write({ kind: 'signedIn', session: await client().signIn({ token }) });
    },
    async signOut() {
      await client().signOut();
      store.write({ kind: 'signedOut', isLeft: true });
    },
    noteEnded,
  };
}
