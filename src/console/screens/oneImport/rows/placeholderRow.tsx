import { useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './errorTable.module.css';

/** Stands where a row will be while its page is fetched. @param props `isFrozen`: whether a column of the user's file stands in front */
export function PlaceholderRow({ isFrozen }: { isFrozen: boolean }) {
  const { rows: words } = useWords(WORDS);
  return (
    <>
      <th scope="row" aria-colindex={1} className={styles['number']}>
        …
      </th>
      {isFrozen ? <td aria-colindex={2} className={styles['document']} /> : null}
      <td aria-colindex={isFrozen ? 3 : 2} className={`${styles['wrong']} ${styles['loading']}`}>
        {words.loadingRow}
      </td>
    </>
  );
}
