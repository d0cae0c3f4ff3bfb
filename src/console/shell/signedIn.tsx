import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useLiveUpdates } from '../api/liveUpdates.ts';
import { useSessionState } from '../session/sessionContext.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { UploadProvider } from '../upload/uploadProvider.tsx';
import { UploadSummary } from '../upload/uploadSummary.tsx';
import { WindowDrop } from '../upload/windowDrop.tsx';
import { EndedDialog } from './endedDialog.tsx';
import { ErrorBoundary } from './errorBoundary.tsx';
import { Frame } from './frame.tsx';
import { NotFoundScreen } from './notFoundScreen.tsx';

const UploadScreen = lazy(async () => ({
  default: (await import('../screens/upload/uploadScreen.tsx')).UploadScreen,
}));
const ImportsScreen = lazy(async () => ({
  default: (await import('../screens/imports/importsScreen.tsx')).ImportsScreen,
}));
const OneImportScreen = lazy(async () => ({
  default: (await import('../screens/oneImport/oneImportScreen.tsx')).OneImportScreen,
}));

/** All that somebody who is signed in sees; it stays, with all it holds, when their session ends. */
export function SignedIn() {
  const { kind } = useSessionState();
  const [path] = useLocation();
  useLiveUpdates(kind === 'signedIn');
  return (
    <UploadProvider>
      <Frame peek={<UploadSummary />}>
        <ErrorBoundary place={path}>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Switch>
              <Route path="/" component={UploadScreen} />
              <Route path="/imports" component={ImportsScreen} />
              <Route path="/imports/:activityId">
                {({ activityId }) => <OneImportScreen key={activityId} activityId={activityId} />}
              </Route>
              <Route component={NotFoundScreen} />
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Frame>
      <WindowDrop />
      <EndedDialog />
    </UploadProvider>
  );
}
