import { useEffect, useRef } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/iconButton.tsx';
import { isActive } from '../../upload/announcements.ts';
import { questionsOf } from '../../upload/questions.ts';
import type { UploadQueue } from '../../upload/queue.ts';
import type { Hold, QueuedFile } from '../../upload/queueTypes.ts';
import { formatBytes } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { FileActions } from './fileActions.tsx';
import { FileBadge } from './fileBadge.tsx';
import styles from './fileCard.module.css';
import { FileFault } from './fileFault.tsx';
import { FileProgress } from './fileProgress.tsx';
import { FileRegister } from './fileRegister.tsx';
import { FileResult } from './fileResult.tsx';
import { QuestionNotice } from './questionNotice.tsx';
import { WORDS } from './words.ts';

/** One file of the list. @param props `onRemoved`: it has left the list, and the focus with it */
export function FileCard({
  file,
  queue,
  hold,
  onRemoved,
}: {
  file: QueuedFile;
  queue: UploadQueue;
  hold: Hold | null;
  onRemoved: () => void;
}) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const card = useKeptFocus(file.state);
  const { state, name, look, fault } = file;
  const isOnItsWay = isActive(file);
  const facts = [
    formatBytes(file.size, language),
    ...(look === null ? [] : [words.kinds[look.kind]]),
    ...(file.corrects === null ? [] : [words.correctsOne(file.corrects.fileName)]),
  ];
  const remove = () => {
    queue.remove(file.id);
    onRemoved();
  };
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
        <FileBadge state={state} />
        {isOnItsWay ? null : <IconButton icon="close" label={words.remove(name)} onPress={remove} />}
      </div>
      <FileRegister file={file} queue={queue} />
      {state === 'asking'
        ? questionsOf(file).map((question) => (
            <QuestionNotice key={question.kind} question={question} file={file} queue={queue} />
          ))
        : null}
      {isOnItsWay ? <FileProgress file={file} hold={hold} /> : null}
      {fault === null ? null : <FileFault file={file} fault={fault} />}
      <div className={styles['foot']}>
        {state === 'done' || state === 'doneWithErrors' || (fault !== null && file.activityId !== null) ? (
          <FileResult file={file} />
        ) : null}
        <FileActions file={file} queue={queue} />
      </div>
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
