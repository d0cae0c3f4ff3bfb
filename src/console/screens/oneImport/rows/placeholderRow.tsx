import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './errorTable.module.css';

/** Stands where a row will be while its page is fetched. */
export function PlaceholderRow() {
  const { rows: words } = useWords(WORDS);
  return (
    <>
      <th scope="row" aria-colindex={1} className={styles['number']}>
        …
      </th>
      <td aria-colindex={2} className={`${styles['wrong']} ${styles['loading']}`}>
        {words.loadingRow}
      </td>
    </>
  );
}
