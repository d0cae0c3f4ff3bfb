import { formatAgo, formatDay, formatTime } from '../../words/formats.ts';
import { useLanguage } from '../../words/language.tsx';
import { useNow } from '../../words/useNow.ts';
import styles from './whenSent.module.css';

/** The exact time, and before it how long ago, as long as that says more. */
export function WhenSent({ at }: { at: string }) {
  const language = useLanguage();
  const ago = formatAgo(at, useNow(), language);
  return (
    <time dateTime={at} className={styles['when']}>
      {ago === formatDay(at) ? null : <span>{ago}</span>}
      <span className={styles['exact']}>{formatTime(at)}</span>
    </time>
  );
}
