import type { FindingGroup } from '../../../client/nativeTypes.ts';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import styles from './ruleList.module.css';
import { ruleTitle } from './ruleTitles.ts';
import { WORDS } from './words.ts';

/** So many examples make a message understood. */
const EXAMPLES = 2;
const COLUMNS = 4;

/** One rule: how often, in which columns, and an example or two. */
export function RuleGroup({ group }: { group: FindingGroup }) {
  const { findings: words } = useWords(WORDS);
  const language = useLanguage();
  const { code, columns, rows, count, examples } = group;
  return (
    <>
      <span className={styles['title']}>
        {ruleTitle(code, language)} <code className={styles['code']}>{code}</code>
      </span>
      <span className={styles['count']}>
        {rows === null ? null : words.rowCount(figureOf(rows, language))}
        {rows === null || count === rows ? null : ' · '}
        {count === rows ? null : words.findingCount(figureOf(count, language))}
      </span>
      <span className={styles['more']}>
        {columns.length === 0 ? null : (
          <span>
            {words.columns} <bdi>{columns.slice(0, COLUMNS).join(', ')}</bdi>
            {columns.length > COLUMNS ? ' …' : null}
          </span>
        )}
        {examples.slice(0, EXAMPLES).map(({ row, value, message, hint }) => (
          <span key={row} className={styles['example']}>
            {words.exampleRow(formatCount(row, language))}{' '}
            {value === null || value === '' ? null : (
              <>
                <bdi className={styles['value']}>{value}</bdi>{' '}
              </>
            )}
            <span lang="en">{message}</span>
            {hint === null ? null : (
              <span lang="en" className={styles['hint']}>
                {' '}
                {hint}
              </span>
            )}
          </span>
        ))}
      </span>
    </>
  );
}
