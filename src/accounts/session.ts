import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';
import { assertTokenGood, type TokenHolder } from './admission.ts';
import type { AuditEntry } from './audit.ts';
import type { AccountStore, User } from './ports.ts';
import type { QuotaUse } from './quota.ts';
import { formatSecret, isSecret, secretHash } from './token.ts';
import type { Workspace } from './workspace.ts';

/** A working day and some: who signs in in the morning is not asked again before the evening. */
export const SESSION_LIFETIME_MS = 12 * 3_600_000;

/** Of one token, at the same time: with one more the oldest ends. */
export const MOST_SESSIONS = 20;

const SECRET_BYTES = 32;
const CSRF_LABEL = 'gst-intake csrf';

/** A session to be recorded if its parent, the token given for it, is good. */
export interface WantedSession {
  readonly parentHash: string;
  readonly sessionId: string;
  readonly sessionHash: string;
  readonly at: number;
}

/** What recording it comes to. */
export interface SessionPlan {
  /** Of the parent. */
  readonly holder: TokenHolder;
  readonly expiresAt: number;
  readonly audit: AuditEntry;
}

/**
 * Judges one sign-in. Pure; the store reads `parent` and writes what comes back in one transaction. No permission is asked for:
 * what a session may do is judged call by call.
 *
 * @throws AppError token_invalid
 */
export function planSession(parent: TokenHolder | undefined, wanted: WantedSession): SessionPlan {
  const { at, sessionId } = wanted;
  assertTokenGood(parent, at);
  const { userId, workspaceId, tokenId } = parent;
  const expiresAt = Math.min(at + SESSION_LIFETIME_MS, parent.expiresAt ?? Number.POSITIVE_INFINITY);
  const detail = { userId, expiresAt, parentTokenId: tokenId };
  return {
    holder: parent,
    expiresAt,
    audit: { at, workspaceId, actor: userId, action: 'session.started', subject: sessionId, detail },
  };
}

/** Whose session it is, and what there is to say of them. */
export interface SessionAccount {
  readonly user: Pick<User, 'id' | 'name' | 'permissions'>;
  readonly workspace: Workspace;
  readonly license: TokenHolder['license'];
  readonly quota: QuotaUse;
  readonly expiresAt: number;
}

export interface Sessions {
  /** @returns the secret, which is told here and never again. @throws AppError token_invalid */
  start(token: string): Promise<{ readonly secret: string; readonly account: SessionAccount }>;
  /** @throws AppError token_invalid */
  find(hash: string): Promise<SessionAccount>;
  /** A session that is not good, or was never there, is ended already. */
  end(hash: string): Promise<void>;
}

export function createSessions(deps: {
  readonly accounts: Pick<
    AccountStore,
    'startSession' | 'endSession' | 'findTokenHolder' | 'findWorkspace' | 'findUser' | 'quotaUse'
  >;
  readonly now: () => number;
  readonly newId: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly onUse: (holder: TokenHolder, at: number) => void;
}): Sessions {
  const { accounts, now, newId, randomBytes, onUse } = deps;

  async function accountOf(holder: TokenHolder, expiresAt: number): Promise<SessionAccount> {
    const { workspaceId, userId, license } = holder;
    const [workspace, user, quota] = await Promise.all([
      accounts.findWorkspace(workspaceId),
      accounts.findUser(userId),
      accounts.quotaUse(workspaceId, now()),
    ]);
    if (workspace === undefined || user === undefined) throw new Error('a token is of nobody');
    return { user, workspace, license, quota, expiresAt };
  }

  return {
    async start(token) {
      if (!isSecret('token', token)) throw new AppError('token_invalid', 'Invalid Auth Token');
      const secret = formatSecret('session', randomBytes(SECRET_BYTES));
      const at = now();
      const parentHash = secretHash(token);
      // Whoever guesses costs one look-up and holds up no writer.
      assertTokenGood(await accounts.findTokenHolder(parentHash), at);
      const { holder, expiresAt } = await accounts.startSession({
        parentHash,
        sessionId: newId(),
        sessionHash: secretHash(secret),
        at,
      });
      onUse(holder, at);
      return { secret, account: await accountOf(holder, expiresAt) };
    },

    async find(hash) {
      const holder = await accounts.findTokenHolder(hash);
      const at = now();
      assertTokenGood(holder, at);
      onUse(holder, at);
      return accountOf(holder, holder.expiresAt ?? at);
    },

    async end(hash) {
      await accounts.endSession(hash, now());
    },
  };
}

/** What a page must send beside the cookie: only who can read our answers knows it. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update(CSRF_LABEL).digest('base64url');
}

export function isCsrfTokenOf(sessionSecret: string, given: string): boolean {
  const wanted = Buffer.from(csrfTokenOf(sessionSecret));
  const came = Buffer.from(given);
  return came.length === wanted.length && timingSafeEqual(came, wanted);
}
