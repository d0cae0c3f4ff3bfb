import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/errorNotice.tsx';
import { IconButton } from '../ui/iconButton.tsx';
import { TextField } from '../ui/textField.tsx';
import { kindOfError, waitOf } from '../words/errorKinds.ts';
import { formatDuration } from '../words/formats.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { useSessionKeeper } from './sessionContext.ts';
import styles from './signInForm.module.css';
import { tidyToken, tokenFault } from './token.ts';
import { WORDS } from './words.ts';

/** A token for a session. The token is forgotten as soon as the server has taken it. */
export function SignInForm() {
  const words = useWords(WORDS);
  const language = useLanguage();
  const keeper = useSessionKeeper();
  const [token, setToken] = useState('');
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(null);

  const refuse = (error: unknown) => {
    const kind = kindOfError(error);
    const wait = waitOf(error);
    if (kind === 'signedOut') setFault(words.wrong);
    else if (kind === 'tooMany') {
      setFault(words.tooMany(wait === null ? null : formatDuration(wait, language)));
    } else setFailure(error);
  };
  const submit = async () => {
    const tidy = tidyToken(token);
    const found = tokenFault(tidy);
    setFailure(null);
    setFault(found === null ? undefined : words[found]);
    if (found !== null || isBusy) return;
    setBusy(true);
    await keeper.signIn(tidy).catch(refuse);
    setBusy(false);
  };
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label={words.token}
        hint={words.tokenHint}
        error={fault}
        type={isShown ? 'text' : 'password'}
        autoComplete="current-password"
        spellCheck="false"
        enterKeyHint="go"
        autoFocus
        value={token}
        onChange={(text) => {
          setToken(text);
          setFault(undefined);
        }}
        beside={
          <IconButton
            icon={isShown ? 'eyeOff' : 'eye'}
            label={isShown ? words.hide : words.show}
            onPress={() => setShown(!isShown)}
          />
        }
      />
      {failure === null ? null : <ErrorNotice error={failure} title={words.failed} onRetry={submit} />}
      <Button weight="main" type="submit" isPending={isBusy}>
        {isBusy ? words.signingIn : words.signIn}
      </Button>
    </Form>
  );
}
