import { useEffect } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useLocation, useRouter, useSearch } from 'wouter';
import { SignInScreen } from '../screens/signIn/signInScreen.tsx';
import { useSessionKeeper, useSessionState } from '../session/sessionContext.ts';
import { signInPath, wishedPath } from '../session/wishedPath.ts';
import { ErrorNotice } from '../ui/errorNotice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './gate.module.css';
import { OwnersData } from './ownersData.tsx';
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
  const isLeft = kind === 'signedOut' && state.isLeft;
  useEffect(() => {
    if (kind === 'signedOut' && !isAtSignIn) {
      const wished = search === '' ? path : `${path}?${search}`;
      navigate(isLeft ? SIGN_IN : signInPath(wished), { replace: true });
    }
    if (kind === 'signedIn' && isAtSignIn) navigate(wishedPath(search), { replace: true });
  }, [kind, isLeft, isAtSignIn, path, search, navigate]);
  const owner = kind === 'signedIn' || kind === 'ended' ? ownerOf(state.session) : null;
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
      {owner === null || isAtSignIn ? null : (
        <OwnersData key={owner} hasEnded={kind === 'ended'}>
          <SignedIn />
        </OwnersData>
      )}
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
