import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../api/client.ts';
import { useSessionKeeper, useSessionState } from '../session/sessionContext.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { useClock } from '../words/clock.tsx';
import { useWords } from '../words/language.tsx';
import { createAnnouncer } from './announcements.ts';
import { earlierImport } from './earlier.ts';
import { lazyLook } from './lazyLook.ts';
import { UploadQueue } from './queue.ts';
import { isLostWithPage } from './queuedFile.ts';
import { UploadContextProvider } from './uploadContext.ts';
import { announcementText, WORDS } from './words.ts';

/** Holds the files of whoever is signed in, above the screens, so that they go on whichever is shown. */
export function UploadProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const now = useClock();
  const keeper = useSessionKeeper();
  const state = useSessionState();
  const [queue] = useState(
    () =>
      new UploadQueue({
        client,
        look: lazyLook,
        earlier: (file) => earlierImport(client, file),
        now,
        later(milliseconds, action) {
          const timer = setTimeout(action, milliseconds);
          return () => clearTimeout(timer);
        },
        onSignedOut: keeper.noteEnded,
      }),
  );
  useEffect(() => {
    if (state.kind === 'signedIn') {
      queue.setSession({ maxUploadBytes: state.session.limits.maxUploadBytes });
    } else if (state.kind === 'ended') queue.setSession(null);
  }, [queue, state]);
  useEffect(() => () => queue.leave(), [queue]);
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

/** What has not reached the server would be lost with the page, also what waits to be sent. */
function useLeaveWarning(queue: UploadQueue): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const { files } = queue.snapshot();
      if (files.some(isLostWithPage)) event.preventDefault();
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
  const [path] = useLocation();
  const shown = useRef(path);
  say.current = announce;
  inWords.current = words;
  shown.current = path;
  useEffect(() => {
    const look = createAnnouncer({
      tell: (what) => say.current(announcementText(what, inWords.current)),
      isShown: (activityId) => shown.current === `/imports/${activityId}`,
    });
    return queue.subscribe(() => look(queue.snapshot()));
  }, [queue]);
}
