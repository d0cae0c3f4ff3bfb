import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { isActive } from '../../upload/announcements.ts';
import { ENDS } from '../../upload/queueTypes.ts';
import { useUploadQueue, useUploads } from '../../upload/uploadContext.ts';
import { useWords } from '../../words/language.tsx';
import { FileCard } from './fileCard.tsx';
import styles from './fileList.module.css';
import { HoldLine } from './holdLine.tsx';
import { WORDS } from './words.ts';

/** The files that were chosen, in order, with what can be done with all of them. @param props `focusSend`: the first goes on by the keyboard */
export function FileList({ focusSend }: { focusSend: boolean }) {
  const words = useWords(WORDS);
  const queue = useUploadQueue();
  const { files, hold } = useUploads();
  const heading = useRef<HTMLHeadingElement>(null);
  const focusHeading = () => heading.current?.focus();
  const ready = files.filter(({ state }) => state === 'ready').length;
  const active = files.filter(isActive);
  const endedOnes = files.filter(({ state }) => ENDS.has(state)).length;
  const isAllThere = active.every(({ activityId }) => activityId !== null);
  return (
    <section className={styles['list']} aria-labelledby="upload-files">
      <div className={styles['line']}>
        <h2 id="upload-files" ref={heading} tabIndex={-1}>
          {words.list}
        </h2>
        <div className={styles['actions']}>
          {endedOnes > 0 ? (
            <Button
              small
              weight="quiet"
              onPress={() => {
                queue.removeEnded();
                focusHeading();
              }}
            >
              {words.clear}
            </Button>
          ) : null}
          {ready > 1 ? (
            <Button
              weight="main"
              onPress={() => {
                queue.sendAll();
                focusHeading();
              }}
            >
              {words.sendAll(ready)}
            </Button>
          ) : null}
        </div>
      </div>
      {hold !== null && active.length > 0 ? <HoldLine hold={hold} queue={queue} /> : null}
      {active.length > 0 && hold === null ? (
        <p className={styles['advice']}>{isAllThere ? words.mayLeave : words.keepOpen}</p>
      ) : null}
      <ul className={styles['files']}>
        {files.map((file) => (
          <FileCard
            key={file.id}
            file={file}
            queue={queue}
            hold={hold}
            isOnly={ready === 1}
            focusSend={focusSend && files.length === 1}
            onRemoved={focusHeading}
          />
        ))}
      </ul>
    </section>
  );
}
