import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { checkedFraction } from '../../api/checkProgress.ts';
import { useClient } from '../../api/client.ts';
import { putActivity } from '../../api/liveUpdates.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { ProgressBar } from '../../ui/progressBar.tsx';
import { formatDuration } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import styles from './liveProgress.module.css';
import { quarterOf, roundedSeconds } from './progress.ts';
import { WORDS } from './words.ts';

/** An import on its way: what is done now, how far, how long still, and how to stop it. */
export function LiveProgress({ activity, mayCancel }: { activity: ActivityView; mayCancel: boolean }) {
  const { live: words } = useWords(WORDS);
  const language = useLanguage();
  const announce = useAnnounce();
  const client = useClient();
  const queries = useQueryClient();
  const { activityId, progress } = activity;
  const cancel = useMutation({
    mutationFn: () => client.cancelActivity({ activityId }),
    onSuccess: (cancelled) => putActivity(queries, cancelled),
  });
  const fraction = checkedFraction(progress);
  const quarter = quarterOf(fraction);
  const told = useRef(quarter);
  useEffect(() => {
    if (quarter > told.current) announce(words.quarter(quarter * 25));
    told.current = quarter;
  }, [quarter, announce, words]);
  const { rowsRead, rowsPerSecond, etaSeconds } = progress;
  return (
    <section className={styles['live']}>
      <ProgressBar
        label={words.phase[progress.phase]}
        value={fraction}
        detail={
          etaSeconds === null ? undefined : words.left(formatDuration(roundedSeconds(etaSeconds), language))
        }
      />
      <div className={styles['line']}>
        <p className={styles['facts']}>
          {rowsRead === 0 ? null : <span>{words.rowsRead(figureOf(rowsRead, language))}</span>}
          {rowsPerSecond === null ? null : <span>{words.perSecond(figureOf(rowsPerSecond, language))}</span>}
          <span>{words.leaveOpen}</span>
        </p>
        {mayCancel ? (
          <Button small isPending={cancel.isPending} onPress={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        ) : null}
      </div>
      {cancel.error === null ? null : <ErrorNotice error={cancel.error} />}
    </section>
  );
}
