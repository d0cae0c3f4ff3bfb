import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { useClient } from '../../api/client.ts';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VisuallyHidden } from '../../ui/visuallyHidden.tsx';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import styles from './findings.module.css';
import { useGroups } from './queries.ts';
import { placeOfRow } from './rows/placeOfRow.ts';
import { RuleList } from './ruleList.tsx';
import type { useView } from './useView.ts';
import { WORDS } from './words.ts';

// Rows stand below what is wrong in all of them: the screen need not wait for their code.
const ErrorRows = lazy(async () => ({ default: (await import('./rows/errorRows.tsx')).ErrorRows }));

/** The refused rows: by reason, and one by one. */
export function ErrorFindings({
  activity: { activityId, templateType },
  view,
}: {
  activity: ActivityView;
  view: ReturnType<typeof useView>;
}) {
  const { findings: words, rows: rowWords } = useWords(WORDS);
  const language = useLanguage();
  const client = useClient();
  const queries = useQueryClient();
  const [missing, setMissing] = useState<{ readonly row: number; readonly error: unknown } | null>(null);
  const { data, error, isPending, refetch } = useGroups(activityId, 'errors');
  const goToRow = useRef(view.goToRow);
  goToRow.current = view.goToRow;
  const jump = useCallback(
    async (row: number) => {
      try {
        const index = await placeOfRow(queries, client, { activityId, row });
        if (index !== null) goToRow.current(index);
        setMissing(index === null ? { row, error: null } : null);
      } catch (failure) {
        setMissing({ row, error: failure });
      }
    },
    [queries, client, activityId],
  );
  if (isPending) return <Skeleton lines={6} height="row" />;
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (
    <section className={styles['section']}>
      <div className={styles['text']}>
        <h2>{words.errorsTitle}</h2>
        <p>
          {words.errorsIntro(figureOf(data.rows, language))} {words.englishReasons}
        </p>
      </div>
      <RuleList groups={data} chosen={view.rule} onChoose={view.setRule} tone="bad" />
      <VisuallyHidden>{rowWords.keys}</VisuallyHidden>
      {missing === null || missing.error !== null ? null : (
        <Notice tone="warn" live title={rowWords.jumpFailed(formatCount(missing.row, language))} />
      )}
      {missing?.error == null ? null : <ErrorNotice error={missing.error} />}
      <Suspense fallback={<Skeleton lines={6} height="row" />}>
        <ErrorRows
          listing={{ activityId, rule: view.rule }}
          register={templateType}
          part={view.part}
          onPart={view.setPart}
          goTo={view.goTo}
          onJump={jump}
        />
      </Suspense>
    </section>
  );
}
