import { ButtonLink } from '../../ui/buttonLink.tsx';
import type { QueuedFile } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import styles from './fileCard.module.css';
import { WORDS } from './words.ts';

/** What came of a file, and where to read on. */
export function FileResult({ file }: { file: QueuedFile }) {
  const words = useWords(WORDS);
  const { outcome, activityId, state } = file;
  if (outcome === null && activityId === null) return null;
  const hasErrors = state === 'doneWithErrors';
  return (
    <div className={styles['result']}>
      {outcome === null ? null : (
        <p>
          {words.documents(outcome.documents)}
          {outcome.refusedRows === 0 ? null : <strong>{` ${words.refusedRows(outcome.refusedRows)}`}</strong>}
        </p>
      )}
      {activityId === null ? null : (
        <ButtonLink href={`/imports/${activityId}`} weight={hasErrors ? 'main' : 'plain'} small>
          {hasErrors ? words.seeErrors : words.seeImport}
        </ButtonLink>
      )}
    </div>
  );
}
