import type { ReactNode } from 'react';
import styles from './gridRows.module.css';
import { HEAD_HEIGHT, type useGrid } from './useGrid.ts';

/** The rows in sight, each at its place. @param props `start`: of the part among all rows; `children`: the cells of a row */
export function GridRows({
  grid: { virtualizer, active, setActive },
  start,
  classOf,
  children,
}: {
  grid: Pick<ReturnType<typeof useGrid>, 'virtualizer' | 'active' | 'setActive'>;
  start: number;
  classOf: (index: number) => string;
  children: (index: number, isReached: boolean) => ReactNode;
}) {
  const height = virtualizer.getTotalSize();
  return (
    <tbody className={styles['body']} style={{ height }}>
      {virtualizer.getVirtualItems().map((item) => (
        <tr
          key={item.index}
          ref={virtualizer.measureElement}
          data-index={item.index}
          aria-rowindex={start + item.index + 2}
          tabIndex={item.index === active ? 0 : -1}
          className={`${styles['row']} ${classOf(item.index)}`}
          style={{ transform: `translateY(${item.start - HEAD_HEIGHT}px)` }}
          onFocus={() => setActive(item.index)}
        >
          {children(item.index, item.index === active)}
        </tr>
      ))}
    </tbody>
  );
}
