import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { TokenHolder } from '../accounts/admission.ts';
import type { Authenticate } from '../accounts/authenticate.ts';
import type { Permission } from '../accounts/permission.ts';
import type { Asking } from './authToken.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, on routes that ask. */
    holder: TokenHolder | null;
  }
}

export function prepareAdmission(app: FastifyInstance): void {
  app.decorateRequest('holder', null);
}

/** A route's first hook: strangers are refused before a byte of their body is read. */
export function admit(
  authenticate: Authenticate,
  needed: Permission,
  tokenHashOf: (request: Asking) => string,
): onRequestAsyncHookHandler {
  return async (request) => {
    request.holder = await authenticate(tokenHashOf(request), needed);
    request.facts = { workspaceId: request.holder.workspaceId };
  };
}

/** Whom `admit` let in. */
export function holderOf({ holder }: Pick<FastifyRequest, 'holder'>): TokenHolder {
  if (holder === null) throw new Error('a route asks who calls without having admitted anybody');
  return holder;
}
