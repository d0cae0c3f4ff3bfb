import { useEffect, useRef } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/iconButton.tsx';
import { isActive } from '../../upload/announcements.ts';
import { questionsOf } from '../../upload/questions.ts';
import type { UploadQueue } from '../../upload/queue.ts';
import { ENDS, type Hold, type QueuedFile } from '../../upload/queueTypes.ts';
import { formatBytes } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import { FileActions } from './fileActions.tsx';
import { FileBadge } from './fileBadge.tsx';
import styles from './fileCard.module.css';
import { FileFault } from './fileFault.tsx';
import { FileProgress } from './fileProgress.tsx';
import { FileRegister } from './fileRegister.tsx';
import { FileResult } from './fileResult.tsx';
import { QuestionNotice } from './questionNotice.tsx';
import { WORDS } from './words.ts';

/** One file of the list. @param props `isOnly`: no other is ready; `focusSend`: its Send button has the focus when it comes; `onRemoved`: it has left the list, and the focus with it */
export function FileCard({
  file,
  queue,
  hold,
  isOnly,
  focusSend,
  onRemoved,
}: {
  file: QueuedFile;
  queue: UploadQueue;
  hold: Hold | null;
  isOnly: boolean;
  focusSend: boolean;
  onRemoved: () => void;
}) {
  const words = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  const language = useLanguage();
  const card = useKeptFocus(file.state);
  const { state, name, look, fault } = file;
  const isOnItsWay = isActive(file);
  const isAsked = look !== null && (state === 'asking' || state === 'ready');
  const facts = [
    formatBytes(file.size, language),
    ...(look === null ? [] : [words.kinds[look.kind]]),
    ...(isAsked || file.register === null ? [] : [registers[file.register]]),
    ...(file.corrects === null ? [] : [words.correctsOne(file.corrects.fileName)]),
  ];
  const remove = () => {
    queue.remove(file.id);
    onRemoved();
  };
  const actions = <FileActions file={file} queue={queue} isOnly={isOnly} focusSend={focusSend} />;
  return (
    <li ref={card} tabIndex={-1} className={styles['card']} aria-label={`${name}, ${words.states[state]}`}>
      <div className={styles['head']}>
        <span className={styles['icon']}>
          <Icon name="file" />
        </span>
        <div className={styles['names']}>
          <p className={styles['name']}>{name}</p>
          <p className={styles['facts']}>{facts.join(' · ')}</p>
        </div>
        <span className={styles['badge']}>
          <FileBadge state={state} />
        </span>
        {isOnItsWay ? actions : <IconButton icon="close" label={words.remove(name)} onPress={remove} />}
      </div>
      {isAsked ? (
        <div className={styles['line']}>
          <FileRegister file={file} queue={queue} />
          {actions}
        </div>
      ) : null}
      {state === 'asking'
        ? questionsOf(file).map((question) => (
            <QuestionNotice key={question.kind} question={question} file={file} queue={queue} />
          ))
        : null}
      {isOnItsWay ? <FileProgress file={file} hold={hold} /> : null}
      {fault === null ? null : <FileFault file={file} fault={fault} />}
      {ENDS.has(state) ? (
        <div className={styles['line']}>
          <FileResult file={file} />
          {actions}
        </div>
      ) : null}
    </li>
  );
}

/** A button that is pressed and then gone takes the focus with it: it goes to the card instead. */
function useKeptFocus(state: QueuedFile['state']) {
  const card = useRef<HTMLLIElement>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = () => {
      hadFocus.current = card.current?.contains(document.activeElement) === true;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  const before = useRef(state);
  useEffect(() => {
    const isLost = document.activeElement === document.body && hadFocus.current;
    if (before.current !== state && isLost) card.current?.focus({ preventScroll: true });
    before.current = state;
  }, [state]);
  return card;
}
