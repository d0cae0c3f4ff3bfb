import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './errorCard.module.css';

/** Stands where a card will be while its page is fetched, as high as most. */
export function PlaceholderCard() {
  const { rows: words } = useWords(WORDS);
  return <div className={`${styles['card']} ${styles['placeholder']}`}>{words.loadingRow}</div>;
}
