import { ProgressBar } from '../../ui/progressBar.tsx';
import type { Hold, QueuedFile } from '../../upload/queueTypes.ts';
import { formatBytes, formatDuration } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { useElsewhere } from './useElsewhere.ts';
import { WORDS } from './words.ts';

/** One bar for a file on its way: its bytes, then its rows. */
export function FileProgress({ file, hold }: { file: QueuedFile; hold: Hold | null }) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const { state, activityId, etaSeconds } = file;
  const sent = words.sent(formatBytes(file.sentBytes, language), formatBytes(file.size, language));
  const isElsewhere = useElsewhere() !== null && hold === 'unreachable';
  const held = hold === null ? words.waits : words.holds[hold].title;
  const waits = activityId !== null ? words.serverGoesOn : isElsewhere ? words.elsewhere.title : held;
  const isCutOff = state === 'sending' && hold === 'offline';
  const passes = words.passes[file.pass ?? 'waiting'];
  const text = state === 'queued' || isCutOff ? waits : state === 'sending' ? sent : passes(file.rowsRead);
  const isKnown = etaSeconds !== null && etaSeconds > 0 && !isCutOff;
  return (
    <ProgressBar
      label={file.name}
      value={file.progress}
      text={file.isCancelling ? words.cancelling : text}
      detail={isKnown ? words.left(formatDuration(etaSeconds, language)) : undefined}
    />
  );
}
