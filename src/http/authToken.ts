import type { FastifyRequest } from 'fastify';
import { isCsrfTokenOf } from '../accounts/session.ts';
import { isSecret, secretHash } from '../accounts/token.ts';
import { AppError } from '../errors.ts';
import { sessionSecretOf } from './sessionCookie.ts';

/** What is looked at of a request to learn who sends it. */
export type Asking = Pick<FastifyRequest, 'headers' | 'method' | 'sessionCookieName'>;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Of what a page of another origin sends; a page of ours says `same-origin`. */
const FOREIGN_SITES: ReadonlySet<unknown> = new Set(['cross-site', 'same-site']);

/**
 * The hash of the token in Clear's header, or of the session of a page of ours: on Clear's paths every call must show that it
 * is one, since a GET spends quota there.
 * @throws AppError token_invalid, csrf_missing
 */
export function tokenHashOf(request: Asking): string {
  const token = request.headers['x-cleartax-auth-token'];
  if (token === undefined && request.headers.cookie !== undefined) return sessionHashOf(request, true);
  return hashOf(token);
}

/**
 * Likewise, or from `Authorization: Bearer`; Clear's header wins. A session may read without showing more than its cookie.
 * @throws AppError token_invalid, csrf_missing
 */
export function anyTokenHashOf(request: Asking): string {
  const { headers, method } = request;
  const token =
    headers['x-cleartax-auth-token'] ?? /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined && headers.cookie !== undefined) {
    return sessionHashOf(request, !SAFE_METHODS.has(method));
  }
  return hashOf(token);
}

/** @throws AppError csrf_missing when a browser says that a page of another origin sends it */
export function assertOwnPage({ headers }: Asking): void {
  if (FOREIGN_SITES.has(headers['sec-fetch-site'])) {
    throw new AppError(
      'csrf_missing',
      'A page of another site sent this. Only the pages of this server may act for who is signed in.',
    );
  }
}

/**
 * Reading costs something too, and a page beside ours may ask a browser for it; a link that is followed shows it to nobody else.
 * @throws AppError csrf_missing
 */
export function assertReader(request: Asking): void {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': target } = request.headers;
  if (mode !== 'navigate' || target !== 'document') assertOwnPage(request);
}

/** @throws AppError csrf_missing */
export function assertCsrfToken(request: Asking, sessionSecret: string): void {
  assertOwnPage(request);
  const given = request.headers['x-gst-intake-csrf'];
  if (typeof given === 'string' && isCsrfTokenOf(sessionSecret, given)) return;
  throw new AppError(
    'csrf_missing',
    'A call with the cookie of a session needs the header x-gst-intake-csrf with the csrfToken that GET /api/v1/session ' +
      'tells. Sign in again if the one you have is refused.',
  );
}

function sessionHashOf(request: Asking, needsCsrfToken: boolean): string {
  const secret = sessionSecretOf(request);
  if (secret === undefined) throw invalidToken();
  if (needsCsrfToken) assertCsrfToken(request, secret);
  else assertReader(request);
  return secretHash(secret);
}

function hashOf(token: string | string[] | undefined): string {
  if (typeof token !== 'string' || !isSecret('token', token)) throw invalidToken();
  return secretHash(token);
}

function invalidToken(): AppError {
  return new AppError('token_invalid', 'Invalid Auth Token');
}
