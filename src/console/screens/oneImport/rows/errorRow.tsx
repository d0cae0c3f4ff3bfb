import { memo } from 'react';
import type { RefusedRow } from '../../../../client/nativeTypes.ts';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage } from '../../../words/language.tsx';
import { ruleTitles } from '../ruleTitles.ts';
import { BadText } from './badText.tsx';
import { findingsByCell } from './cells.ts';
import styles from './errorTable.module.css';
import type { Span } from './useColumns.ts';
import { WhatIsWrong } from './whatIsWrong.tsx';

/** Beyond it, a text may be cut off in its cell. */
const LONG = 60;

/** A refused row as the user wrote it. Only the columns in sight are there. */
export const ErrorRow = memo(function ErrorRow({
  row,
  span,
  isReached,
  onCell,
  onJump,
}: {
  row: RefusedRow;
  span: Span;
  isReached: boolean;
  onCell: (cell: number) => void;
  onJump: (row: number) => void;
}) {
  const language = useLanguage();
  const wrong = findingsByCell(row.findings);
  return (
    <>
      <th scope="row" aria-colindex={1} className={styles['number']}>
        {row.row === null ? '–' : formatCount(row.row, language)}
      </th>
      <td aria-colindex={2} className={styles['wrong']}>
        <WhatIsWrong row={row} isReached={isReached} onCell={onCell} onJump={onJump} />
      </td>
      {span.columns.map(({ index, size, before }) => {
        const text = row.cells[index] ?? '';
        const findings = wrong.get(index);
        return (
          <td
            key={index}
            aria-colindex={index + 3}
            className={`${styles['cell']} ${findings === undefined ? '' : styles['bad']}`}
            style={{ width: size, marginInlineStart: before }}
            title={text.length > LONG ? text : undefined}
          >
            {findings === undefined ? (
              <bdi className={styles['text']}>{text}</bdi>
            ) : (
              <BadText text={text} titles={ruleTitles(findings, language)} />
            )}
          </td>
        );
      })}
    </>
  );
});
