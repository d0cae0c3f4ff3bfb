import { useWords } from '../words/language.tsx';
import { SHARED } from '../words/sharedWords.ts';
import styles from './skeleton.module.css';
import { VisuallyHidden } from './visuallyHidden.tsx';

const WIDTHS = ['wide', 'middle', 'narrow'];

/** Stands where lines will stand, as high as they; it appears only if loading takes a moment. */
export function Skeleton({ lines = 3, height = 'text' }: { lines?: number; height?: 'text' | 'row' }) {
  const words = useWords(SHARED);
  const bars = Array.from({ length: lines }, (_, line) => ({
    key: line,
    width: WIDTHS[line % WIDTHS.length] ?? 'wide',
  }));
  return (
    <div className={styles['skeleton']}>
      <VisuallyHidden>{words.loading}</VisuallyHidden>
      {bars.map(({ key, width }) => (
        <div key={key} className={`${styles['line']} ${styles[height]}`} aria-hidden="true">
          <span className={`${styles['bar']} ${styles[width]}`} />
        </div>
      ))}
    </div>
  );
}
