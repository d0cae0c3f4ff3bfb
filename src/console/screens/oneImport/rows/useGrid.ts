import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { rowAfterKey } from './rowKeys.ts';
import type { Part } from './rowPages.ts';
import { useRowFocus } from './useRowFocus.ts';

/** Pixels, borders included, of a table's head; the style sheet says the same. */
export const HEAD_HEIGHT = 48;

/** Where to go: a place among all rows, from 0. A new object goes there again. */
export interface GoTo {
  readonly index: number;
}

/**
 * A table of very many rows: which of them are there, which one the keys have come to.
 * @param options `usualHeight`: of a row in pixels, until it is measured; `onRow`: told when a key or a jump goes to one,
 * from 0 in the part
 */
export function useGrid(
  scroller: RefObject<HTMLDivElement | null>,
  {
    part,
    usualHeight,
    goTo,
    onRow,
  }: { part: Part; usualHeight: number; goTo: GoTo | null; onRow?: (row: number) => void },
) {
  const { active, setActive, focus, extractRange } = useRowFocus(scroller);
  const virtualizer = useVirtualizer({
    count: part.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    overscan: 4,
    useFlushSync: false,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    rangeExtractor: extractRange,
  });
  const goToRow = (row: number, align: 'auto' | 'center' = 'auto') => {
    virtualizer.scrollToIndex(row, { align });
    focus(row);
    onRow?.(row);
  };
  const goToRowNow = useRef(goToRow);
  goToRowNow.current = goToRow;
  useEffect(() => {
    if (goTo !== null) goToRowNow.current(goTo.index - part.start, 'center');
  }, [goTo, part.start]);
  return {
    virtualizer,
    active,
    setActive,
    seen: {
      first: part.start + (virtualizer.range?.startIndex ?? 0),
      last: part.start + (virtualizer.range?.endIndex ?? 0),
    },
    /** @returns whether the key was one of rows */
    onRowKey: (event: KeyboardEvent): boolean => {
      const height = (scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT;
      const perPage = Math.floor(height / usualHeight);
      const next = rowAfterKey(event.key, { row: active, rows: part.rows, perPage });
      if (next !== null) goToRow(next);
      return next !== null;
    },
  };
}

/** Keys with others held down belong to the browser. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
}
