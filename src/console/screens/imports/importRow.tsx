import type { MouseEvent } from 'react';
import { useLocation } from 'wouter';
import type { ActivityView } from '../../../client/index.ts';
import { rowCounts } from '../../api/rowCounts.ts';
import { NUMBER_CELL } from '../../ui/table.tsx';
import { formatCount } from '../../words/formats.ts';
import { useLanguage, useWords } from '../../words/language.tsx';
import { FileName } from './fileName.tsx';
import styles from './importRow.module.css';
import { StateCell } from './stateCell.tsx';
import { WhenSent } from './whenSent.tsx';
import { WORDS } from './words.ts';

/** The link in it is what the keyboard and screen readers use; for the mouse the whole row is one. */
export function ImportRow({ activity }: { activity: ActivityView }) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const [, navigate] = useLocation();
  const counts = rowCounts(activity);
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOnLink = event.target instanceof Element && event.target.closest('a, button') !== null;
    const isSelecting = getSelection()?.isCollapsed === false;
    if (!isOnLink && !isSelecting) navigate(`/imports/${activity.activityId}`);
  };
  return (
    <tr className={styles['row']} onClick={open}>
      <td className={styles['file']}>
        <FileName activity={activity} />
      </td>
      <td className={styles['state']}>
        <StateCell activity={activity} />
      </td>
      <td className={NUMBER_CELL}>{counts === null ? '–' : formatCount(counts.good, language)}</td>
      <td className={`${NUMBER_CELL} ${counts !== null && counts.refused > 0 ? styles['refused'] : ''}`}>
        {counts === null ? '–' : formatCount(counts.refused, language)}
      </td>
      <td className={styles['sent']}>
        <WhenSent at={activity.createdAt} />
      </td>
      <td className={styles['by']}>{activity.user.name ?? words.unknownUser}</td>
    </tr>
  );
}
