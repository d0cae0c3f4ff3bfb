import { useMemo, useRef } from 'react';
import { useActivityList } from '../../api/activities.ts';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { useWords } from '../../words/language.tsx';
import { FilterBar } from './filterBar.tsx';
import { readFilters, toActivityFilter, writeFilters } from './filters.ts';
import { ImportsList } from './importsList.tsx';
import styles from './importsScreen.module.css';
import { useFilters } from './useFilters.ts';
import { WORDS } from './words.ts';

/** All that was sent, newest first; the page's address holds what is looked for. */
export function ImportsScreen() {
  const words = useWords(WORDS);
  const { filters, change } = useFilters();
  const query = writeFilters(filters);
  const filter = useMemo(() => toActivityFilter(readFilters(query)), [query]);
  const list = useActivityList(filter);
  const users = useMemo(
    () => (list.data?.pages ?? []).flatMap(({ activities }) => activities.map(({ user }) => user)),
    [list.data],
  );
  const screen = useRef<HTMLDivElement>(null);
  /** The button that was pressed is gone with the filters; the focus must not be. */
  const clear = () => {
    change(null);
    screen.current?.querySelector<HTMLElement>('input[type="search"]')?.focus();
  };
  return (
    <div ref={screen} className={styles['screen']}>
      <PageHeader
        title={words.title}
        actions={
          <ButtonLink href="/" weight="main">
            <Icon name="upload" size="s" />
            {words.uploadFile}
          </ButtonLink>
        }
      />
      <FilterBar filters={filters} onChange={change} onClear={clear} users={users} />
      <ImportsList list={list} isFiltered={query !== ''} onClear={clear} />
    </div>
  );
}
