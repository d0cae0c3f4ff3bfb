import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useMemo } from 'react';

/** In pixels: of the number of the row, and of what is wrong with it, which stay in sight. */
export const NUMBER_WIDTH = 76;
export const WRONG_WIDTH = 320;

/** The columns in sight. `before`: pixels of what is left out before one, and not 0 of the first alone. */
export interface Span {
  readonly columns: readonly { readonly index: number; readonly size: number; readonly before: number }[];
}

/**
 * Which columns of the user's file are in sight.
 * @param options `widths`: 0 of one that stands elsewhere; `sticky`: pixels of all that stays in sight
 */
export function useColumns(
  scroller: RefObject<HTMLDivElement | null>,
  { widths, sticky }: { readonly widths: readonly number[]; readonly sticky: number },
) {
  const virtualizer = useVirtualizer({
    horizontal: true,
    useFlushSync: false,
    count: widths.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    paddingStart: sticky,
    scrollPaddingStart: sticky,
    overscan: 2,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const [from, to, before] =
    first === undefined || last === undefined ? [0, -1, 0] : [first.index, last.index, first.start - sticky];
  const span = useMemo<Span>(() => {
    const columns = widths
      .slice(from, to + 1)
      .map((size, place) => ({ index: from + place, size }))
      .filter(({ size }) => size > 0);
    return { columns: columns.map((column, place) => ({ ...column, before: place === 0 ? before : 0 })) };
  }, [widths, from, to, before]);
  return {
    span,
    width: virtualizer.getTotalSize(),
    show: (column: number) => virtualizer.scrollToIndex(column, { align: 'auto' }),
  };
}
