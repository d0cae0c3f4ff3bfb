import { type CSSProperties, type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { badCells } from './cells.ts';
import type { DocumentColumns } from './documentColumns.ts';
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

/** Pixels of the number of the document, which stays in sight. */
const DOCUMENT_WIDTH = 148;

/**
 * The refused rows of one part, over the server's pages.
 * @param props `part`: which of them; `widths`: of the columns;
 * `documents`: whose number stays beside that of the row
 */
export function ErrorTable({
  listing,
  part,
  total,
  columns,
  widths,
  documents: { number: frozen },
  goTo,
  onJump,
}: {
  listing: Listing;
  part: Part;
  total: number;
  columns: readonly string[];
  widths: readonly number[];
  documents: DocumentColumns;
  goTo: GoTo | null;
  onJump: (row: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const cell = useRef(-1);
  /** Whose first wrong cell is to come in sight as soon as its page is there. */
  const awaited = useRef<number | null>(goTo === null ? 0 : null);
  const moving = useMemo(() => widths.map((size, index) => (index === frozen ? 0 : size)), [widths, frozen]);
  const documentWidth = frozen === null ? 0 : DOCUMENT_WIDTH;
  const sticky = NUMBER_WIDTH + documentWidth + WRONG_WIDTH;
  const { span, width, show } = useColumns(scroller, { widths: moving, sticky });
  const showNow = useRef(show);
  showNow.current = show;
  const goToCell = useCallback((index: number) => {
    cell.current = index;
    if (index >= 0) showNow.current(index);
  }, []);
  const grid = useGrid(scroller, {
    ...{ part, goTo, usualHeight: 96 },
    onRow: (index) => {
      awaited.current = index;
      goToAwaited();
    },
  });
  const { pages, error, retry } = usePages('errors', listing, { ...grid.seen, total });
  const rowOf = (index: number) => rowAt(pages, part.start + index);
  const badCellsAt = (index: number) => {
    const row = rowOf(index);
    return row === undefined ? [] : badCells(row);
  };
  const goToAwaited = () => {
    if (awaited.current === null || rowOf(awaited.current) === undefined) return;
    goToCell(badCellsAt(awaited.current)[0] ?? -1);
    awaited.current = null;
  };
  useEffect(goToAwaited);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isPlainKey(event)) return;
    const next = cellAfterKey(event.key, badCellsAt(grid.active), cell.current);
    if (next !== null) goToCell(next);
    if (next !== null || grid.onRowKey(event)) event.preventDefault();
  };
  const shape = {
    '--number': `${NUMBER_WIDTH}px`,
    '--document': `${documentWidth}px`,
    '--wrong': `${WRONG_WIDTH}px`,
  } as CSSProperties;
  return (
    <>
      <LoadTrouble error={error} retry={retry} />
      <div ref={scroller} className={styles['scroller']} style={shape}>
        <table
          aria-label={words.errorTable({ n: total, text: formatCount(total, language) })}
          aria-rowcount={total + 1}
          aria-colcount={widths.length + 2}
          className={styles['table']}
          style={{ width }}
          onKeyDown={onKeyDown}
        >
          <ErrorTableHead columns={columns} span={span} frozen={frozen} />
          <GridRows
            grid={grid}
            start={part.start}
            classOf={(index) => (rowOf(index)?.heldBackBy == null ? '' : (styles['held'] ?? ''))}
          >
            {(index, isReached) => {
              const row = rowOf(index);
              if (row === undefined) return <PlaceholderRow isFrozen={frozen !== null} />;
              return <ErrorRow {...{ row, span, frozen, isReached, onJump }} onCell={goToCell} />;
            }}
          </GridRows>
        </table>
      </div>
    </>
  );
}
