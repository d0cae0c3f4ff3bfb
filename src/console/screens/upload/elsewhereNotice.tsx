import { Notice } from '../../ui/notice.tsx';
import { useUploads } from '../../upload/uploadContext.ts';
import { useWords } from '../../words/language.tsx';
import { useElsewhere } from './useElsewhere.ts';
import { WORDS } from './words.ts';

/** That the page was opened where the server takes no files from; louder once one did not arrive. */
export function ElsewhereNotice() {
  const words = useWords(WORDS);
  const elsewhere = useElsewhere();
  const { hold } = useUploads();
  if (elsewhere === null) return null;
  const { title, text } = words.elsewhere;
  return (
    <Notice tone={hold === 'unreachable' ? 'bad' : 'warn'} icon="link" title={title}>
      <p>
        <a href={elsewhere}>{elsewhere}</a>
      </p>
      <p>{text}</p>
    </Notice>
  );
}
