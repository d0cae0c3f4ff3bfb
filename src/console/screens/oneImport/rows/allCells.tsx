import type { RefusedRow } from '../../../../client/nativeTypes.ts';
import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './allCells.module.css';

/** Every cell of a row that has something in it, under its header. */
export function AllCells({ row, columns }: { row: Pick<RefusedRow, 'cells'>; columns: readonly string[] }) {
  const { rows: words } = useWords(WORDS);
  const headerOf = (index: number) => {
    const header = columns[index]?.trim() ?? '';
    if (header !== '') return header;
    return index < columns.length ? words.noHeader(String(index + 1)) : words.beyond;
  };
  return (
    <dl className={styles['cells']}>
      {row.cells.map((text, index) => {
        if (text.trim() === '') return null;
        const header = headerOf(index);
        return (
          <div key={`${index + 1} ${header}`} className={styles['cell']}>
            <dt>
              <bdi>{header}</bdi>
            </dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
