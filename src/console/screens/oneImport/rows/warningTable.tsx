import { type KeyboardEvent, useRef } from 'react';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { GridRows } from './gridRows.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, usePages } from './pages.ts';
import { type Part, rowAt } from './rowPages.ts';
import { isPlainKey, useGrid } from './useGrid.ts';
import { WarningCells } from './warningCells.tsx';
import styles from './warningTable.module.css';

/** The warnings of one part, each on a row of its own. */
export function WarningTable({ listing, part, total }: { listing: Listing; part: Part; total: number }) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useGrid(scroller, { part, goTo: null, usualHeight: 76 });
  const { pages, error, retry } = usePages('warnings', listing, { ...grid.seen, total });
  const onKeyDown = (event: KeyboardEvent) => {
    if (isPlainKey(event) && grid.onRowKey(event)) event.preventDefault();
  };
  const heads = [words.row, words.document, words.column, words.value, words.warned];
  return (
    <>
      <LoadTrouble error={error} retry={retry} />
      <div ref={scroller} className={styles['scroller']}>
        <table
          aria-label={words.warningTable({ n: total, text: formatCount(total, language) })}
          aria-rowcount={total + 1}
          aria-colcount={heads.length}
          className={styles['grid']}
          onKeyDown={onKeyDown}
        >
          <thead className={styles['head']}>
            <tr aria-rowindex={1} className={styles['cells']}>
              {heads.map((head, column) => (
                <th key={head} scope="col" aria-colindex={column + 1}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <GridRows grid={grid} start={part.start} classOf={() => styles['cells'] ?? ''}>
            {(index) => <WarningCells row={rowAt(pages, part.start + index)} />}
          </GridRows>
        </table>
      </div>
    </>
  );
}
