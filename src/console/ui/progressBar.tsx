import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import styles from './progressBar.module.css';

/**
 * One bar, also for two phases: the caller maps both onto one scale.
 * @param props `value`: 0 to 1, null while it cannot be told; `text`: what is said of the value, such as `4.2 of 9 MB`;
 * `detail`: what stands at the right, such as the time left
 */
export function ProgressBar({
  label,
  value,
  text,
  detail,
  tone = 'accent',
  hideLabel = false,
}: {
  label: string;
  value: number | null;
  text?: string | undefined;
  detail?: string | undefined;
  tone?: 'accent' | 'good' | 'warn' | 'bad';
  hideLabel?: boolean;
}) {
  const percent = value === null ? 0 : Math.min(100, Math.max(0, value * 100));
  return (
    <AriaProgressBar
      className={styles['progress'] ?? ''}
      aria-label={text === undefined ? label : `${label}: ${text}`}
      value={percent}
      isIndeterminate={value === null}
      {...(text === undefined ? {} : { valueLabel: text })}
    >
      {hideLabel ? null : (
        <div className={styles['texts']} aria-hidden="true">
          <span className={styles['label']}>{text ?? label}</span>
          {detail === undefined ? null : <span>{detail}</span>}
        </div>
      )}
      <div className={styles['track']}>
        <div
          className={`${styles['fill']} ${styles[tone]} ${value === null ? styles['unknown'] : ''}`}
          style={value === null ? {} : { width: `${percent}%` }}
        />
      </div>
    </AriaProgressBar>
  );
}
