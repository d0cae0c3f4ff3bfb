import { type ReactNode, useRef } from 'react';
import styles from './table.module.css';
import { useOverflow } from './useOverflow.ts';

export interface Column {
  readonly id: string;
  readonly label: string;
  /** Of figures: set at the right. */
  readonly isNumber?: boolean;
}

/** A plain table; where it is wider than its place, the arrow keys scroll it. @param props `children`: its `<tr>`s; cells of figures take the class `NUMBER_CELL` */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const asRegion = useOverflow(scroller)
    ? ({ role: 'region', 'aria-label': label, tabIndex: 0 } as const)
    : {};
  return (
    <div ref={scroller} className={styles['scroller']} {...asRegion}>
      <table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, label: text, isNumber }) => (
              <th key={id} scope="col" className={isNumber === true ? styles['number'] : undefined}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export const NUMBER_CELL = styles['number'] ?? '';
