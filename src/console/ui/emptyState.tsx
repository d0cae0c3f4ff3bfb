import type { ReactNode } from 'react';
import styles from './emptyState.module.css';
import { Icon } from './icon.tsx';
import type { IconName } from './iconPaths.ts';

/** Where a list would stand: why there is nothing, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles['empty']}>
      <span className={styles['icon']}>
        <Icon name={icon} size="l" />
      </span>
      <h2>{title}</h2>
      {children === undefined ? null : <div className={styles['text']}>{children}</div>}
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
