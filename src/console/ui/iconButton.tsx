import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import type { IconName } from './iconPaths.ts';

/** @param props `label`: what it does, for screen readers and as a tooltip */
export function IconButton({
  icon,
  label,
  ...props
}: Omit<ButtonProps, 'className' | 'children' | 'aria-label'> & { icon: IconName; label: string }) {
  return (
    <AriaButton
      {...props}
      aria-label={label}
      className={`${styles['button']} ${styles['iconOnly']} ${styles['quiet']}`}
    >
      <Icon name={icon} />
    </AriaButton>
  );
}
