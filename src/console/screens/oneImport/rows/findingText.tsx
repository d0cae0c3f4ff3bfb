import type { RowFinding } from '../../../../client/nativeTypes.ts';
import styles from './findingText.module.css';

/** The server's words, which are English, and the code by which others can be asked. */
export function FindingText({ finding }: { finding: Pick<RowFinding, 'message' | 'hint' | 'code'> }) {
  return (
    <span className={styles['text']}>
      <span lang="en">{finding.message}</span>
      {finding.hint === null ? null : (
        <span lang="en" className={styles['hint']}>
          {finding.hint}
        </span>
      )}
      {finding.code === null ? null : <code className={styles['code']}>{finding.code}</code>}
    </span>
  );
}
