import { type CSSProperties, type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { badCells } from './cells.ts';
import { ErrorRow } from './errorRow.tsx';
import styles from './errorTable.module.css';
import { ErrorTableHead } from './errorTableHead.tsx';
import { GridRows } from './gridRows.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, usePages } from './pages.ts';
import { PlaceholderRow } from './placeholderRow.tsx';
import { cellAfterKey } from './rowKeys.ts';
import { type Part, rowAt } from './rowPages.ts';
import { NUMBER_WIDTH, useColumns, WRONG_WIDTH } from './useColumns.ts';
import { type GoTo, isPlainKey, useGrid } from './useGrid.ts';

const SHAPE = { '--number': `${NUMBER_WIDTH}px`, '--wrong': `${WRONG_WIDTH}px` } as CSSProperties;

/** The refused rows of one part, over the server's pages. @param props `part`: which of them; `widths`: of the columns */
export function ErrorTable({
  listing,
  part,
  total,
  columns,
  widths,
  goTo,
  onJump,
}: {
  listing: Listing;
  part: Part;
  total: number;
  columns: readonly string[];
  widths: readonly number[];
  goTo: GoTo | null;
  onJump: (row: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const cell = useRef(-1);
  const { span, width, show } = useColumns(scroller, widths);
  const showNow = useRef(show);
  showNow.current = show;
  const goToCell = useCallback((index: number) => {
    cell.current = index;
    if (index >= 0) showNow.current(index);
  }, []);
  const grid = useGrid(scroller, {
    ...{ part, goTo, usualHeight: 96 },
    onRow: (index) => goToCell(badCellsAt(index)[0] ?? -1),
  });
  const { pages, error, retry } = usePages('errors', listing, { ...grid.seen, total });
  const rowOf = (index: number) => rowAt(pages, part.start + index);
  const badCellsAt = (index: number) => {
    const row = rowOf(index);
    return row === undefined ? [] : badCells(row);
  };
  const firstBad = badCellsAt(0)[0];
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current || firstBad === undefined || goTo !== null) return;
    isBegun.current = true;
    goToCell(firstBad);
  }, [firstBad, goTo, goToCell]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isPlainKey(event)) return;
    const next = cellAfterKey(event.key, badCellsAt(grid.active), cell.current);
    if (next !== null) goToCell(next);
    if (next !== null || grid.onRowKey(event)) event.preventDefault();
  };
  return (
    <>
      <LoadTrouble error={error} retry={retry} />
      <div ref={scroller} className={styles['scroller']} style={SHAPE}>
        <table
          aria-label={words.errorTable({ n: total, text: formatCount(total, language) })}
          aria-rowcount={total + 1}
          aria-colcount={widths.length + 2}
          className={styles['table']}
          style={{ width }}
          onKeyDown={onKeyDown}
        >
          <ErrorTableHead columns={columns} span={span} />
          <GridRows
            grid={grid}
            start={part.start}
            classOf={(index) => (rowOf(index)?.heldBackBy == null ? '' : (styles['held'] ?? ''))}
          >
            {(index, isReached) => {
              const row = rowOf(index);
              if (row === undefined) return <PlaceholderRow />;
              return (
                <ErrorRow row={row} span={span} isReached={isReached} onCell={goToCell} onJump={onJump} />
              );
            }}
          </GridRows>
        </table>
      </div>
    </>
  );
}
