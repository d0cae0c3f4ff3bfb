import { Link, useLocation } from 'wouter';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/language.tsx';
import styles from './navigation.module.css';
import { WORDS } from './words.ts';

const PLACES = [
  { path: '/', icon: 'upload', word: 'upload' },
  { path: '/imports', icon: 'list', word: 'imports' },
] as const;

/** In the header; on a phone under the thumb. */
export function Navigation() {
  const words = useWords(WORDS);
  const [path] = useLocation();
  const isIn = (place: string) => (place === '/' ? path === '/' : path.startsWith(place));
  return (
    <nav className={styles['nav']} aria-label={words.mainNavigation}>
      {PLACES.map((place) => (
        <Link
          key={place.path}
          href={place.path}
          className={styles['place'] ?? ''}
          aria-current={isIn(place.path) ? 'page' : undefined}
        >
          <span className={styles['icon']}>
            <Icon name={place.icon} />
          </span>
          {words[place.word]}
        </Link>
      ))}
    </nav>
  );
}
