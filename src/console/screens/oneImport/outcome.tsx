import type { ActivityTrail, ActivityView } from '../../../client/index.ts';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { Notice } from '../../ui/notice.tsx';
import { formatTime } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import { FileErrors } from './fileErrors.tsx';
import { totalsOf } from './result.ts';
import { endingOf } from './trail.ts';
import { trailActor } from './trailTexts.ts';
import { WORDS } from './words.ts';

/** How an import ended where there are no rows to look through: clean, refused, broken off or taken back. */
export function Outcome({ activity, trail }: { activity: ActivityView; trail: ActivityTrail | undefined }) {
  const { outcome: words, trail: trailWords } = useWords(WORDS);
  const language = useLanguage();
  const { state, errors, activityId } = activity;
  const again = (
    <ButtonLink small href="/">
      {words.sendAgain}
    </ButtonLink>
  );
  if (state === 'file_refused')
    return (
      <Notice tone="bad" icon="fileX" title={words.refusedTitle} actions={again}>
        <p>{words.refusedText}</p>
        <FileErrors errors={errors} />
      </Notice>
    );
  if (state === 'failed')
    return (
      <Notice tone="bad" title={words.failedTitle} actions={again}>
        <p>{words.failedText}</p>
        <FileErrors errors={errors} />
        <p>
          <code>{activityId}</code>
        </p>
      </Notice>
    );
  if (state === 'discarded') {
    const ending = endingOf(trail);
    const isCancelled = ending?.how === 'cancelled';
    const tell = isCancelled ? words.cancelledText : words.discardedText;
    return (
      <Notice
        icon="circleSlash"
        title={isCancelled ? words.cancelledTitle : words.discardedTitle}
        actions={again}
      >
        {ending === null ? null : (
          <p>{tell(trailActor(ending.entry, trailWords), formatTime(ending.entry.at))}</p>
        )}
      </Notice>
    );
  }
  const totals = totalsOf(activity);
  if (state !== 'done' || totals === null) return null;
  return (
    <Notice tone="good" title={words.cleanTitle}>
      {words.cleanText(figureOf(totals.documents, language), figureOf(totals.goodRows, language))}
    </Notice>
  );
}
