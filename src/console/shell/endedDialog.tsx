import { useSessionState } from '../session/sessionContext.ts';
import { SignInForm } from '../session/signInForm.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useWords } from '../words/language.tsx';
import { WORDS } from './words.ts';

/** Over whatever screen the session ended on; nothing of it is lost. */
export function EndedDialog() {
  const { ended } = useWords(WORDS);
  const { kind } = useSessionState();
  return (
    <Dialog isOpen={kind === 'ended'} onClose={() => undefined} stays title={ended.title}>
      <p>{ended.text}</p>
      <SignInForm />
    </Dialog>
  );
}
