import { useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useSession, useSessionKeeper } from '../session/sessionContext.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/errorNotice.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/iconButton.tsx';
import menu from '../ui/menu.module.css';
import { useWords } from '../words/language.tsx';
import styles from './accountMenu.module.css';
import { WORDS } from './words.ts';

/** Who is signed in, where, for which GSTINs; and the way out. */
export function AccountMenu() {
  const words = useWords(WORDS);
  const { user, workspace, server } = useSession();
  const keeper = useSessionKeeper();
  const [failure, setFailure] = useState<unknown>(null);
  const signOut = () => {
    setFailure(null);
    keeper.signOut().catch(setFailure);
  };
  return (
    <DialogTrigger>
      <IconButton icon="user" label={words.account(user.name)} />
      <Popover className={menu['popover'] ?? ''} placement="bottom end">
        <Dialog className={styles['account'] ?? ''} aria-label={words.account(user.name)}>
          <p className={styles['name']}>{user.name}</p>
          <dl className={styles['facts']}>
            <dt>{words.workspace}</dt>
            <dd>{workspace.name}</dd>
            <dt>{words.gstins}</dt>
            {workspace.gstins.length === 0 ? <dd>{words.anyGstin}</dd> : null}
            {workspace.gstins.map((gstin) => (
              <dd key={gstin}>
                <code>{gstin}</code>
              </dd>
            ))}
          </dl>
          {failure === null ? null : <ErrorNotice error={failure} title={words.signOutFailed} />}
          <Button onPress={signOut}>
            <Icon name="signOut" size="s" />
            {words.signOut}
          </Button>
          <p className={styles['version']}>{words.version(server.version)}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
