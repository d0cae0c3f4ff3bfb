import { memo } from 'react';
import type { RefusedRow } from '../../../../client/nativeTypes.ts';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage } from '../../../words/language.tsx';
import { columnPlace, findingsByCell } from './cells.ts';
import { CellText } from './cellText.tsx';
import styles from './errorTable.module.css';
import type { Span } from './useColumns.ts';
import { WhatIsWrong } from './whatIsWrong.tsx';

/** Beyond it, a text may be cut off in its cell. */
const LONG = 60;

/** A refused row as the user wrote it. Only the columns in sight are there. */
export const ErrorRow = memo(function ErrorRow({
  row,
  span,
  frozen,
  isReached,
  onCell,
  onJump,
}: {
  row: RefusedRow;
  span: Span;
  /** The column beside the number of the row, whatever is in sight of the others. */
  frozen: number | null;
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
      {frozen === null ? null : (
        <td
          aria-colindex={2}
          className={`${styles['document']} ${wrong.has(frozen) ? styles['bad'] : ''}`}
          title={row.cells[frozen]}
        >
          <CellText text={row.cells[frozen] ?? ''} findings={wrong.get(frozen)} />
        </td>
      )}
      <td aria-colindex={frozen === null ? 2 : 3} className={styles['wrong']}>
        <WhatIsWrong row={row} isReached={isReached} onCell={onCell} onJump={onJump} />
      </td>
      {span.columns.map(({ index, size, before }) => {
        const text = row.cells[index] ?? '';
        const findings = wrong.get(index);
        return (
          <td
            key={index}
            aria-colindex={columnPlace(index, frozen)}
            className={`${styles['cell']} ${findings === undefined ? '' : styles['bad']}`}
            style={{ width: size, marginInlineStart: before }}
            title={text.length > LONG ? text : undefined}
          >
            <CellText text={text} findings={findings} />
          </td>
        );
      })}
    </>
  );
});
