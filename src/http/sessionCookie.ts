import type { IncomingHttpHeaders } from 'node:http';
import { isSecret } from '../accounts/token.ts';
import { AppError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The one that counts here. */
    sessionCookieName: string;
  }
}

const NAME = 'gst-intake-session';
const ENDED = 'Max-Age=0';

/** Where the browser sends it, and whether only over TLS. */
export interface CookieScope {
  /** Path under which we are published, without a slash at the end; empty for none. */
  readonly pathPrefix: string;
  readonly isSecure: boolean;
}

/** Browsers let no other host set a cookie of the name with `__Host-`, and let that be for the path `/` over TLS alone. */
export function sessionCookieName({ pathPrefix, isSecure }: CookieScope): string {
  return isSecure && pathPrefix === '' ? `__Host-${NAME}` : NAME;
}

/**
 * The secret in the session's cookie; undefined where there is none that could be one.
 * @throws AppError token_invalid where there are two: one may be another site's
 */
export function sessionSecretOf(request: {
  readonly headers: Pick<IncomingHttpHeaders, 'cookie'>;
  readonly sessionCookieName: string;
}): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const secrets = new Set<string>();
  for (const pair of cookie.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== request.sessionCookieName) continue;
    const value = pair.slice(equals + 1).trim();
    if (isSecret('session', value)) secrets.add(value);
  }
  if (secrets.size < 2) return secrets.values().next().value;
  throw new AppError(
    'token_invalid',
    'Two sessions came at once, and one may be of another site. Delete the cookies of this host in your browser and sign in again.',
  );
}

/** @param lifetimeMs how long the browser may keep it */
export function sessionCookie(secret: string, lifetimeMs: number, scope: CookieScope): string {
  return cookie(secret, `Max-Age=${Math.max(0, Math.floor(lifetimeMs / 1000))}`, scope);
}

export function endedSessionCookie(scope: CookieScope): string {
  return cookie('', ENDED, scope);
}

function cookie(value: string, age: string, scope: CookieScope): string {
  const { pathPrefix, isSecure } = scope;
  const parts = [
    `${sessionCookieName(scope)}=${value}`,
    `Path=${pathPrefix || '/'}`,
    age,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}
