import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteHandlerMethod,
} from 'fastify';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Permission } from '../../accounts/permission.ts';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import type { ActivityStore } from '../../ingestion/ports.ts';
import { admit, holderOf } from '../admit.ts';
import { anyTokenHashOf } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';

export const ACTIVITIES_ROUTE = '/api/v1/activities';

export interface ActivityRouteDeps {
  readonly authenticate: Authenticate;
  readonly activities: Pick<ActivityStore, 'find'>;
}

export type ActivityHandler = (
  activity: Activity,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>;

/** What a path under an activity answers to one method. */
export interface ActivityCall {
  readonly method: 'GET' | 'POST';
  readonly needed: Permission;
  readonly handle: ActivityHandler;
  readonly config?: FastifyContextConfig;
}

/** One path under an activity, such as `/cancel`, with its calls; every other method is 405. */
export function activityRoute(
  app: FastifyInstance,
  deps: ActivityRouteDeps,
  { path, calls }: { readonly path: string; readonly calls: readonly ActivityCall[] },
): void {
  const url = `${ACTIVITIES_ROUTE}/:activityId${path}`;
  for (const { method, needed, handle, config = {} } of calls) {
    app.route({
      method,
      url,
      config,
      onRequest: admit(deps.authenticate, needed, anyTokenHashOf),
      handler: onActivity(deps, handle),
    });
  }
  onlyMethods(
    app,
    url,
    calls.map(({ method }) => method),
  );
}

/** Another workspace's activity is answered as one that nobody has. */
function onActivity(deps: ActivityRouteDeps, handle: ActivityHandler): RouteHandlerMethod {
  return async (request, reply) => {
    const { workspaceId } = holderOf(request);
    const { activityId } = request.params as { activityId: string };
    const activity = await deps.activities.find(workspaceId, activityId.toLowerCase());
    if (activity === undefined) throw unknownActivity();
    request.facts = { workspaceId, activityId: activity.activityId, uploadId: activity.uploadId };
    return handle(activity, request, reply);
  };
}

export function unknownActivity(): AppError {
  return new AppError('not_found', 'Your workspace has no such activity.');
}
