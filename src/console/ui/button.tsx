import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import styles from './button.module.css';

/** `main`: the one thing to do here; `danger`: what cannot be taken back lightly. */
export type Weight = 'main' | 'plain' | 'quiet' | 'danger';

/** @param props `small`: beside a line of text */
export function Button({
  weight = 'plain',
  small = false,
  ...props
}: Omit<ButtonProps, 'className'> & { weight?: Weight; small?: boolean }) {
  return (
    <AriaButton
      {...props}
      className={`${styles['button']} ${styles[weight]} ${small ? styles['small'] : ''}`}
    />
  );
}
