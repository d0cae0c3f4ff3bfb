import { useCallback, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { FindingKind } from './queries.ts';
import { partOf } from './rows/rowPages.ts';
import type { GoTo } from './rows/useGrid.ts';

/** What is looked at, of errors and warnings: tab and rule stand in the address, so that a link can show them. */
export function useView() {
  const [search, setSearch] = useSearchParams();
  const [place, setPlace] = useState<{ readonly part: number; readonly goTo: GoTo | null }>({
    part: 0,
    goTo: null,
  });
  const set = useCallback(
    (name: string, value: string | null, dropped: readonly string[] = []) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const each of [name, ...dropped]) after.delete(each);
          if (value !== null) after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return {
    kind: (search.get('view') === 'warnings' ? 'warnings' : 'errors') as FindingKind,
    rule: search.get('rule'),
    ...place,
    setKind: (kind: FindingKind) => {
      setPlace({ part: 0, goTo: null });
      set('view', kind === 'warnings' ? kind : null, ['rule']);
    },
    setRule: (rule: string | null) => {
      setPlace({ part: 0, goTo: null });
      set('rule', rule);
    },
    setPart: (part: number) => setPlace({ part, goTo: null }),
    /** Among all rows: the rule chosen may not have it. @param index from 0 */
    goToRow: (index: number) => {
      setPlace({ part: partOf(index), goTo: { index } });
      set('rule', null);
    },
  };
}
