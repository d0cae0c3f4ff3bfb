import { Link } from 'wouter';
import { useActivity } from '../../api/activities.ts';
import { StateBadge } from '../../ui/stateBadge.tsx';
import { formatTime } from '../../words/formats.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** A link to an import that this one corrects, or that corrects it; its address alone while no more is known. */
export function OtherImport({ activityId }: { activityId: string }) {
  const { head: words } = useWords(WORDS);
  const { data } = useActivity(activityId);
  return (
    <>
      <Link href={`/imports/${activityId}`}>
        <bdi>{data?.userFileName ?? activityId}</bdi>
      </Link>{' '}
      {data === undefined ? null : (
        <>
          {words.openOther(formatTime(data.createdAt))} <StateBadge state={data.state} />
        </>
      )}
    </>
  );
}
