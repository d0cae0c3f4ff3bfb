import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useMemo } from 'react';

/** In pixels: of the number of the row, and of what is wrong with it, which stay in sight. */
export const NUMBER_WIDTH = 76;
export const WRONG_WIDTH = 340;
const STICKY_WIDTH = NUMBER_WIDTH + WRONG_WIDTH;

/** The columns in sight. `before`: pixels of what is left out before one, and not 0 of the first alone. */
export interface Span {
  readonly columns: readonly { readonly index: number; readonly size: number; readonly before: number }[];
}

/** Which columns of the user's file are in sight. */
export function useColumns(scroller: RefObject<HTMLDivElement | null>, widths: readonly number[]) {
  const virtualizer = useVirtualizer({
    horizontal: true,
    useFlushSync: false,
    count: widths.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    paddingStart: STICKY_WIDTH,
    scrollPaddingStart: STICKY_WIDTH,
    overscan: 2,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const [from, to, before] =
    first === undefined || last === undefined
      ? [0, -1, 0]
      : [first.index, last.index, first.start - STICKY_WIDTH];
  const span = useMemo<Span>(() => {
    const columns = widths.slice(from, to + 1).map((size, place) => {
      return { index: from + place, size, before: place === 0 ? before : 0 };
    });
    return { columns };
  }, [widths, from, to, before]);
  return {
    span,
    width: virtualizer.getTotalSize(),
    show: (column: number) => virtualizer.scrollToIndex(column, { align: 'auto' }),
  };
}
