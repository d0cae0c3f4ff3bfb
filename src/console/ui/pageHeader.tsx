import { type ReactNode, useContext, useEffect, useRef } from 'react';
import { MovedContext } from './movedContext.ts';
import styles from './pageHeader.module.css';

/**
 * A screen's heading. It takes the focus when the user came here by a link within the console, and names the
 * browser's tab. @param props `documentTitle`: the tab's, where it differs
 */
export function PageHeader({
  title,
  documentTitle = title,
  back,
  children,
  actions,
}: {
  title: string;
  documentTitle?: string;
  back?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const moved = useContext(MovedContext);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${documentTitle} · gst-intake`;
  }, [documentTitle]);
  useEffect(() => {
    if (moved.current) heading.current?.focus();
  }, [moved]);
  return (
    <div className={styles['header']}>
      {back === undefined ? null : <div className={styles['back']}>{back}</div>}
      <div className={styles['line']}>
        <h1 ref={heading} tabIndex={-1} className={styles['title']}>
          {title}
        </h1>
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </div>
      {children === undefined ? null : <div className={styles['text']}>{children}</div>}
    </div>
  );
}
