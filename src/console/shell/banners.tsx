import { useEffect, useRef } from 'react';
import { useConnection } from '../api/connectionState.ts';
import { useSession } from '../session/sessionContext.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { useClock } from '../words/clock.tsx';
import { formatCount, formatDay, isoDay } from '../words/formats.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import styles from './banners.module.css';
import { type LimitNotice, limitNotices } from './limits.ts';
import { WORDS } from './words.ts';

/** What holds for every screen: the connection, the mode, and limits near their end. */
export function Banners() {
  const words = useWords(WORDS);
  const language = useLanguage();
  const { limits, server } = useSession();
  const clock = useClock();
  const connection = useConnection();
  useConnectionAnnounced();
  const say = (notice: LimitNotice): string => {
    if (notice.kind === 'license') {
      const day = formatDay(notice.until);
      return notice.daysLeft < 0 ? words.licenseEnded(day) : words.licenseEnds(day, notice.daysLeft);
    }
    const limit = formatCount(notice.limit, language);
    return notice.left === 0
      ? words.quotaUsedUp(limit)
      : words.quotaLeft(formatCount(notice.left, language), limit);
  };
  const down = connection === 'online' ? null : words[connection];
  return (
    <div className={styles['banners']}>
      {down === null ? null : (
        <Notice tone="warn" icon="offline" title={down.title}>
          <p>{down.text}</p>
        </Notice>
      )}
      {server.mode === 'emulator' ? <Notice title={words.emulator} /> : null}
      {limitNotices(limits, isoDay(clock())).map((notice) => (
        <Notice key={notice.kind} tone="warn" icon="clock" title={say(notice)} />
      ))}
    </div>
  );
}

function useConnectionAnnounced(): void {
  const words = useWords(WORDS);
  const announce = useAnnounce();
  const connection = useConnection();
  const before = useRef(connection);
  useEffect(() => {
    if (before.current === connection) return;
    before.current = connection;
    announce(connection === 'online' ? words.backOnline : words[connection].title);
  }, [announce, connection, words]);
}
