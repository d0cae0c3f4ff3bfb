import type { ActivityTrail } from '../../../client/index.ts';
import { formatTime } from '../../words/formats.ts';
import { useWords } from '../../words/language.tsx';
import { toldEntries } from './trail.ts';
import styles from './trailList.module.css';
import { trailActor, trailStep } from './trailTexts.ts';
import { WORDS } from './words.ts';

/** Who did what when, oldest first. */
export function TrailList({ trail }: { trail: ActivityTrail }) {
  const { trail: words } = useWords(WORDS);
  return (
    <section className={styles['trail']}>
      <h2>{words.title}</h2>
      <ol className={styles['list']}>
        {toldEntries(trail).map((entry) => (
          <li key={`${entry.at} ${entry.action}`}>
            <span className={styles['step']}>{trailStep(entry, words)}</span>
            <span className={styles['facts']}>
              {words.by(trailActor(entry, words))}, <time dateTime={entry.at}>{formatTime(entry.at)}</time>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
