import type { ReactNode } from 'react';
import type { Register } from '../../../gst/columns.ts';
import { Notice } from '../../ui/notice.tsx';
import type { HeaderReading } from '../../upload/lookTypes.ts';
import { useWords } from '../../words/language.tsx';
import styles from './missingColumns.module.css';
import { TemplateLine } from './templateLine.tsx';
import { WORDS } from './words.ts';

/** The columns without which the server refuses the file, each with what the file has instead. */
export function MissingColumns({
  reading,
  register,
  actions,
}: {
  reading: HeaderReading;
  register: Register;
  actions: ReactNode;
}) {
  const words = useWords(WORDS);
  const { missing, duplicates } = reading;
  const said = words.missing(missing.length);
  const twice = words.twice(duplicates.map((header) => `“${header.trim()}”`).join(', '));
  return (
    <Notice tone="warn" title={missing.length > 0 ? said.title : twice} actions={actions}>
      {missing.length > 0 ? (
        <>
          <ul className={styles['columns']}>
            {missing.map(({ header, nearest, isOwnGstin }) => (
              <li key={header}>
                <strong lang="en">{header}</strong>
                {isOwnGstin ? ` (${words.ownGstin})` : null}
                {nearest === null ? null : `: ${words.nearest(nearest)}`}
              </li>
            ))}
          </ul>
          <p>{said.text}</p>
        </>
      ) : null}
      {missing.length > 0 && duplicates.length > 0 ? <p>{twice}</p> : null}
      <TemplateLine registers={[register]} />
    </Notice>
  );
}
