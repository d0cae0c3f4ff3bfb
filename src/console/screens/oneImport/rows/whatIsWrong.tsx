import type { RefusedRow } from '../../../../client/nativeTypes.ts';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { briefly, findingsByCell } from './cells.ts';
import { FindingText } from './findingText.tsx';
import styles from './whatIsWrong.module.css';

/**
 * All that is wrong with a row, or which row holds it back.
 * @param props `onCell`: goes to a cell; `isReached`: whether its buttons are stops of the Tab key
 */
export function WhatIsWrong({
  row,
  isReached,
  onCell,
  onJump,
}: {
  row: RefusedRow;
  isReached: boolean;
  onCell: (cell: number) => void;
  onJump: (row: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const { heldBackBy } = row;
  if (heldBackBy !== null) {
    const other = formatCount(heldBackBy, language);
    return (
      <div className={styles['held']}>
        <b>{words.heldBack}</b>
        <span>{words.heldBackBy(other)}</span>
        <button
          type="button"
          className={styles['link']}
          tabIndex={isReached ? 0 : -1}
          onClick={() => onJump(heldBackBy)}
        >
          {words.jump(other)}
        </button>
      </div>
    );
  }
  return (
    <ul className={styles['list']}>
      {row.isCut ? <li className={styles['cut']}>{words.isCut}</li> : null}
      {[...findingsByCell(row.findings)].map(([cell, findings]) => (
        <li key={cell}>
          {cell < 0 ? (
            <span className={styles['column']}>{words.wholeRow}</span>
          ) : (
            <span className={styles['column']}>
              <button
                type="button"
                className={styles['link']}
                aria-label={words.toCell(findings[0]?.column ?? words.beyond)}
                tabIndex={isReached ? 0 : -1}
                onClick={() => onCell(cell)}
              >
                <bdi>{findings[0]?.column ?? words.beyond}</bdi>
              </button>
              {': '}
              <WrongValue text={row.cells[cell] ?? ''} />
            </span>
          )}
          {findings.map((finding) => (
            <FindingText key={`${finding.code} ${finding.message}`} finding={finding} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** So that nobody must look for the cell to understand. */
function WrongValue({ text }: { text: string }) {
  const { rows: words } = useWords(WORDS);
  if (text.trim() === '') return <i>{words.empty}</i>;
  return <bdi className={styles['value']}>{briefly(text)}</bdi>;
}
