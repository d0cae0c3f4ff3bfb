import type { ActivityView } from '../../../client/index.ts';
import { Table } from '../../ui/table.tsx';
import { useWords } from '../../words/language.tsx';
import { ImportRow } from './importRow.tsx';
import { WORDS } from './words.ts';

export function ImportsTable({ activities }: { activities: readonly ActivityView[] }) {
  const words = useWords(WORDS);
  const { columns } = words;
  return (
    <Table
      label={words.list}
      columns={[
        { id: 'file', label: columns.file },
        { id: 'state', label: columns.state },
        { id: 'good', label: columns.good, isNumber: true },
        { id: 'refused', label: columns.refused, isNumber: true },
        { id: 'sent', label: columns.sent },
        { id: 'by', label: columns.by },
      ]}
    >
      {activities.map((activity) => (
        <ImportRow key={activity.activityId} activity={activity} />
      ))}
    </Table>
  );
}
