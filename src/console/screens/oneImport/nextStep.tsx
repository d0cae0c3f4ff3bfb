import type { ActivityView } from '../../../client/index.ts';
import { BASE_URL } from '../../api/client.ts';
import { ButtonLink } from '../../ui/buttonLink.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../../words/language.tsx';
import styles from './nextStep.module.css';
import { WORDS } from './words.ts';

/** The way from refused rows to a clean register: down, mend, up. */
export function NextStep({ activity, maySend }: { activity: ActivityView; maySend: boolean }) {
  const { actions: words } = useWords(WORDS);
  const { links, activityId } = activity;
  return (
    <section className={styles['next']}>
      <div className={styles['text']}>
        <h2>{words.mendTitle}</h2>
        {links.errorsWorkbook === null ? null : <p>{words.mendText}</p>}
      </div>
      <div className={styles['actions']}>
        {links.errorsWorkbook === null ? null : (
          <ButtonLink weight="main" href={`${BASE_URL}${links.errorsWorkbook}`} download>
            <Icon name="download" />
            {words.workbook}
          </ButtonLink>
        )}
        {maySend ? (
          <ButtonLink href={`/?corrects=${activityId}`}>
            <Icon name="upload" />
            {words.sendCorrected}
          </ButtonLink>
        ) : null}
        {links.errors === null ? null : (
          <ButtonLink weight="quiet" href={`${BASE_URL}${links.errors}`} download>
            {words.errorCsv}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}
