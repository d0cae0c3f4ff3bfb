import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/iconPaths.ts';
import styles from '../../ui/stateBadge.module.css';
import type { FileState } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

const LOOKS: Readonly<Record<FileState, { icon: IconName; tone: string }>> = {
  looking: { icon: 'search', tone: 'neutral' },
  asking: { icon: 'info', tone: 'warn' },
  ready: { icon: 'check', tone: 'calm' },
  queued: { icon: 'clock', tone: 'neutral' },
  sending: { icon: 'upload', tone: 'calm' },
  checking: { icon: 'spinner', tone: 'calm' },
  done: { icon: 'circleCheck', tone: 'good' },
  doneWithErrors: { icon: 'alert', tone: 'warn' },
  refused: { icon: 'fileX', tone: 'bad' },
  failed: { icon: 'octagon', tone: 'bad' },
  cancelled: { icon: 'circleSlash', tone: 'neutral' },
};

/** Where a file is, as an icon and a word. */
export function FileBadge({ state }: { state: FileState }) {
  const words = useWords(WORDS);
  const { icon, tone } = LOOKS[state];
  return (
    <span className={`${styles['badge']} ${styles[tone]}`}>
      <Icon name={icon} size="s" />
      {words.states[state]}
    </span>
  );
}
