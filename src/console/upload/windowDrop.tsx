import { useEffect, useRef, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/language.tsx';
import { chosenOf, hasFiles } from './droppedFiles.ts';
import { useAddFiles } from './useAddFiles.ts';
import styles from './windowDrop.module.css';
import { WORDS } from './words.ts';

/** Makes the whole window take files that are dropped or pasted, and says so while they are dragged over it. */
export function WindowDrop() {
  const words = useWords(WORDS);
  const [isOver, setIsOver] = useState(false);
  const add = useRef<ReturnType<typeof useAddFiles>>(() => undefined);
  add.current = useAddFiles();
  useEffect(() => {
    // Entering a child comes before leaving its parent: only as many leaves as enters are a farewell.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      depth += 1;
      setIsOver(true);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (event.dataTransfer === null || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      add.current(chosenOf(event.dataTransfer));
    };
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData !== null && hasFiles(event.clipboardData)) {
        add.current(chosenOf(event.clipboardData));
      }
    };
    const away = new AbortController();
    const { signal } = away;
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => away.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div className={styles['overlay']} aria-hidden="true">
      <div className={styles['frame']}>
        <Icon name="upload" size="l" />
        <p className={styles['title']}>{words.dropTitle}</p>
        <p>{words.dropText}</p>
      </div>
    </div>
  );
}
