import { Button } from '../../ui/button.tsx';
import type { UploadQueue } from '../../upload/queue.ts';
import type { Hold } from '../../upload/queueTypes.ts';
import { useWords } from '../../words/language.tsx';
import styles from './fileList.module.css';
import { useElsewhere } from './useElsewhere.ts';
import { WORDS } from './words.ts';

/** That the files wait, and for what; the frame says what is wrong with the connection. */
export function HoldLine({ hold, queue }: { hold: Hold; queue: UploadQueue }) {
  const words = useWords(WORDS);
  const elsewhere = useElsewhere();
  return (
    <div className={styles['hold']}>
      <p>
        {hold === 'unreachable' && elsewhere !== null ? words.notFromHere(elsewhere) : words.holds[hold].text}
      </p>
      {hold === 'unreachable' ? (
        <Button small onPress={() => queue.reach()}>
          {words.tryNow}
        </Button>
      ) : null}
    </div>
  );
}
