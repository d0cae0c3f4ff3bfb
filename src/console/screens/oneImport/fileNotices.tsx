import type { ActivityView } from '../../../client/index.ts';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/language.tsx';
import styles from './fileErrors.module.css';
import { WORDS } from './words.ts';

/** What is to be known about the file as a whole, and that its lists are gone where they are. */
export function FileNotices({ activity: { fileWarnings, filesExpired } }: { activity: ActivityView }) {
  const { result: words } = useWords(WORDS);
  return (
    <>
      {fileWarnings.length === 0 ? null : (
        <Notice tone="warn" title={words.noticesTitle}>
          <ul lang="en" className={styles['errors']}>
            {fileWarnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {filesExpired ? (
        <Notice icon="clock" title={words.expiredTitle}>
          {words.expiredText}
        </Notice>
      ) : null}
    </>
  );
}
