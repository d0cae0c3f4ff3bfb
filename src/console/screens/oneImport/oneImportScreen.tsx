import { useActivity } from '../../api/activities.ts';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { EmptyState } from '../../ui/emptyState.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { kindOfError } from '../../words/errorKinds.ts';
import { useWords } from '../../words/language.tsx';
import { ImportPage } from './importPage.tsx';
import { WORDS } from './words.ts';

/** @param activityId 24 hex digits, of any activity or of none */
export function OneImportScreen({ activityId }: { activityId: string }) {
  const { page: words } = useWords(WORDS);
  const { data, error, fetchStatus, refetch } = useActivity(activityId);
  if (data !== undefined) return <ImportPage activity={data} />;
  if (error !== null && kindOfError(error) === 'notFound')
    return (
      <>
        <PageHeader title={words.title} />
        <EmptyState
          icon="search"
          title={words.notFoundTitle}
          actions={<ButtonLink href="/imports">{words.toImports}</ButtonLink>}
        >
          {words.notFoundText}
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader title={words.title} />
      {error === null ? null : (
        <ErrorNotice error={error} title={words.loadFailed} onRetry={() => void refetch()} />
      )}
      {error === null && fetchStatus === 'paused' ? (
        <Notice tone="warn" icon="offline" title={words.offlineTitle}>
          {words.offlineText}
        </Notice>
      ) : null}
      {error === null && fetchStatus !== 'paused' ? <Skeleton lines={8} /> : null}
    </>
  );
}
