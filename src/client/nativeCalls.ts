import type { ActivityPage, ActivityTrail, ActivityView, DiscardPreview } from './activityTypes.ts';
import { type Call, callWithRetries } from './call.ts';
import type { Connection } from './connection.ts';
import type { ActivityOptions } from './ingestionTypes.ts';
import type { ActivityListOptions } from './nativeTypes.ts';
import { queryOf } from './query.ts';
import type { CallOptions } from './types.ts';

export function activity(connection: Connection, options: ActivityOptions): Promise<ActivityView> {
  return viewOf(connection, options, { method: 'GET', path: activityPath(options) });
}

/** Both may arrive twice: the second time finds what the first one made. */
export function endActivity(
  connection: Connection,
  options: ActivityOptions,
  verb: 'cancel' | 'discard',
): Promise<ActivityView> {
  return viewOf(connection, options, { method: 'POST', path: `${activityPath(options)}/${verb}` });
}

export function activityPath({ activityId }: ActivityOptions): string {
  return `/api/v1/activities/${encodeURIComponent(activityId)}`;
}

export function activities(connection: Connection, options: ActivityListOptions): Promise<ActivityPage> {
  const { states, templateType, search, from, to, userId, cursor, limit } = options;
  const state = states?.length ? states.join(',') : undefined;
  const query = queryOf({ state, templateType, search, from, to, userId, cursor, limit });
  return listed(connection, options, { path: `/api/v1/activities${query}`, key: 'activities' });
}

export async function* allActivities(
  connection: Connection,
  options: ActivityListOptions,
): AsyncGenerator<ActivityView> {
  let cursor = options.cursor;
  do {
    const page = await activities(connection, { ...options, cursor });
    yield* page.activities;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

export function trail(connection: Connection, options: ActivityOptions): Promise<ActivityTrail> {
  return listed(connection, options, { path: `${activityPath(options)}/trail`, key: 'entries' });
}

export function discardPreview(connection: Connection, options: ActivityOptions): Promise<DiscardPreview> {
  return callWithRetries(connection, options, {
    path: `${activityPath(options)}/discard`,
    what: 'a preview of discarding',
    read: (answer) =>
      typeof answer['documents'] === 'number' ? (answer as unknown as DiscardPreview) : undefined,
  });
}

/** An answer that is known by its list. */
export function listed<T>(
  connection: Connection,
  options: CallOptions,
  call: { readonly path: string; readonly key: string & keyof T },
): Promise<T> {
  return callWithRetries(connection, options, {
    path: call.path,
    what: `a list of ${call.key}`,
    read: (answer) => (Array.isArray(answer[call.key]) ? (answer as unknown as T) : undefined),
  });
}

function viewOf(
  connection: Connection,
  options: ActivityOptions,
  call: Pick<Call<ActivityView>, 'method' | 'path'>,
): Promise<ActivityView> {
  return callWithRetries(connection, options, {
    ...call,
    what: 'an activity',
    read: (answer) =>
      typeof answer['activityId'] === 'string' && typeof answer['status'] === 'string'
        ? (answer as unknown as ActivityView)
        : undefined,
  });
}
