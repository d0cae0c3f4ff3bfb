import { Link } from 'wouter';
import type { ActivityView } from '../../../client/index.ts';
import { formatBytes } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import styles from './fileName.module.css';
import { WORDS } from './words.ts';

/** The file, what it is, and what it corrects or is corrected by. */
export function FileName({ activity }: { activity: ActivityView }) {
  const words = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  const language = useLanguage();
  const { activityId, userFileName, templateType, bytes, corrects, correctedBy } = activity;
  const later = correctedBy.at(-1);
  return (
    <div className={styles['file']}>
      <Link href={`/imports/${activityId}`} className={styles['name'] ?? ''} data-import={activityId}>
        <bdi>{userFileName}</bdi>
      </Link>
      <span className={styles['facts']}>
        {registers[templateType]} · {formatBytes(bytes, language)}
      </span>
      {corrects === null ? null : (
        <Link href={`/imports/${corrects}`} className={styles['relation'] ?? ''}>
          {words.corrects}
        </Link>
      )}
      {later === undefined ? null : (
        <Link href={`/imports/${later}`} className={styles['relation'] ?? ''}>
          {words.correctedBy}
        </Link>
      )}
    </div>
  );
}
