import { BASE_URL } from '../../api/client.ts';
import { CopyButton } from '../../ui/copyButton.tsx';
import { useWords } from '../../words/language.tsx';
import { curlWalk } from './curlWalk.ts';
import styles from './firstRun.module.css';
import { WORDS } from './words.ts';

/** @param props `sample`: the register that the lines send */
export function CurlSection({ sample }: { sample: string }) {
  const words = useWords(WORDS);
  const lines = curlWalk(BASE_URL, sample);
  return (
    <details className={styles['curl']}>
      <summary className={styles['summary']}>{words.curlTitle}</summary>
      <div className={styles['walk']}>
        <div className={styles['above']}>
          <p>{words.curlText}</p>
          <CopyButton label={words.curlCopy} text={() => lines} />
        </div>
        <pre className={styles['lines']} lang="en">
          {lines}
        </pre>
      </div>
    </details>
  );
}
