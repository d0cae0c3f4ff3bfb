import type { ActivityView } from '../../../client/index.ts';
import { NUMBER_CELL, Table } from '../../ui/table.tsx';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { totalsOf, UNKNOWN_GSTIN } from './result.ts';
import styles from './resultTable.module.css';
import { WORDS } from './words.ts';

/** What came of the rows, by own GSTIN. */
export function ResultTable({ activity }: { activity: ActivityView }) {
  const { result: words } = useWords(WORDS);
  const language = useLanguage();
  const totals = totalsOf(activity);
  const stats = activity.processingStats;
  if (stats === null || totals === null) return null;
  const cells = (figures: readonly number[]) =>
    figures.map((figure, place) => (
      <td key={columns[place + 1]?.id} className={NUMBER_CELL}>
        {formatCount(figure, language)}
      </td>
    ));
  const columns = [
    { id: 'gstin', label: words.gstin },
    { id: 'documents', label: words.documents, isNumber: true },
    { id: 'good', label: words.goodRows, isNumber: true },
    { id: 'refused', label: words.refusedRows, isNumber: true },
  ];
  return (
    <section className={styles['result']}>
      <h2>{words.title}</h2>
      <Table label={words.title} columns={columns}>
        {stats.map(({ gstin, totalDocumentCount, validRows, invalidRows }) => (
          <tr key={gstin}>
            <td>
              {gstin === UNKNOWN_GSTIN ? (
                words.unknownGstin
              ) : (
                <code className={styles['gstin']}>{gstin}</code>
              )}
            </td>
            {cells([totalDocumentCount, validRows, invalidRows])}
          </tr>
        ))}
        {stats.length < 2 ? null : (
          <tr className={styles['total']}>
            <td>{words.total}</td>
            {cells([totals.documents, totals.goodRows, totals.refusedRows])}
          </tr>
        )}
      </Table>
    </section>
  );
}
