import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './errorTable.module.css';
import type { Span } from './useColumns.ts';

/** The headers of the user's file, as it writes them. */
export function ErrorTableHead({ columns, span }: { columns: readonly string[]; span: Span }) {
  const { rows: words } = useWords(WORDS);
  const headerOf = (index: number) => {
    if (index >= columns.length) return words.beyond;
    const header = columns[index]?.trim() ?? '';
    return header === '' ? words.noHeader(String(index + 1)) : header;
  };
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['headRow']}>
        <div role="columnheader" aria-colindex={1} className={styles['number']}>
          {words.row}
        </div>
        <div role="columnheader" aria-colindex={2} className={styles['wrong']}>
          {words.wrong}
        </div>
        <div role="presentation" className={styles['gap']} style={{ width: span.before }} />
        {span.columns.map(({ index, size }) => (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 3}
            className={styles['cell']}
            style={{ width: size }}
            title={headerOf(index)}
          >
            <bdi className={styles['header']}>{headerOf(index)}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}
