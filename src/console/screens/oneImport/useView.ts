import { useCallback, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { FindingKind } from './queries.ts';
import { partOf } from './rows/rowPages.ts';
import type { GoTo } from './rows/useGrid.ts';

/** Where the user is among the rows of a rule; with another rule it is forgotten. */
interface Place {
  readonly rule: string | null;
  readonly part: number;
  readonly goTo: GoTo | null;
}

interface Setting {
  readonly dropped?: readonly string[];
  readonly replace?: boolean;
}

/** What is looked at, of errors and warnings: tab and rule stand in the address, so that a link can show them. */
export function useView() {
  const [search, setSearch] = useSearchParams();
  const [placed, setPlaced] = useState<Place | null>(null);
  const rule = search.get('rule');
  const place = placed !== null && placed.rule === rule ? placed : { part: 0, goTo: null };
  const set = useCallback(
    (name: 'view' | 'rule', value: string | null, { dropped = [], replace = true }: Setting = {}) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const each of [name, ...dropped]) after.delete(each);
          if (value !== null) after.set(name, value);
          return after;
        },
        { replace },
      ),
    [setSearch],
  );
  return {
    kind: (search.get('view') === 'warnings' ? 'warnings' : 'errors') as FindingKind,
    rule,
    part: place.part,
    goTo: place.goTo,
    setKind: (kind: FindingKind) => {
      setPlaced(null);
      set('view', kind === 'warnings' ? kind : null, { dropped: ['rule'] });
    },
    /** A step of its own in the browser's history. */
    setRule: (chosen: string | null) => {
      setPlaced(null);
      if (chosen !== rule) set('rule', chosen, { replace: false });
    },
    setPart: (part: number) => setPlaced({ rule, part, goTo: null }),
    /** Among all rows: the rule chosen may not have it. @param index from 0 */
    goToRow: (index: number) => {
      setPlaced({ rule: null, part: partOf(index), goTo: { index } });
      set('rule', null);
    },
  };
}
