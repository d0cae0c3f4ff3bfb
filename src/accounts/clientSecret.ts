import { AppError } from '../errors.ts';
import type { AuditEntry } from './audit.ts';
import type { Calendar } from './calendar.ts';
import type { AccountStore } from './ports.ts';
import { formatSecret, isSecret, secretHash } from './token.ts';

/** Clear's own bound: one token every five minutes. */
export const TOKENS_PER_DAY = 288;
/** Clear lets the owner of a secret choose; here its tokens live for a day. */
export const FETCHED_TOKEN_LIFETIME_MS = 86_400_000;

const SECRET_BYTES = 32;

/** What one client secret stands for at the moment a token is asked for: read in the transaction that records it. */
export interface SecretHolder {
  readonly secretId: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly revokedAt: number | null;
  readonly userDisabledAt: number | null;
  /** How long the secret's earlier tokens stay good. */
  readonly graceSeconds: number;
}

/** A token to be recorded if the secret is good. */
export interface WantedToken {
  readonly secretHash: string;
  readonly tokenId: string;
  readonly tokenHash: string;
  readonly at: number;
}

/** What recording it comes to. */
export interface TokenPlan {
  readonly holder: SecretHolder;
  readonly expiresAt: number;
  /** The instant at which the secret's earlier tokens end, unless they end before. */
  readonly earlierEndAt: number;
  readonly audit: AuditEntry;
}

/**
 * Judges one request for a token. Pure; the store reads `holder` and `issuedToday` and writes what comes back, all in one
 * transaction, so that the tokens issued are also the count of them.
 *
 * @throws AppError client_secret_invalid; quota_exceeded with `retryAfterSeconds`
 */
export function planToken(input: {
  readonly holder: SecretHolder | undefined;
  /** Tokens recorded for the secret in the day that holds `wanted.at`. */
  readonly issuedToday: number;
  readonly wanted: WantedToken;
  readonly calendar: Calendar;
}): TokenPlan {
  const { holder, issuedToday, calendar } = input;
  const { at, tokenId } = input.wanted;
  if (holder === undefined || holder.revokedAt !== null || holder.userDisabledAt !== null) {
    throw invalidSecret();
  }
  if (issuedToday >= TOKENS_PER_DAY) {
    const retryAfterSeconds = Math.max(1, Math.ceil((calendar.window(at, 'day').end - at) / 1000));
    throw new AppError(
      'quota_exceeded',
      `This client secret has fetched ${TOKENS_PER_DAY} tokens today, which is all that a day allows. ` +
        'Keep a token until it ends instead of fetching one for every call.',
      { facts: { retryAfterSeconds } },
    );
  }
  const { secretId, userId, workspaceId, graceSeconds } = holder;
  // What the caller is told has no milliseconds: it must not outlive the token.
  const expiresAt = Math.floor((at + FETCHED_TOKEN_LIFETIME_MS) / 1000) * 1000;
  return {
    holder,
    expiresAt,
    earlierEndAt: at + graceSeconds * 1000,
    audit: {
      at,
      workspaceId,
      actor: userId,
      action: 'token.created',
      subject: tokenId,
      detail: { userId, expiresAt, clientSecretId: secretId },
    },
  };
}

/** A token as its owner gets it, once. */
export interface FetchedToken {
  readonly token: string;
  readonly expiresAt: number;
  readonly workspaceId: string;
}

/** `undefined` stands for a header that was not sent. @throws AppError as `planToken` */
export type FetchToken = (clientSecret: string | undefined) => Promise<FetchedToken>;

export function createFetchToken(deps: {
  readonly accounts: Pick<AccountStore, 'fetchToken'>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
}): FetchToken {
  const { accounts, now, newId, randomBytes } = deps;
  return async (clientSecret) => {
    if (clientSecret === undefined || !isSecret('clientSecret', clientSecret)) throw invalidSecret();
    const token = formatSecret('token', randomBytes(SECRET_BYTES));
    const { holder, expiresAt } = await accounts.fetchToken({
      secretHash: secretHash(clientSecret),
      tokenId: newId(),
      tokenHash: secretHash(token),
      at: now(),
    });
    return { token, expiresAt, workspaceId: holder.workspaceId };
  };
}

function invalidSecret(): AppError {
  return new AppError('client_secret_invalid', 'Invalid Client Secret');
}
