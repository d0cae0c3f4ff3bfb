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
  const filled = row.cells
    .map((text, place) => ({ place, text, header: headerOf(place) }))
    .filter(({ text }) => text.trim() !== '');
  return (
    <dl className={styles['cells']}>
      {filled.map(({ place, text, header }) => (
        <div key={place} className={styles['cell']}>
          <dt>
            <bdi>{header}</bdi>
          </dt>
          <dd>
            <bdi>{text}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
