import type { Register } from '../../../gst/columns.ts';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Question } from '../../upload/questions.ts';
import type { UploadQueue } from '../../upload/queue.ts';
import type { QueuedFile } from '../../upload/queueTypes.ts';
import { formatDay } from '../../words/formats.ts';
import { useWords } from '../../words/language.tsx';
import { MissingColumns } from './missingColumns.tsx';
import { TemplateLine } from './templateLine.tsx';
import { WORDS } from './words.ts';

/** What the person is asked before a file is sent, and the answers there are. */
export function QuestionNotice({
  question,
  file,
  queue,
}: {
  question: Question;
  file: QueuedFile;
  queue: UploadQueue;
}) {
  const words = useWords(WORDS);
  const { id } = file;
  const register = file.register ?? 'sales';
  const other: Register = register === 'sales' ? 'purchase' : 'sales';
  const anyway = (
    <Button small onPress={() => queue.insist(id)}>
      {words.sendAnyway}
    </Button>
  );
  const again = (
    <Button
      small
      onPress={() => {
        queue.acceptSame(id);
        queue.send(id);
      }}
    >
      {words.addAgain}
    </Button>
  );
  const answers = (
    <>
      <Button small onPress={() => queue.choose(id, other)}>
        {words.change(other)}
      </Button>
      <Button small onPress={() => queue.insist(id)}>
        {words.stay(register)}
      </Button>
    </>
  );
  switch (question.kind) {
    case 'same':
      return (
        <Notice tone="warn" title={words.same(question.as).title} actions={again}>
          <p>{words.same(question.as).text}</p>
        </Notice>
      );
    case 'earlier': {
      const said = words.earlier(formatDay(question.earlier.at));
      return (
        <Notice
          tone="warn"
          title={said.title}
          actions={
            <>
              <ButtonLink small href={`/imports/${question.earlier.activityId}`}>
                {words.seeEarlier}
              </ButtonLink>
              {again}
            </>
          }
        >
          <p>{said.text}</p>
        </Notice>
      );
    }
    case 'register':
      return (
        <Notice tone="calm" title={words.whichRegister.title}>
          <p>{words.whichRegister.text}</p>
        </Notice>
      );
    case 'noHeader':
      return (
        <Notice
          tone="warn"
          title={words.noHeader.title}
          actions={file.register === null ? undefined : anyway}
        >
          <p>{words.noHeader.text}</p>
          <TemplateLine registers={file.isChosen ? [register] : ['sales', 'purchase']} />
        </Notice>
      );
    case 'otherRegister':
      return (
        <Notice tone="warn" title={words.otherRegister(other).title} actions={answers}>
          <p>{words.otherRegister(other).text}</p>
        </Notice>
      );
    case 'otherParties':
      return (
        <Notice tone="warn" title={words.otherParties(register, '').title} actions={answers}>
          <p>
            {words.otherParties(register, question.headers.map((header) => `“${header}”`).join(', ')).text}
          </p>
        </Notice>
      );
    case 'header':
      return <MissingColumns reading={question.reading} register={register} actions={anyway} />;
  }
}
