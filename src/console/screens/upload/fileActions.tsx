import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { isActive } from '../../upload/announcements.ts';
import type { UploadQueue } from '../../upload/queue.ts';
import type { QueuedFile } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** What can be done with a file where it is now. */
export function FileActions({
  file,
  queue,
  isOnly,
  focusSend,
}: {
  file: QueuedFile;
  queue: UploadQueue;
  isOnly: boolean;
  focusSend: boolean;
}) {
  const words = useWords(WORDS);
  const { id, state, look, fault } = file;
  if (state === 'ready') {
    return (
      <Button
        key="send"
        small
        autoFocus={focusSend}
        weight={isOnly ? 'main' : 'plain'}
        onPress={() => queue.send(id)}
        aria-label={`${words.send} ${file.name}`}
      >
        {words.send}
      </Button>
    );
  }
  if (isActive(file)) {
    return (
      <Button
        key="cancel"
        small
        isDisabled={file.isCancelling}
        onPress={() => queue.cancel(id)}
        aria-label={`${words.cancel} ${file.name}`}
      >
        {words.cancel}
      </Button>
    );
  }
  const isAgain = look !== null && (state === 'failed' || state === 'cancelled' || state === 'refused');
  // Of a file that was read only its header may do as the other register.
  const isRead = file.activityId !== null;
  const isHopeless = state === 'refused' && isRead && !/^HEADER_/.test(fault?.code ?? '');
  if (!isAgain || isHopeless || fault?.by === 'console') return null;
  return (
    <Button key="retry" small onPress={() => queue.retry(id)}>
      <Icon name="retry" size="s" />
      {state === 'refused' && isRead ? words.tryAgain : words.sendAgain}
    </Button>
  );
}
