import type { ActivityView } from '../../../client/index.ts';
import { checkedFraction } from '../../api/checkProgress.ts';
import { ProgressBar } from '../../ui/progressBar.tsx';
import { StateBadge } from '../../ui/stateBadge.tsx';
import { formatDuration, formatShare } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import styles from './stateCell.module.css';
import { WORDS } from './words.ts';

/** The state in a word; while the file is being checked also how far that is. */
export function StateCell({ activity }: { activity: ActivityView }) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const { state, progress, userFileName } = activity;
  const share = checkedFraction(progress);
  if (state !== 'checking' || share === null) return <StateBadge state={state} />;
  const { etaSeconds } = progress;
  return (
    <div className={styles['running']}>
      <StateBadge state={state} />
      <ProgressBar
        label={userFileName}
        value={share}
        text={words.checked(formatShare(share, language))}
        detail={etaSeconds === null ? undefined : words.timeLeft(formatDuration(etaSeconds, language))}
      />
    </div>
  );
}
