import type { DiscardPreview } from '../../../client/index.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import { WORDS } from './words.ts';

/** What goes, what comes back and what stays. */
export function DiscardEffects({ preview }: { preview: DiscardPreview }) {
  const { discard: words } = useWords(WORDS);
  const language = useLanguage();
  const { documents, examined, removed, restored, replaced } = preview;
  if (documents === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <ul>
        {removed === 0 ? null : <li>{words.removed(figureOf(removed, language))}</li>}
        {restored === 0 ? null : <li>{words.restored(figureOf(restored, language))}</li>}
        {replaced === 0 ? null : <li>{words.replaced(figureOf(replaced, language))}</li>}
      </ul>
      {examined < documents ? (
        <p>{words.partly(figureOf(examined, language), figureOf(documents, language))}</p>
      ) : null}
      <p>{words.notUndone}</p>
    </>
  );
}
