import type { ActivityTrail } from '../../contract/activityLists.ts';
import type { Activity } from '../../ingestion/activity.ts';
import type { ActivityLists } from '../../ingestion/activityLists.ts';

type Entry = ActivityTrail['entries'][number];

/** Who did what to an activity and its upload, oldest first. */
export async function trailOf(
  activity: Activity,
  { lists }: { readonly lists: Pick<ActivityLists, 'trail'> },
): Promise<ActivityTrail> {
  const { entries, userNames } = await lists.trail(activity);
  return {
    entries: entries.map(({ at, actor, action, detail }) => ({
      at: new Date(at).toISOString(),
      actor: actorOf(actor, userNames),
      action,
      detail: { ...detail },
    })),
  };
}

function actorOf(actor: string, userNames: ReadonlyMap<string, string>): Entry['actor'] {
  if (actor === 'worker' || actor === 'sweep' || actor === 'operator') {
    return { kind: actor, userId: null, name: null };
  }
  return { kind: 'user', userId: actor, name: userNames.get(actor) ?? null };
}
