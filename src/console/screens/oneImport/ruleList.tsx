import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { FindingGroups } from '../../../client/nativeTypes.ts';
import { Button } from '../../ui/button.tsx';
import { useLanguage, useWords } from '../../words/language.tsx';
import { figureOf } from './figure.ts';
import { RuleGroup } from './ruleGroup.tsx';
import styles from './ruleList.module.css';
import { HELD_BACK, ruleTitle } from './ruleTitles.ts';
import { WORDS } from './words.ts';

/** So many rules are shown at once; the most frequent come first. */
const FEW = 6;

/** The findings by rule, of which one is chosen or all. @param props `tone`: errors are bad, warnings only to look at */
export function RuleList({
  groups: { groups, rows, heldBackRows, isNoted },
  chosen,
  onChoose,
  tone,
}: {
  groups: FindingGroups;
  chosen: string | null;
  onChoose: (rule: string | null) => void;
  tone: 'bad' | 'warn';
}) {
  const { findings: words } = useWords(WORDS);
  const language = useLanguage();
  const [isLong, setLong] = useState(false);
  const shown = isLong ? groups : groups.slice(0, FEW);
  const classOf = (rule: string | null) =>
    `${styles['choice']} ${styles[tone]} ${rule === chosen ? styles['chosen'] : ''}`;
  return (
    <div className={styles['rules']}>
      <ul className={styles['list']}>
        <li className={styles['all']}>
          <AriaButton className={classOf(null)} aria-pressed={chosen === null} onPress={() => onChoose(null)}>
            <span className={styles['title']}>{words.allRules}</span>
            <span className={styles['count']}>{words.rowCount(figureOf(rows, language))}</span>
          </AriaButton>
        </li>
        {shown.map((group) => (
          <li key={group.code}>
            <AriaButton
              className={classOf(group.code)}
              aria-pressed={group.code === chosen}
              isDisabled={!isNoted}
              onPress={() => onChoose(group.code)}
            >
              <RuleGroup group={group} />
            </AriaButton>
          </li>
        ))}
        {heldBackRows === 0 ? null : (
          <li>
            <AriaButton
              className={`${classOf(HELD_BACK)} ${styles['held']}`}
              aria-pressed={chosen === HELD_BACK}
              isDisabled={!isNoted}
              onPress={() => onChoose(HELD_BACK)}
            >
              <span className={styles['title']}>{ruleTitle(HELD_BACK, language)}</span>
              <span className={styles['count']}>{words.rowCount(figureOf(heldBackRows, language))}</span>
              <span className={styles['more']}>{words.heldBackText}</span>
            </AriaButton>
          </li>
        )}
      </ul>
      {isNoted ? null : <p>{words.notNoted}</p>}
      {groups.length > FEW ? (
        <Button small weight="quiet" aria-expanded={isLong} onPress={() => setLong(!isLong)}>
          {isLong ? words.fewerRules : words.moreRules(figureOf(groups.length - FEW, language))}
        </Button>
      ) : null}
    </div>
  );
}
