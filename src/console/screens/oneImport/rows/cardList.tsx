import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './cardList.module.css';
import type { Part } from './rowPages.ts';
import type { GoTo } from './useGrid.ts';

/** Pixels, of a card until it is measured. */
const USUAL_HEIGHT = 210;

/** Very many rows as cards that the page itself scrolls. @param props `onSeen`: places among all rows, from 0 */
export function CardList({
  label,
  part,
  total,
  goTo,
  onSeen,
  children,
}: {
  label: string;
  part: Part;
  total: number;
  goTo: GoTo | null;
  onSeen: (first: number, last: number) => void;
  children: (index: number) => ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const top = list.current?.getBoundingClientRect().top ?? 0;
    setMargin(Math.round(top + window.scrollY));
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: part.rows,
    estimateSize: () => USUAL_HEIGHT,
    overscan: 3,
    scrollMargin: margin,
  });
  const first = part.start + (virtualizer.range?.startIndex ?? 0);
  const last = part.start + (virtualizer.range?.endIndex ?? 0);
  useEffect(() => onSeen(first, last), [onSeen, first, last]);
  const goToCard = useRef((_index: number) => {});
  goToCard.current = (index) => virtualizer.scrollToIndex(index, { align: 'center' });
  useEffect(() => {
    if (goTo !== null) goToCard.current(goTo.index - part.start);
  }, [goTo, part.start]);
  return (
    <ul
      ref={list}
      aria-label={label}
      className={styles['list']}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => (
        <li
          key={index}
          ref={virtualizer.measureElement}
          data-index={index}
          aria-posinset={part.start + index + 1}
          aria-setsize={total}
          className={styles['item']}
          style={{ transform: `translateY(${start - margin}px)` }}
        >
          {children(part.start + index)}
        </li>
      ))}
    </ul>
  );
}
