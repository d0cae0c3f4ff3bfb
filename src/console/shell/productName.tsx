import { Link } from 'wouter';
import styles from './productName.module.css';

export function ProductName() {
  return (
    <Link href="/" className={styles['name'] ?? ''}>
      <svg className={styles['mark']} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" />
        <path d="M9 17.5l5 5 9-12" />
      </svg>
      gst-intake
    </Link>
  );
}
