import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './iconPaths.ts';
import styles from './notice.module.css';

export type Tone = 'calm' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<Tone, IconName>> = {
  calm: 'info',
  good: 'circleCheck',
  warn: 'alert',
  bad: 'octagon',
};

/** A word to the user that stays. `live`: say it at once to screen readers, for what comes up later. */
export function Notice({
  tone = 'calm',
  icon = ICONS[tone],
  title,
  children,
  actions,
  live = false,
}: {
  tone?: Tone;
  icon?: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  live?: boolean;
}) {
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} role={live ? 'alert' : undefined}>
      <span className={styles['icon']}>
        <Icon name={icon} />
      </span>
      <div className={styles['body']}>
        <p className={styles['title']}>{title}</p>
        {children === undefined ? null : <div className={styles['text']}>{children}</div>}
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </div>
    </div>
  );
}
