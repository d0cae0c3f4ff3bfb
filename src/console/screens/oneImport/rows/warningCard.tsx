import type { WarnedRow } from '../../../../client/nativeTypes.ts';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './errorCard.module.css';
import { FindingText } from './findingText.tsx';

/** A warning on a phone. */
export function WarningCard({ row: { row, documentNumber, finding } }: { row: WarnedRow }) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  return (
    <article className={styles['card']}>
      <h3 className={styles['heading']}>
        {words.rowNumber(formatCount(row, language))} · <bdi>{documentNumber}</bdi>
      </h3>
      <p>
        <bdi className={styles['column']}>{finding.column ?? words.wholeRow}</bdi> <bdi>{finding.value}</bdi>
      </p>
      <p>
        <FindingText finding={finding} />
      </p>
    </article>
  );
}
