import { ButtonLink } from '../../ui/buttonLink.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useCorrecting } from '../../upload/corrected.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** Which import the files that are chosen now correct; nothing where they correct none. */
export function CorrectsNotice() {
  const words = useWords(WORDS);
  const { activityId, corrected, error } = useCorrecting();
  if (activityId === null) return null;
  if (error !== null && error !== undefined) return <ErrorNotice error={error} />;
  if (corrected === null) return null;
  const { title, text } = words.corrects(corrected.fileName);
  return (
    <Notice
      tone="calm"
      icon="link"
      title={title}
      actions={
        <>
          <ButtonLink small href={`/imports/${corrected.activityId}`}>
            {words.seeImport}
          </ButtonLink>
          <ButtonLink small weight="quiet" href="/">
            {words.unlink}
          </ButtonLink>
        </>
      }
    >
      <p>{text}</p>
    </Notice>
  );
}
