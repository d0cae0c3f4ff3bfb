import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { columnPlace } from './cells.ts';
import styles from './errorTable.module.css';
import type { Span } from './useColumns.ts';

/** The headers of the user's file, as it writes them. @param props `frozen`: the one in front of all others */
export function ErrorTableHead({
  columns,
  span,
  frozen,
}: {
  columns: readonly string[];
  span: Span;
  frozen: number | null;
}) {
  const { rows: words } = useWords(WORDS);
  const headerOf = (index: number) => {
    if (index >= columns.length) return words.beyond;
    const header = columns[index]?.trim() ?? '';
    return header === '' ? words.noHeader(String(index + 1)) : header;
  };
  return (
    <thead className={styles['head']}>
      <tr aria-rowindex={1} className={styles['headRow']}>
        <th scope="col" aria-colindex={1} className={styles['number']}>
          {words.row}
        </th>
        {frozen === null ? null : (
          <th scope="col" aria-colindex={2} className={styles['document']} title={headerOf(frozen)}>
            <bdi className={styles['header']}>{headerOf(frozen)}</bdi>
          </th>
        )}
        <th scope="col" aria-colindex={frozen === null ? 2 : 3} className={styles['wrong']}>
          {words.wrong}
        </th>
        {span.columns.map(({ index, size, before }) => (
          <th
            key={index}
            scope="col"
            aria-colindex={columnPlace(index, frozen)}
            className={styles['cell']}
            style={{ width: size, marginInlineStart: before }}
            title={headerOf(index)}
          >
            <bdi className={styles['header']}>{headerOf(index)}</bdi>
          </th>
        ))}
      </tr>
    </thead>
  );
}
