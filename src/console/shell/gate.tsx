import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useLocation, useRouter, useSearch } from 'wouter';
import { SignInScreen } from '../screens/signIn/signInScreen.tsx';
import { useSessionKeeper, useSessionState } from '../session/sessionContext.ts';
import { signInPath, wishedPath } from '../session/wishedPath.ts';
import { ErrorNotice } from '../ui/errorNotice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './gate.module.css';
import { SignedIn } from './signedIn.tsx';

const SIGN_IN = '/sign-in';

/** Nobody signed in: the sign-in screen, which remembers where the user wanted to go. Somebody: the console. */
export function Gate() {
  const state = useSessionState();
  const keeper = useSessionKeeper();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const { base } = useRouter();
  const { kind } = state;
  const isAtSignIn = path === SIGN_IN;
  useEffect(() => {
    if (kind === 'signedOut' && !isAtSignIn) {
      navigate(signInPath(search === '' ? path : `${path}?${search}`), { replace: true });
    }
    if (kind === 'signedIn' && isAtSignIn) navigate(wishedPath(search), { replace: true });
  }, [kind, isAtSignIn, path, search, navigate]);
  const owner = kind === 'signedIn' || kind === 'ended' ? ownerOf(state.session) : null;
  useCacheOf(owner, kind === 'ended');
  return (
    <RouterProvider navigate={(to) => navigate(to)} useHref={(to) => (to.startsWith('/') ? base + to : to)}>
      {kind === 'loading' ? (
        <main className={styles['waiting']}>
          <Skeleton lines={4} />
        </main>
      ) : null}
      {kind === 'unreachable' ? (
        <main className={styles['waiting']}>
          <ErrorNotice error={state.error} onRetry={() => void keeper.load()} />
        </main>
      ) : null}
      {kind === 'signedOut' ? <SignInScreen /> : null}
      {owner === null || isAtSignIn ? null : <SignedIn key={owner} />}
    </RouterProvider>
  );
}

function ownerOf({
  user,
  workspace,
}: {
  user: { userId: string };
  workspace: { workspaceId: string };
}): string {
  return `${workspace.workspaceId} ${user.userId}`;
}

/** What one user was shown is not for the next; what failed because the session had ended is asked for again. */
function useCacheOf(owner: string | null, hasEnded: boolean): void {
  const queries = useQueryClient();
  const before = useRef({ owner, hasEnded });
  useEffect(() => {
    const { current } = before;
    before.current = { owner, hasEnded };
    if (current.owner !== null && current.owner !== owner) queries.clear();
    else if (current.hasEnded && !hasEnded) void queries.invalidateQueries();
  }, [owner, hasEnded, queries]);
}
