import { Link, useLocation } from 'wouter';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/language.tsx';
import { fractionOf, isActive } from './announcements.ts';
import { useUploads } from './uploadContext.ts';
import styles from './uploadSummary.module.css';
import { WORDS } from './words.ts';

/** How far the files on their way are, where their list is not shown; nothing where there are none. */
export function UploadSummary() {
  const { files, hold } = useUploads();
  const words = useWords(WORDS);
  const [path] = useLocation();
  const active = files.filter(isActive);
  const unsent = files.filter(({ state }) => state === 'asking' || state === 'ready' || state === 'looking');
  if (path === '/' || (active.length === 0 && unsent.length === 0)) return null;
  const percent = Math.floor(100 * fractionOf(active));
  const isHeld = hold !== null && active.length > 0;
  const text = isHeld
    ? words.held(active.length)
    : active.length > 0
      ? words.onTheWay(active.length, percent)
      : words.unsent(unsent.length);
  return (
    <Link href="/" className={styles['summary']}>
      <Icon name={isHeld ? 'clock' : active.length > 0 ? 'spinner' : 'file'} size="s" />
      {text}
    </Link>
  );
}
