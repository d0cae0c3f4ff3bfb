import type { FileError } from '../../../client/index.ts';
import { useWords } from '../../words/language.tsx';
import styles from './fileErrors.module.css';
import { WORDS } from './words.ts';

/** What is wrong with a file as a whole, in the server's words, each with its remedy. */
export function FileErrors({ errors }: { errors: readonly FileError[] }) {
  const { outcome: words } = useWords(WORDS);
  return (
    <ul className={styles['errors']}>
      {errors.map(({ errorCode, errorField, errorValues, errorMessage, errorResolution }) => (
        <li key={`${errorCode} ${errorField} ${errorMessage}`}>
          <p lang="en">
            <b>{errorMessage}</b> <code className={styles['code']}>{errorCode}</code>
          </p>
          {errorField === null ? null : <p>{words.inColumn(errorField)}</p>}
          {errorValues === null || errorValues.length === 0 ? null : (
            <p>{words.found(errorValues.join(', '))}</p>
          )}
          {errorResolution === null ? null : (
            <p>
              {words.toMend}: <span lang="en">{errorResolution}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
