import { CopyButton } from '../../ui/copyButton.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Fault, QueuedFile } from '../../upload/queueTypes.ts';
import { formatBytes } from '../../words/formats.ts';
import { type Language, useLanguage, useWords } from '../../words/language.tsx';
import { SHARED } from '../../words/sharedWords.ts';
import { type Said, type UploadScreenWords, WORDS } from './words.ts';

/** Why a file was not taken in, and what to do. */
export function FileFault({ file, fault }: { file: QueuedFile; fault: Fault }) {
  const words = useWords(WORDS);
  const shared = useWords(SHARED);
  const language = useLanguage();
  if (fault.by === 'console') {
    const { title, text } = saidOf(fault, words, language);
    return (
      <Notice tone="bad" title={title}>
        <p>{text}</p>
      </Notice>
    );
  }
  const { message, remedy, code, requestId } = fault;
  const details = () =>
    [file.name, code, message, remedy, requestId, file.activityId].filter((part) => part !== null).join('\n');
  return (
    <Notice
      tone="bad"
      title={file.state === 'refused' ? words.refused : words.failed}
      actions={<CopyButton label={shared.copyDetails} text={details} />}
    >
      <p lang="en">{message}</p>
      {remedy === null ? null : <p lang="en">{remedy}</p>}
      {requestId === null ? null : (
        <p>
          {shared.requestId} <code>{requestId}</code>
        </p>
      )}
    </Notice>
  );
}

function saidOf(
  fault: Extract<Fault, { by: 'console' }>,
  words: UploadScreenWords,
  language: Language,
): Said {
  if (fault.code === 'tooLarge') return words.tooLarge(formatBytes(fault.most, language));
  return fault.code === 'otherKind' ? words.otherKinds[fault.kind] : words[fault.code];
}
