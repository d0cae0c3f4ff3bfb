import type { ActivityView } from '../../../client/index.ts';
import { rowCounts } from '../../api/rowCounts.ts';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { FileName } from './fileName.tsx';
import styles from './importCards.module.css';
import { StateCell } from './stateCell.tsx';
import { WhenSent } from './whenSent.tsx';
import { WORDS } from './words.ts';

/** An import on a phone. */
export function ImportCard({ activity }: { activity: ActivityView }) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const counts = rowCounts(activity);
  return (
    <li className={styles['card']}>
      <StateCell activity={activity} />
      <FileName activity={activity} />
      {counts === null ? null : (
        <p className={styles['counts']}>
          <span>{words.goodRows(formatCount(counts.good, language))}</span>
          <span className={counts.refused > 0 ? styles['refused'] : undefined}>
            {words.refusedRows(formatCount(counts.refused, language))}
          </span>
        </p>
      )}
      <div className={styles['sent']}>
        <WhenSent at={activity.createdAt} />
        <span>{words.by(activity.user.name ?? words.unknownUser)}</span>
      </div>
    </li>
  );
}
