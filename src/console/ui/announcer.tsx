import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import styles from './visuallyHidden.module.css';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** The page's one polite live region; it stays outside of what a dialog hides. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', count: 0 });
  const announce = useCallback(
    (text: string) => setSaid((before) => ({ text, count: before.count + 1 })),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" data-live-announcer="true" className={styles['hidden']}>
        <span key={said.count}>{said.text}</span>
      </div>
    </AnnounceContext>
  );
}

/** Says a text once to screen readers: what happened that the eye sees and the focus does not reach. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}
