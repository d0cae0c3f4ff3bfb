import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ActivityView } from '../../../client/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { StateBadge } from '../../ui/stateBadge.tsx';
import { formatBytes, formatTime } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import styles from './importHead.module.css';
import { OtherImport } from './otherImport.tsx';
import { WORDS } from './words.ts';

/** So many corrections are named, the latest. */
const CORRECTIONS = 3;

/** What file it is, whose, how it stands, and which others belong to it. */
export function ImportHead({ activity, actions }: { activity: ActivityView; actions: ReactNode }) {
  const { head: words } = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  const language = useLanguage();
  const { userFileName, state, templateType, user, createdAt, bytes, corrects, correctedBy } = activity;
  return (
    <PageHeader
      title={userFileName}
      actions={actions}
      back={
        <Link href="/imports" className={styles['back']}>
          <Icon name="arrowLeft" size="s" />
          {words.back}
        </Link>
      }
    >
      <div className={styles['facts']}>
        <StateBadge state={state} />
        <span>{registers[templateType]}</span>
        <span>{words.startedBy(user.name ?? words.someone, formatTime(createdAt))}</span>
        <span>{formatBytes(bytes, language)}</span>
      </div>
      {corrects === null ? null : (
        <p className={styles['link']}>
          {words.corrects} <OtherImport activityId={corrects} />
        </p>
      )}
      {correctedBy.slice(-CORRECTIONS).map((activityId) => (
        <p key={activityId} className={styles['link']}>
          {words.correctedBy} <OtherImport activityId={activityId} />
        </p>
      ))}
    </PageHeader>
  );
}
