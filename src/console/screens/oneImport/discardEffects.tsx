import type { DiscardPreview } from '../../../client/index.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import { WORDS } from './words.ts';

/** What goes, what comes back and what stays. */
export function DiscardEffects({ preview }: { preview: DiscardPreview }) {
  const { discard: words } = useWords(WORDS);
  const language = useLanguage();
  const { documents, examined, removed, restored, replaced } = preview;
  const changes = removed + restored > 0 || examined < documents;
  if (documents === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <ul>
        {removed === 0 ? null : <li>{words.removed(figureOf(removed, language))}</li>}
        {restored === 0 ? null : <li>{words.restored(figureOf(restored, language))}</li>}
        {replaced === 0 ? null : <li>{words.replaced(figureOf(replaced, language))}</li>}
      </ul>
      {changes ? null : <p>{words.noChange}</p>}
      {examined < documents ? (
        <p>{words.partly(figureOf(examined, language), figureOf(documents, language))}</p>
      ) : null}
      {changes ? <p>{words.notUndone}</p> : null}
    </>
  );
}
