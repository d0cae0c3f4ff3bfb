import type { ActivityFilter, ActivityView } from '../../client/index.ts';

/** Whether the server would list it under this filter. @param dayOf the day in the server's time zone, `yyyy-mm-dd` */
export function matchesFilter(
  activity: ActivityView,
  filter: ActivityFilter,
  dayOf: (at: string) => string,
): boolean {
  const { states, templateType, search, from, to, userId } = filter;
  const day = dayOf(activity.createdAt);
  return (
    (states === undefined || states.length === 0 || states.includes(activity.state)) &&
    (templateType === undefined || templateType === activity.templateType) &&
    (search === undefined || activity.userFileName.toLowerCase().includes(search.toLowerCase())) &&
    (from === undefined || from <= day) &&
    (to === undefined || day <= to) &&
    (userId === undefined || userId === activity.user.userId)
  );
}

/**
 * The pages of a list after an activity changed: in its place where it stands already, even if the filter would not
 * list it any more, because rows must not vanish under a reader; else, where it is new and fits, on top.
 */
export function withActivity<Page extends { readonly activities: readonly ActivityView[] }>(
  pages: readonly Page[],
  activity: ActivityView,
  fits: boolean,
): readonly Page[] {
  const { activityId } = activity;
  if (pages.some((page) => page.activities.some((each) => each.activityId === activityId))) {
    return pages.map((page) => ({
      ...page,
      activities: page.activities.map((each) => (each.activityId === activityId ? activity : each)),
    }));
  }
  const [first, ...rest] = pages;
  const newest = first?.activities[0];
  const isNewer = newest === undefined || newest.createdAt <= activity.createdAt;
  if (first === undefined || !fits || !isNewer) return pages;
  return [{ ...first, activities: [activity, ...first.activities] }, ...rest];
}
