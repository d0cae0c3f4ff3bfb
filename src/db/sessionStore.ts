import { sql } from 'kysely';
import type { AccountStore } from '../accounts/ports.ts';
import {
  MOST_SESSIONS,
  planSession,
  SESSION_LIFETIME_MS,
  type SessionPlan,
  type WantedSession,
} from '../accounts/session.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { type HolderRow, SELECT_HOLDERS, toHolder } from './tokenHolder.ts';
import { LONGEST_OPEN_MS } from './uploadStates.ts';

/**
 * A session is a token whose parent was given for it, with the parent's client secret: what ends the tokens of a secret
 * ends their sessions by the same statement.
 */
export function createSessionStore(engine: Engine): Pick<AccountStore, 'startSession' | 'endSession'> {
  const { queries } = engine;
  return {
    startSession: (wanted) =>
      transact(queries, async (transaction) => {
        const clientSecretId = await lockParent(engine, transaction, wanted.parentHash);
        const { rows } =
          await sql<HolderRow>`${sql.raw(SELECT_HOLDERS)} WHERE t.hash = ${wanted.parentHash}`.execute(
            transaction,
          );
        const plan = planSession(rows[0] && toHolder(rows[0]), wanted);
        await endOldest(transaction, plan, wanted.at);
        await insertSession(transaction, { plan, wanted, clientSecretId });
        await appendAudit(transaction, plan.audit);
        return plan;
      }),

    endSession: (hash, at) =>
      transact(queries, async (transaction) => {
        const ended = await transaction
          .updateTable('tokens')
          .set({ revoked_at: at })
          .where('hash', '=', hash)
          .where('parent_token_id', 'is not', null)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', at)
          .returning(['id', 'user_id'])
          .executeTakeFirst();
        if (ended === undefined) return false;
        const { workspace_id: workspaceId } = await transaction
          .selectFrom('users')
          .select('workspace_id')
          .where('id', '=', ended.user_id)
          .executeTakeFirstOrThrow();
        const { id: subject, user_id: actor } = ended;
        await appendAudit(transaction, {
          ...{ at, workspaceId, actor, subject, detail: {} },
          action: 'session.ended',
        });
        return true;
      }),
  };
}

/**
 * Until the transaction ends, whoever ends the parent, or all of its secret's tokens, waits, and then meets the session.
 * @returns the parent's client secret
 */
async function lockParent(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  transaction: Queries,
  hash: string,
): Promise<string | null> {
  const parent = await transaction
    .selectFrom('tokens')
    .select(['id', 'client_secret_id'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  const secretId = parent?.client_secret_id ?? null;
  if (parent === undefined || !rowLocks) return secretId;
  // The secret first, as whoever fetches a token does.
  if (secretId !== null) {
    await transaction
      .selectFrom('client_secrets')
      .select('id')
      .where('id', '=', secretId)
      .forUpdate()
      .execute();
  }
  await transaction.selectFrom('tokens').select('id').where('id', '=', parent.id).forUpdate().execute();
  return secretId;
}

/** Makes room for one more session of a token, which is locked. */
async function endOldest(
  transaction: Queries,
  { holder: { tokenId, workspaceId, userId } }: SessionPlan,
  at: number,
): Promise<void> {
  const live = await transaction
    .selectFrom('tokens')
    .select('id')
    .where('parent_token_id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  for (const { id: subject } of live.slice(MOST_SESSIONS - 1)) {
    await transaction.updateTable('tokens').set({ revoked_at: at }).where('id', '=', subject).execute();
    await appendAudit(transaction, {
      ...{ at, workspaceId, actor: userId, subject, detail: {} },
      action: 'session.ended',
    });
  }
}

async function insertSession(
  transaction: Queries,
  session: {
    readonly plan: SessionPlan;
    readonly wanted: WantedSession;
    readonly clientSecretId: string | null;
  },
): Promise<void> {
  const { plan, wanted, clientSecretId } = session;
  await transaction
    .insertInto('tokens')
    .values({
      id: wanted.sessionId,
      user_id: plan.holder.userId,
      hash: wanted.sessionHash,
      created_at: wanted.at,
      expires_at: plan.expiresAt,
      client_secret_id: clientSecretId,
      parent_token_id: plan.holder.tokenId,
    })
    .execute();
}

/**
 * Ends the sessions of a token that was just ended in the same transaction.
 * @returns those whose uploads may be open, ended before or not: a URL outlives the session that it was issued with
 */
export async function endSessionsOf(
  transaction: Queries,
  { tokenId, at }: { readonly tokenId: string; readonly at: number },
): Promise<string[]> {
  await transaction
    .updateTable('tokens')
    .set({ revoked_at: at })
    .where('parent_token_id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .execute();
  const sessions = await transaction
    .selectFrom('tokens')
    .select('id')
    .where('parent_token_id', '=', tokenId)
    .where('created_at', '>', at - SESSION_LIFETIME_MS - LONGEST_OPEN_MS)
    .execute();
  return sessions.map(({ id }) => id);
}
