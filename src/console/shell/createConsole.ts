import { createConsoleClient } from '../api/client.ts';
import { createConnectionStore, noteConnection } from '../api/connectionState.ts';
import { observedFetch } from '../api/observedFetch.ts';
import { createSessionKeeper, type SessionKeeper } from '../session/sessionKeeper.ts';

/** What lives as long as the page and outside of React. */
export function createConsole() {
  const connection = createConnectionStore(navigator.onLine);
  const keeper: SessionKeeper = createSessionKeeper(() => client);
  const client = createConsoleClient({
    csrfToken: keeper.csrfToken,
    fetch: observedFetch(fetch.bind(globalThis), {
      onAnswer: () => noteConnection(connection, { answered: true }),
      onNoAnswer: () => noteConnection(connection, { answered: false }),
      onUnauthorised: keeper.noteEnded,
      onOtherSession: async () => {
        await keeper.load();
        return keeper.csrfToken();
      },
    }),
  });
  const moved = { current: false };

  /** @returns what undoes it */
  const start = () => {
    const move = () => {
      moved.current = true;
    };
    const online = () => noteConnection(connection, { browserOnline: navigator.onLine });
    const listeners = [
      ['pushState', move],
      ['popstate', move],
      ['online', online],
      ['offline', online],
    ] as const;
    for (const [name, listener] of listeners) addEventListener(name, listener);
    let before = keeper.read().kind;
    const leave = keeper.subscribe(() => {
      if (before === 'signedOut') move();
      before = keeper.read().kind;
    });
    void keeper.load();
    return () => {
      leave();
      for (const [name, listener] of listeners) removeEventListener(name, listener);
    };
  };
  return { client, connection, keeper, moved, start };
}
