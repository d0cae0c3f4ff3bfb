import type { ActivityState } from '../../client/nativeTypes.ts';
import { useWords } from '../words/language.tsx';
import { STATE_WORDS } from '../words/stateWords.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './iconPaths.ts';
import styles from './stateBadge.module.css';

const LOOKS: Readonly<Record<ActivityState, { icon: IconName; tone: string }>> = {
  waiting: { icon: 'clock', tone: 'neutral' },
  checking: { icon: 'spinner', tone: 'calm' },
  done: { icon: 'circleCheck', tone: 'good' },
  done_with_errors: { icon: 'alert', tone: 'warn' },
  file_refused: { icon: 'fileX', tone: 'bad' },
  failed: { icon: 'octagon', tone: 'bad' },
  discarded: { icon: 'circleSlash', tone: 'neutral' },
};

/** A state as an icon of its own shape and a word; the colour only supports them. */
export function StateBadge({ state }: { state: ActivityState }) {
  const words = useWords(STATE_WORDS);
  const { icon, tone } = LOOKS[state];
  return (
    <span className={`${styles['badge']} ${styles[tone]}`}>
      <Icon name={icon} size="s" />
      {words[state]}
    </span>
  );
}
