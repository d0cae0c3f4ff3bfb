import type { TemplateType } from '../../../client/index.ts';
import { useSession } from '../../session/sessionContext.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useClock } from '../../words/clock.tsx';
import { isoDay } from '../../words/formats.ts';
import { useWords } from '../../words/language.tsx';
import { CurlSection } from './curlSection.tsx';
import styles from './firstRun.module.css';
import { SAMPLE_FILE_NAME, sampleRegister } from './sampleRegister.ts';
import { TemplateLinks } from './templateLinks.tsx';
import { WORDS } from './words.ts';

/** Greets a workspace that has no import yet: a sample to try, templates to fill in, and the way of programs. */
export function FirstRun({ onTrySample }: { onTrySample: (file: File, register: TemplateType) => void }) {
  const words = useWords(WORDS);
  const clock = useClock();
  const { workspace } = useSession();
  const sample = sampleRegister(isoDay(clock()), workspace.gstins);
  const trySample = () => onTrySample(new File([sample], SAMPLE_FILE_NAME, { type: 'text/csv' }), 'sales');
  return (
    <section className={styles['greeting']} aria-labelledby="first-run">
      <div className={styles['intro']}>
        <h2 id="first-run">{words.title}</h2>
        <p>{words.intro}</p>
      </div>
      <div className={styles['ways']}>
        <div className={styles['way']}>
          <h3>{words.tryTitle}</h3>
          <p>{words.tryText}</p>
          <p>{words.tryAfter}</p>
          <Button onPress={trySample}>
            <Icon name="file" size="s" />
            {words.tryAction}
          </Button>
        </div>
        <div className={styles['way']}>
          <h3>{words.templatesTitle}</h3>
          <p>{words.templatesText}</p>
          <TemplateLinks />
        </div>
      </div>
      <CurlSection sample={sample} />
    </section>
  );
}
