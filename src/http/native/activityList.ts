import type { FastifyInstance } from 'fastify';
import type { ActivityPage } from '../../contract/activityLists.ts';
import { admit, holderOf } from '../admit.ts';
import { anyTokenHashOf } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';
import type { ActivityDeps } from './activities.ts';
import { parseListRequest } from './activityListRequest.ts';
import { ACTIVITIES_ROUTE } from './activityRoute.ts';
import { viewsOf } from './activityView.ts';

export function registerActivityList(
  app: FastifyInstance,
  deps: Pick<ActivityDeps, 'authenticate' | 'lists' | 'calendar' | 'now'>,
): void {
  app.get(
    ACTIVITIES_ROUTE,
    { onRequest: admit(deps.authenticate, 'invoice.read', anyTokenHashOf) },
    async (request): Promise<ActivityPage> => {
      const { workspaceId } = holderOf(request);
      const { calendar, lists } = deps;
      const { query, cursorOf } = parseListRequest(request.raw.url ?? '', { workspaceId, calendar });
      const { activities, next } = await lists.page(workspaceId, query);
      return {
        activities: await viewsOf(deps, workspaceId, activities),
        next: next === null ? null : cursorOf(next),
        users: query.after === null ? await lists.users(workspaceId) : null,
      };
    },
  );
  onlyMethods(app, ACTIVITIES_ROUTE, ['GET']);
}
