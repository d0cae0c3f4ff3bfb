import type { UploadQueue } from '../../upload/queue.ts';
import type { QueuedFile } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import styles from './fileCard.module.css';
import { RegisterChoice } from './registerChoice.tsx';
import { type UploadScreenWords, WORDS } from './words.ts';

/** Which register a file is: to choose before it is sent, said afterwards. */
export function FileRegister({ file, queue }: { file: QueuedFile; queue: UploadQueue }) {
  const words = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  const { state, register, look } = file;
  if (look === null) return null;
  if (state !== 'asking' && state !== 'ready') {
    return register === null ? null : <p className={styles['facts']}>{registers[register]}</p>;
  }
  const why = whyOf(file, words);
  return (
    <div className={styles['register']}>
      <RegisterChoice
        fileName={file.name}
        register={register}
        onChoose={(chosen) => queue.choose(file.id, chosen)}
      />
      {why === null ? null : <p className={styles['why']}>{why}</p>}
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
  if (register === null || reading === null || reading.isOther) return null;
  return look.guessedBy === 'name' && !isChosen
    ? words.guessedByName(register)
    : words.guessed(register, reading.known);
}
