import { lazy, Suspense } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { BASE_URL } from '../../api/client.ts';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useWords } from '../../words/language.tsx';
import styles from './findings.module.css';
import { useGroups } from './queries.ts';
import { RuleList } from './ruleList.tsx';
import type { useView } from './useView.ts';
import { WORDS } from './words.ts';

const WarningRows = lazy(async () => ({ default: (await import('./rows/warningRows.tsx')).WarningRows }));

/** What was taken in and is to be looked at: by reason, and one by one. */
export function WarningFindings({
  activity: { activityId, links },
  view,
}: {
  activity: ActivityView;
  view: ReturnType<typeof useView>;
}) {
  const { findings: words, actions } = useWords(WORDS);
  const { data, error, isPending, refetch } = useGroups(activityId, 'warnings');
  if (isPending) return <Skeleton lines={6} height="row" />;
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (
    <section className={styles['section']}>
      <div className={styles['intro']}>
        <div className={styles['text']}>
          <h2>{words.warningsTitle}</h2>
          <p>
            {words.warningsIntro} {words.englishReasons}
          </p>
        </div>
        {links.warnings === null ? null : (
          <ButtonLink small href={`${BASE_URL}${links.warnings}`} download>
            <Icon name="download" size="s" />
            {actions.warningsCsv}
          </ButtonLink>
        )}
      </div>
      <RuleList groups={data} chosen={view.rule} onChoose={view.setRule} tone="warn" />
      <Suspense fallback={<Skeleton lines={6} height="row" />}>
        <WarningRows listing={{ activityId, rule: view.rule }} part={view.part} onPart={view.setPart} />
      </Suspense>
    </section>
  );
}
