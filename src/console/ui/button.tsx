import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import styles from './button.module.css';

/** `main`: the one thing to do here; `danger`: what cannot be taken back lightly. */
export type Weight = 'main' | 'plain' | 'quiet' | 'danger';

export function Button({ weight = 'plain', ...props }: Omit<ButtonProps, 'className'> & { weight?: Weight }) {
  return <AriaButton {...props} className={`${styles['button']} ${styles[weight]}`} />;
}
