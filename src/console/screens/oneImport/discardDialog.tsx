import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ActivityView } from '../../../client/index.ts';
import { useClient } from '../../api/client.ts';
import { putActivity } from '../../api/liveUpdates.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/errorNotice.tsx';
import { useLanguage, useWords } from '../../words/language.tsx';
import { DiscardEffects } from './discardEffects.tsx';
import { figureOf } from './figure.ts';
import { importKey, useDiscardPreview } from './queries.ts';
import { WORDS } from './words.ts';

/** Says what discarding would change, and does it when told. */
export function DiscardDialog({
  activity,
  isOpen,
  onClose,
}: {
  activity: ActivityView;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { discard: words } = useWords(WORDS);
  const language = useLanguage();
  const client = useClient();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const { activityId, userFileName } = activity;
  const { data, error, refetch } = useDiscardPreview(activityId, isOpen);
  const discard = useMutation({
    mutationFn: () => client.discardActivity({ activityId }),
    onSuccess: (discarded) => {
      putActivity(queries, discarded);
      queries.removeQueries({ queryKey: importKey(activityId), type: 'inactive' });
      announce(words.done);
      onClose();
    },
  });
  const actions = (
    <>
      <Button onPress={onClose}>{words.keep}</Button>
      {data === undefined ? null : (
        <Button weight="danger" isPending={discard.isPending} onPress={() => discard.mutate()}>
          {words.confirm(data, figureOf(data.documents, language))}
        </Button>
      )}
    </>
  );
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.title}
      actions={actions}
      alert
      stays={discard.isPending}
    >
      <p>{words.question(userFileName)}</p>
      {error === null ? null : <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <p>{words.counting}…</p> : null}
      {data === undefined ? null : <DiscardEffects preview={data} />}
      {discard.error === null ? null : <ErrorNotice error={discard.error} />}
    </Dialog>
  );
}
