import type { ActivityView } from '../../../client/index.ts';
import { useWords } from '../../words/language.tsx';
import { ImportCard } from './importCard.tsx';
import styles from './importCards.module.css';
import { WORDS } from './words.ts';

export function ImportCards({ activities }: { activities: readonly ActivityView[] }) {
  const words = useWords(WORDS);
  return (
    <ul className={styles['cards']} aria-label={words.list}>
      {activities.map((activity) => (
        <ImportCard key={activity.activityId} activity={activity} />
      ))}
    </ul>
  );
}
