import { FileTrigger } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useAddFiles } from '../../upload/useAddFiles.ts';
import { formatBytes } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import styles from './dropZone.module.css';
import { WORDS } from './words.ts';

/** Where files are chosen; the whole window takes those that are dropped. */
export function DropZone({ mostBytes, isSmall }: { mostBytes: number; isSmall: boolean }) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const add = useAddFiles();
  return (
    <section className={`${styles['zone']} ${isSmall ? styles['small'] : ''}`} aria-label={words.choose}>
      {isSmall ? null : (
        <span className={styles['icon']}>
          <Icon name="upload" size="l" />
        </span>
      )}
      <p className={styles['title']}>{words.zone}</p>
      <p className={styles['or']}>{words.zoneOr}</p>
      <FileTrigger
        allowsMultiple
        onSelect={(files) => add([...(files ?? [])].map((file) => ({ file, isFolder: false })))}
      >
        <Button weight={isSmall ? 'plain' : 'main'} aria-describedby="upload-limits">
          <Icon name="file" size="s" />
          {words.choose}
        </Button>
      </FileTrigger>
      <p id="upload-limits" className={styles['limits']}>
        {words.limits(formatBytes(mostBytes, language))}
      </p>
    </section>
  );
}
