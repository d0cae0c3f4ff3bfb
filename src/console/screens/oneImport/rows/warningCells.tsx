import type { WarnedRow } from '../../../../client/nativeTypes.ts';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { FindingText } from './findingText.tsx';
import styles from './warningTable.module.css';

/** The cells of a warning. @param props `row`: undefined while its page is fetched */
export function WarningCells({ row }: { row: WarnedRow | undefined }) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  if (row === undefined)
    return (
      <td aria-colindex={5} className={styles['loading']}>
        {words.loadingRow}
      </td>
    );
  const { finding } = row;
  return (
    <>
      <th scope="row" aria-colindex={1} className={styles['number']}>
        {formatCount(row.row, language)}
      </th>
      <td aria-colindex={2} className={styles['text']}>
        <bdi>{row.documentNumber}</bdi>
      </td>
      <td aria-colindex={3} className={styles['text']}>
        <bdi>{finding.column ?? words.wholeRow}</bdi>
      </td>
      <td aria-colindex={4} className={styles['text']}>
        <bdi>{finding.value}</bdi>
      </td>
      <td aria-colindex={5}>
        <FindingText finding={finding} />
      </td>
    </>
  );
}
