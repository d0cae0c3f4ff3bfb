import type { IncomingHttpHeaders } from 'node:http';
import { isSecret, secretHash } from '../accounts/token.ts';
import { AppError } from '../errors.ts';

/** The hash of the token in Clear's header. @throws AppError token_invalid */
export function tokenHashOf(headers: IncomingHttpHeaders): string {
  const token = headers['x-cleartax-auth-token'];
  if (typeof token !== 'string' || !isSecret('token', token)) {
    throw new AppError('token_invalid', 'Invalid Auth Token');
  }
  return secretHash(token);
}

/** Likewise, or from `Authorization: Bearer`; Clear's header wins. @throws AppError token_invalid */
export function anyTokenHashOf(headers: IncomingHttpHeaders): string {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  return tokenHashOf({ 'x-cleartax-auth-token': headers['x-cleartax-auth-token'] ?? bearer });
}
