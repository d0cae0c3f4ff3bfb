import { useEffect, useRef, useState } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { useSession } from '../../session/sessionContext.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useWords } from '../../words/language.tsx';
import { STATE_WORDS } from '../../words/stateWords.ts';
import { DiscardDialog } from './discardDialog.tsx';
import { FileNotices } from './fileNotices.tsx';
import { Findings } from './findings.tsx';
import { ImportHead } from './importHead.tsx';
import styles from './importPage.module.css';
import { LiveProgress } from './liveProgress.tsx';
import { NextStep } from './nextStep.tsx';
import { Outcome } from './outcome.tsx';
import { useTrail } from './queries.ts';
import { isOnItsWay, totalsOf } from './result.ts';
import { ResultTable } from './resultTable.tsx';
import { TrailList } from './trailList.tsx';
import { WORDS } from './words.ts';

/** One import with all that came of it. */
export function ImportPage({ activity }: { activity: ActivityView }) {
  const { actions, trail: words } = useWords(WORDS);
  const { permissions } = useSession();
  const [isDiscarding, setDiscarding] = useState(false);
  const trail = useTrail(activity);
  useAnnouncedEnd(activity);
  const mayChange = permissions.includes('invoice.create');
  const { state } = activity;
  const isKept = state === 'done' || state === 'done_with_errors';
  return (
    <>
      <ImportHead
        activity={activity}
        actions={
          isKept && mayChange ? (
            <Button small weight="quiet" onPress={() => setDiscarding(true)}>
              <Icon name="trash" size="s" />
              {actions.discard}
            </Button>
          ) : null
        }
      />
      <div className={styles['page']}>
        {isOnItsWay(activity) ? <LiveProgress activity={activity} mayCancel={mayChange} /> : null}
        <Outcome activity={activity} trail={trail.data} />
        {state === 'done_with_errors' ? <NextStep activity={activity} maySend={mayChange} /> : null}
        <FileNotices activity={activity} />
        <Findings activity={activity} />
        <div className={totalsOf(activity) === null ? undefined : styles['columns']}>
          <ResultTable activity={activity} />
          <aside className={styles['aside']}>
            {trail.isPending ? <Skeleton lines={4} /> : null}
            {trail.error === null ? null : (
              <ErrorNotice error={trail.error} title={words.failed} onRetry={() => void trail.refetch()} />
            )}
            {trail.data === undefined ? null : <TrailList trail={trail.data} />}
          </aside>
        </div>
        <DiscardDialog activity={activity} isOpen={isDiscarding} onClose={() => setDiscarding(false)} />
      </div>
    </>
  );
}

/** Says it when an import ends while somebody watches. */
function useAnnouncedEnd(activity: ActivityView): void {
  const announce = useAnnounce();
  const { live } = useWords(WORDS);
  const states = useWords(STATE_WORDS);
  const isLive = isOnItsWay(activity);
  const wasLive = useRef(isLive);
  useEffect(() => {
    if (wasLive.current && !isLive) announce(`${live.ended} ${states[activity.state]}.`);
    wasLive.current = isLive;
  }, [isLive, announce, live, states, activity.state]);
}
