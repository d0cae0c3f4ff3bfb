import { Icon } from '../../../ui/icon.tsx';
import { VisuallyHidden } from '../../../ui/visuallyHidden.tsx';
import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './badText.module.css';

/** A wrong cell: its text, and in a few words what it is about, so that nothing hangs on colour. */
export function BadText({ text, titles }: { text: string; titles: readonly string[] }) {
  const { rows: words } = useWords(WORDS);
  return (
    <span className={styles['bad']}>
      <span className={styles['line']}>
        <Icon name="alert" size="s" />
        <VisuallyHidden>{`${words.badCell}:`}</VisuallyHidden>
        {text.trim() === '' ? (
          <i className={styles['empty']}>{words.empty}</i>
        ) : (
          <bdi className={styles['text']}>{text}</bdi>
        )}
      </span>
      <span className={styles['title']}>{titles.join(' · ')}</span>
    </span>
  );
}
