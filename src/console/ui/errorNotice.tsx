import { useState } from 'react';
import { GstIntakeError } from '../../client/index.ts';
import { useClock } from '../words/clock.tsx';
import { errorDetails, kindOfError, serverSays, waitOf } from '../words/errorKinds.ts';
import { ERROR_WORDS, WAIT_WORDS } from '../words/errorWords.ts';
import { formatDuration } from '../words/formats.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { SHARED } from '../words/sharedWords.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copyButton.tsx';
import styles from './errorNotice.module.css';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';

/**
 * Any error in plain words: what happened, what to do, what the server says, and the details to copy for who helps.
 * @param props `title`: instead of the kind's own; `onRetry`: offers "Try again"
 */
export function ErrorNotice({
  error,
  title,
  onRetry,
}: {
  error: unknown;
  title?: string | undefined;
  onRetry?: (() => void) | undefined;
}) {
  const language = useLanguage();
  const shared = useWords(SHARED);
  const waits = useWords(WAIT_WORDS);
  const clock = useClock();
  const [at] = useState(clock);
  const kind = kindOfError(error);
  const { [kind]: words } = useWords(ERROR_WORDS);
  const said = serverSays(error);
  const wait = waitOf(error);
  const requestId = error instanceof GstIntakeError ? error.requestId : undefined;
  return (
    <Notice
      tone={kind === 'connection' || kind === 'timeout' || kind === 'probablyUploaded' ? 'warn' : 'bad'}
      icon={kind === 'connection' ? 'offline' : 'octagon'}
      title={title ?? words.title}
      live
      actions={
        <>
          {onRetry === undefined ? null : (
            <Button small onPress={onRetry}>
              <Icon name="retry" size="s" />
              {shared.tryAgain}
            </Button>
          )}
          <CopyButton label={shared.copyDetails} text={() => errorDetails(error, at)} />
        </>
      }
    >
      <p>{title === undefined ? words.text : `${words.title}. ${words.text}`}</p>
      {wait === null ? null : <p>{waits.tryAgainIn(formatDuration(wait, language))}</p>}
      {said === null ? null : (
        <p lang="en" className={styles['said']}>
          {said}
        </p>
      )}
      {requestId === undefined ? null : (
        <p className={styles['id']}>
          {shared.requestId} <code>{requestId}</code>
        </p>
      )}
    </Notice>
  );
}
