import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { SessionView } from '../../client/nativeTypes.ts';
import { useClient } from '../api/client.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { useClock } from '../words/clock.tsx';
import { useWords } from '../words/language.tsx';
import { createAnnouncer, isActive } from './announcements.ts';
import { lazyLook } from './lazyLook.ts';
import { UploadQueue } from './queue.ts';
import { UploadContextProvider } from './uploadContext.ts';
import { announcementText, WORDS } from './words.ts';

/**
 * Holds the files on their way, above the screens, so that they go on whichever is shown.
 * @param props `session`: null where nobody is signed in, undefined while that is not known; `onSignedOut`: the server
 * says that nobody is signed in any more
 */
export function UploadProvider({
  session,
  onSignedOut,
  children,
}: {
  session: SessionView | null | undefined;
  onSignedOut: () => void;
  children: ReactNode;
}) {
  const client = useClient();
  const now = useClock();
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;
  const [queue] = useState(
    () =>
      new UploadQueue({
        client,
        look: lazyLook,
        now,
        later(milliseconds, action) {
          const timer = setTimeout(action, milliseconds);
          return () => clearTimeout(timer);
        },
        onSignedOut: () => signedOut.current(),
      }),
  );
  useEffect(() => {
    if (session === undefined) return;
    queue.setSession(
      session && {
        workspaceId: session.workspace.workspaceId,
        maxUploadBytes: session.limits.maxUploadBytes,
      },
    );
  }, [queue, session]);
  useConnection(queue);
  useLeaveWarning(queue);
  useAnnouncements(queue);
  return <UploadContextProvider value={queue}>{children}</UploadContextProvider>;
}

function useConnection(queue: UploadQueue): void {
  useEffect(() => {
    const tell = () => queue.setOnline(navigator.onLine);
    tell();
    window.addEventListener('online', tell);
    window.addEventListener('offline', tell);
    return () => {
      window.removeEventListener('online', tell);
      window.removeEventListener('offline', tell);
    };
  }, [queue]);
}

/** Only what has not reached the server would be lost with the page. */
function useLeaveWarning(queue: UploadQueue): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const { files } = queue.snapshot();
      if (files.some((file) => isActive(file) && file.activityId === null)) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [queue]);
}

function useAnnouncements(queue: UploadQueue): void {
  const announce = useAnnounce();
  const words = useWords(WORDS);
  const say = useRef(announce);
  const inWords = useRef(words);
  say.current = announce;
  inWords.current = words;
  useEffect(() => {
    const look = createAnnouncer((what) => say.current(announcementText(what, inWords.current)));
    return queue.subscribe(() => look(queue.snapshot()));
  }, [queue]);
}
