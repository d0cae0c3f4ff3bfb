import { callWithRetries } from './call.ts';
import type { Connection } from './connection.ts';
import type { ActivityOptions, ActivityView } from './ingestionTypes.ts';

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

function viewOf(
  connection: Connection,
  options: ActivityOptions,
  call: { readonly method: 'GET' | 'POST'; readonly path: string },
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
