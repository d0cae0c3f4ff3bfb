import type { UploadQueue } from '../../upload/queue.ts';
import type { QueuedFile } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import styles from './fileCard.module.css';
import { RegisterChoice } from './registerChoice.tsx';
import { type UploadScreenWords, WORDS } from './words.ts';

/** Which register a file is, and why that is thought: to choose before it is sent. */
export function FileRegister({ file, queue }: { file: QueuedFile; queue: UploadQueue }) {
  const words = useWords(WORDS);
  const why = whyOf(file, words);
  return (
    <div className={styles['register']}>
      <RegisterChoice
        fileName={file.name}
        register={file.register}
        onChoose={(chosen) => queue.choose(file.id, chosen)}
      />
      {why === null ? null : <p className={styles['facts']}>{why}</p>}
    </div>
  );
}

function whyOf({ look, register, isChosen }: QueuedFile, words: UploadScreenWords): string | null {
  if (look === null) return null;
  const reading = register === null ? null : look.readings[register];
  const unread = look.isRead
    ? null
    : look.kind === 'CSV' || look.kind === 'XLSX'
      ? words.unread
      : words.unreadXls;
  if (unread !== null && look.guessedBy === 'name' && register !== null && !isChosen) {
    return `${words.guessedByName(register)} ${unread}`;
  }
  if (unread !== null) return unread;
  if (register === null || reading === null) return null;
  if (look.guessedBy === 'columns' && look.guess === register) return words.guessed(register, reading.known);
  return isChosen ? words.chosen : words.guessedByName(register);
}
