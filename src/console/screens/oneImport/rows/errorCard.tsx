import { Fragment } from 'react';
import type { RefusedRow } from '../../../../client/nativeTypes.ts';
import { Button } from '../../../ui/button.tsx';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { ruleTitles } from '../ruleTitles.ts';
import { WORDS } from '../words.ts';
import { AllCells } from './allCells.tsx';
import { BadText } from './badText.tsx';
import { briefly, findingsByCell } from './cells.ts';
import type { DocumentColumns } from './documentColumns.ts';
import styles from './errorCard.module.css';
import { FindingText } from './findingText.tsx';

/** A refused row on a phone: its wrong cells, and the others on demand. */
export function ErrorCard({
  row,
  columns,
  documents,
  isOpen,
  onToggle,
  onJump,
}: {
  row: RefusedRow;
  columns: readonly string[];
  documents: DocumentColumns;
  isOpen: boolean;
  onToggle: () => void;
  onJump: (row: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const { heldBackBy } = row;
  const known = [documents.number, documents.date].map((place) => row.cells[place ?? -1]?.trim() ?? '');
  return (
    <article className={styles['card']}>
      <h3 className={styles['heading']}>
        {words.rowNumber(row.row === null ? '–' : formatCount(row.row, language))}
        {known
          .filter((text) => text !== '')
          .map((text) => (
            <Fragment key={text}>
              {' · '}
              <bdi>{briefly(text)}</bdi>
            </Fragment>
          ))}
      </h3>
      {heldBackBy === null ? null : (
        <div className={styles['held']}>
          <p>
            <b>{words.heldBack}.</b> {words.heldBackBy(formatCount(heldBackBy, language))}
          </p>
          <Button small onPress={() => onJump(heldBackBy)}>
            {words.jump(formatCount(heldBackBy, language))}
          </Button>
        </div>
      )}
      {[...findingsByCell(row.findings)].map(([cell, findings]) => (
        <div key={cell} className={styles['finding']}>
          <p className={styles['column']}>
            <bdi>{cell < 0 ? words.wholeRow : (findings[0]?.column ?? words.beyond)}</bdi>
          </p>
          {cell < 0 ? null : <BadText text={row.cells[cell] ?? ''} titles={ruleTitles(findings, language)} />}
          {findings.map((finding) => (
            <p key={`${finding.code} ${finding.message}`}>
              <FindingText finding={finding} />
            </p>
          ))}
        </div>
      ))}
      {row.isCut ? <p className={styles['cut']}>{words.isCut}</p> : null}
      {isOpen ? <AllCells row={row} columns={columns} /> : null}
      <Button small weight="quiet" aria-expanded={isOpen} onPress={onToggle}>
        {isOpen ? words.hideCells : words.showAllCells}
      </Button>
    </article>
  );
}
