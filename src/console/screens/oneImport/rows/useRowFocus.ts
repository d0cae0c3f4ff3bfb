import type { Range } from '@tanstack/react-virtual';
import { defaultRangeExtractor } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** One row of a virtual list has the focus, or is where Tab comes to; it is there however far it is scrolled away. */
export function useRowFocus(container: RefObject<HTMLElement | null>) {
  const [active, setActive] = useState(0);
  const pending = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (pending.current === null) return;
    const row = container.current?.querySelector<HTMLElement>(`[data-index="${pending.current}"]`);
    if (row === null || row === undefined) return;
    pending.current = null;
    row.focus({ preventScroll: true });
  });
  const focus = useCallback((row: number) => {
    pending.current = row;
    setActive(row);
  }, []);
  const extractRange = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range);
      if (seen.includes(active) || active >= range.count) return seen;
      return active < range.startIndex ? [active, ...seen] : [...seen, active];
    },
    [active],
  );
  return { active, setActive, focus, extractRange };
}
