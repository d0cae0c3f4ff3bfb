import type { FastifyInstance } from 'fastify';
import type { FetchToken } from '../../accounts/clientSecret.ts';
import type { AccessToken } from '../../contract/clear.ts';
import { onlyMethods } from '../onlyMethods.ts';

const TOKEN_ROUTE = '/integration/v1/authz/token';

/** `GET authz/token`: a client secret becomes a token. */
export function registerToken(app: FastifyInstance, deps: { readonly fetchToken: FetchToken }): void {
  app.get(TOKEN_ROUTE, async (request, reply): Promise<AccessToken> => {
    reply.header('cache-control', 'no-store');
    const secret = request.headers['x-clear-client-secret'];
    const { token, expiresAt, workspaceId } = await deps.fetchToken(
      typeof secret === 'string' ? secret : undefined,
    );
    request.facts = { workspaceId };
    return { access_token: token, valid_till: clearTimestamp(expiresAt) };
  });
  onlyMethods(app, TOKEN_ROUTE, ['GET']);
}

/** `YYYY-MM-DDTHH:MM:SS+00:00`, to the letter: some clients parse it by position. */
function clearTimestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}
