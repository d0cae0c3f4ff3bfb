import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { UploadQueue } from '../../upload/queue.ts';
import type { Hold } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** Why no file is sent just now. */
export function HoldNotice({ hold, queue }: { hold: Hold; queue: UploadQueue }) {
  const words = useWords(WORDS);
  const { title, text } = words.holds[hold];
  const actions =
    hold === 'unreachable' ? (
      <Button small onPress={() => queue.reach()}>
        {words.tryNow}
      </Button>
    ) : hold === 'signedOut' ? (
      <ButtonLink small href="/sign-in">
        {words.signIn}
      </ButtonLink>
    ) : null;
  return (
    <Notice tone="warn" icon={hold === 'signedOut' ? 'user' : 'offline'} title={title} live actions={actions}>
      <p>{text}</p>
    </Notice>
  );
}
