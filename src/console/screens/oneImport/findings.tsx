import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { ActivityView } from '../../../client/index.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { ErrorFindings } from './errorFindings.tsx';
import { figureOf } from './figure.ts';
import styles from './findings.module.css';
import { totalsOf } from './result.ts';
import { useView } from './useView.ts';
import { WarningFindings } from './warningFindings.tsx';
import { WORDS } from './words.ts';

/** What was found in the rows: errors, warnings, or both behind tabs. */
export function Findings({ activity }: { activity: ActivityView }) {
  const { findings: words } = useWords(WORDS);
  const language = useLanguage();
  const view = useView();
  const { links, warningCount } = activity;
  const hasErrors = links.errors !== null;
  const hasWarnings = links.warnings !== null;
  const errors = <ErrorFindings activity={activity} view={view} />;
  const warnings = <WarningFindings activity={activity} view={view} />;
  if (!hasErrors || !hasWarnings) {
    if (hasErrors) return errors;
    return hasWarnings ? warnings : null;
  }
  const refused = totalsOf(activity)?.refusedRows ?? 0;
  return (
    <Tabs
      selectedKey={view.kind}
      onSelectionChange={(key) => view.setKind(key === 'warnings' ? 'warnings' : 'errors')}
    >
      <TabList className={styles['tabs'] ?? ''} aria-label={words.tabs}>
        <Tab id="errors" className={styles['tab'] ?? ''}>
          {words.errorsTab(figureOf(refused, language))}
        </Tab>
        <Tab id="warnings" className={styles['tab'] ?? ''}>
          {words.warningsTab(figureOf(warningCount, language))}
        </Tab>
      </TabList>
      <TabPanel id="errors">{errors}</TabPanel>
      <TabPanel id="warnings">{warnings}</TabPanel>
    </Tabs>
  );
}
