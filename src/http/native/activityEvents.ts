import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { admit, holderOf } from '../admit.ts';
import { anyTokenHashOf } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';
import type { ActivityDeps } from './activities.ts';
import { assertNoParameters } from './activityListRequest.ts';
import { ACTIVITIES_ROUTE, activityRoute } from './activityRoute.ts';

type Deps = Pick<ActivityDeps, 'authenticate' | 'activities' | 'streams'>;

const URL = `${ACTIVITIES_ROUTE}/events`;

/** Live changes as server-sent events, of a workspace and of one activity. */
export function registerActivityEvents(app: FastifyInstance, deps: Deps): void {
  app.get(
    URL,
    {
      config: { isStream: true },
      onRequest: admit(deps.authenticate, 'invoice.read', anyTokenHashOf),
    },
    async (request, reply) => {
      assertNoParameters(request.raw.url ?? '');
      return sendEvents(deps, null, { request, reply });
    },
  );
  onlyMethods(app, URL, ['GET']);
  activityRoute(app, deps, {
    path: '/events',
    calls: [
      {
        method: 'GET',
        needed: 'invoice.read',
        config: { isStream: true },
        async handle({ activityId }, request, reply) {
          assertNoParameters(request.raw.url ?? '');
          return sendEvents(deps, activityId, { request, reply });
        },
      },
    ],
  });
}

async function sendEvents(
  { authenticate, streams }: Deps,
  only: string | null,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const lastEventId = request.headers['last-event-id'];
  const stream = await streams.open({
    workspaceId: holderOf(request).workspaceId,
    only,
    lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
    isPermitted: () => isPermitted(authenticate, request),
  });
  reply.raw.once('close', () => stream.end());
  // The caller may have gone while its stream was being opened.
  if (reply.raw.destroyed) stream.end();
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('x-accel-buffering', 'no')
    .send(stream.bytes);
}

/** An outage ends no stream. */
async function isPermitted(authenticate: Deps['authenticate'], request: FastifyRequest): Promise<boolean> {
  try {
    await authenticate(anyTokenHashOf(request), 'invoice.read');
    return true;
  } catch (error) {
    return !(error instanceof AppError && ['token_invalid', 'permission_denied'].includes(error.code));
  }
}
