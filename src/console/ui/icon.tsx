import styles from './icon.module.css';
import { ICON_PATHS, type IconName } from './iconPaths.ts';

/** A picture beside a word, never instead of one: it is hidden from screen readers. `spinner` turns. */
export function Icon({ name, size = 'm' }: { name: IconName; size?: 's' | 'm' | 'l' }) {
  return (
    <svg
      className={`${styles['icon']} ${styles[size]} ${name === 'spinner' ? styles['turning'] : ''}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {name === 'spinner' ? <circle className={styles['track']} cx="12" cy="12" r="9" /> : null}
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
