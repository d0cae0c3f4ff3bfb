import type { IncomingHttpHeaders } from 'node:http';
import { isSecret } from '../accounts/token.ts';

const NAME = 'gst-intake-session';
const ENDED = 'Max-Age=0';

/** Where the browser sends it, and whether only over TLS. */
export interface CookieScope {
  /** Path under which we are published, without a slash at the end; empty for none. */
  readonly pathPrefix: string;
  readonly isSecure: boolean;
}

/** The secret in the session's cookie; undefined where there is none that could be one. */
export function sessionSecretOf({ cookie }: Pick<IncomingHttpHeaders, 'cookie'>): string | undefined {
  if (cookie === undefined) return undefined;
  for (const pair of cookie.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== NAME) continue;
    const value = pair.slice(equals + 1).trim();
    if (isSecret('session', value)) return value;
  }
  return undefined;
}

/** @param lifetimeMs how long the browser may keep it */
export function sessionCookie(secret: string, lifetimeMs: number, scope: CookieScope): string {
  return cookie(secret, `Max-Age=${Math.max(0, Math.floor(lifetimeMs / 1000))}`, scope);
}

export function endedSessionCookie(scope: CookieScope): string {
  return cookie('', ENDED, scope);
}

function cookie(value: string, age: string, { pathPrefix, isSecure }: CookieScope): string {
  const parts = [`${NAME}=${value}`, `Path=${pathPrefix || '/'}`, age, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}
