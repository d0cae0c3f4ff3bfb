import type { Client } from '../../client/index.ts';
import type { Earlier } from './queueTypes.ts';

/** Milliseconds: nobody waits longer for a mere hint. */
const PATIENCE = 2_000;
const MOST_LOOKED_AT = 20;

/** The newest import of a file with this name and size that took in documents or still may; null also where it cannot be told. */
export async function earlierImport(
  client: Pick<Client, 'activities'>,
  { name, size }: Pick<File, 'name' | 'size'>,
): Promise<Earlier | null> {
  try {
    const { activities } = await client.activities({
      search: name,
      states: ['waiting', 'checking', 'done', 'done_with_errors'],
      limit: MOST_LOOKED_AT,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const found = activities.find(({ userFileName, bytes }) => userFileName === name && bytes === size);
    return found === undefined ? null : { activityId: found.activityId, at: found.createdAt };
  } catch {
    return null;
  }
}
