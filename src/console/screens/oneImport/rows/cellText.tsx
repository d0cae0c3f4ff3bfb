import type { RowFinding } from '../../../../client/nativeTypes.ts';
import { useLanguage } from '../../../words/language.tsx';
import { ruleTitles } from '../ruleTitles.ts';
import { BadText } from './badText.tsx';
import styles from './errorTable.module.css';

/** What a cell of the user's file says. @param props `findings`: what is wrong with it, undefined for nothing */
export function CellText({ text, findings }: { text: string; findings: readonly RowFinding[] | undefined }) {
  const language = useLanguage();
  if (findings === undefined) return <bdi className={styles['text']}>{text}</bdi>;
  return <BadText text={text} titles={ruleTitles(findings, language)} />;
}
