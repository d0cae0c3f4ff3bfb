import { useEffect, useRef } from 'react';
import type { useActivityList } from '../../api/activities.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { EmptyState } from '../../ui/emptyState.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { NARROW, useMediaQuery } from '../../ui/useMediaQuery.ts';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { ImportCards } from './importCards.tsx';
import styles from './importsList.module.css';
import { ImportsTable } from './importsTable.tsx';
import { WORDS } from './words.ts';

/** The list in each of its states: loading, broken, empty, there, and with more to come. */
export function ImportsList({
  list,
  isFiltered,
  onClear,
}: {
  list: ReturnType<typeof useActivityList>;
  isFiltered: boolean;
  onClear: () => void;
}) {
  const words = useWords(WORDS);
  const isNarrow = useMediaQuery(NARROW);
  const activities = list.data?.pages.flatMap((page) => page.activities);
  useShownAnnounced(activities?.length);
  const more = useShowMore(list);
  if (activities === undefined) {
    return list.isError ? (
      <ErrorNotice error={list.error} title={words.loadFailed} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton lines={8} height="row" />
    );
  }
  if (activities.length === 0) {
    return isFiltered ? (
      <EmptyState
        icon="search"
        title={words.nothingMatches.title}
        actions={<Button onPress={onClear}>{words.clear}</Button>}
      >
        <p>{words.nothingMatches.text}</p>
      </EmptyState>
    ) : (
      <EmptyState
        icon="upload"
        title={words.nothingYet.title}
        actions={<ButtonLink href="/">{words.uploadFile}</ButtonLink>}
      >
        <p>{words.nothingYet.text}</p>
      </EmptyState>
    );
  }
  return (
    <div className={styles['list']} ref={more.container}>
      {isNarrow ? <ImportCards activities={activities} /> : <ImportsTable activities={activities} />}
      {list.isError ? (
        <ErrorNotice
          error={list.error}
          title={list.isFetchNextPageError ? words.moreFailed : words.loadFailed}
          onRetry={list.isFetchNextPageError ? more.show : () => void list.refetch()}
        />
      ) : null}
      {list.hasNextPage ? (
        <div className={styles['more']}>
          <Button isPending={list.isFetchingNextPage} onPress={more.show}>
            {words.showMore}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** The focus stays on the button as long as there is one; then it goes to the first of the imports that came last. */
function useShowMore(list: ReturnType<typeof useActivityList>) {
  const container = useRef<HTMLDivElement>(null);
  const show = async () => {
    const shown = (list.data?.pages ?? []).reduce((sum, page) => sum + page.activities.length, 0);
    const { hasNextPage, isError } = await list.fetchNextPage();
    if (hasNextPage || isError) return;
    requestAnimationFrame(() => {
      const links = container.current?.querySelectorAll<HTMLElement>('[data-import]');
      links?.item(shown)?.focus();
    });
  };
  return { container, show };
}

function useShownAnnounced(count: number | undefined): void {
  const words = useWords(WORDS);
  const language = useLanguage();
  const announce = useAnnounce();
  const before = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (count === undefined || before.current === count) return;
    const isFirst = before.current === undefined;
    before.current = count;
    if (!isFirst) announce(words.shown(count, formatCount(count, language)));
  }, [announce, count, language, words]);
}
