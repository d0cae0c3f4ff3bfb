import { Link, type LinkProps } from 'react-aria-components';
import styles from './button.module.css';
import type { Weight } from './button.tsx';

/**
 * A link that looks like a button. Paths of the console begin with `/`; what is fetched from the server takes the
 * whole address and `download`.
 */
export function ButtonLink({
  weight = 'plain',
  small = false,
  ...props
}: Omit<LinkProps, 'className'> & { weight?: Weight; small?: boolean }) {
  return (
    <Link {...props} className={`${styles['button']} ${styles[weight]} ${small ? styles['small'] : ''}`} />
  );
}
