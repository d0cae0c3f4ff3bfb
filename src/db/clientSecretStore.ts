import type { AuditEntry } from '../accounts/audit.ts';
import type { Calendar } from '../accounts/calendar.ts';
import {
  FETCHED_TOKEN_LIFETIME_MS,
  planToken,
  type SecretHolder,
  type TokenPlan,
  type WantedToken,
} from '../accounts/clientSecret.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { createTurns } from '../uploads/turns.ts';
import { assertUser, recorded } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { parseSettings } from './tokenHolder.ts';
import { closeOpenUploads, LONGEST_OPEN_MS } from './uploadStates.ts';

type ClientSecretStore = Pick<AccountStore, 'createClientSecret' | 'fetchToken' | 'revokeClientSecret'>;

export function createClientSecretStore(engine: Engine, calendar: Calendar): ClientSecretStore {
  const { queries } = engine;
  const takeTurns = createTurns();
  return {
    createClientSecret: (secret, audit) =>
      recorded(queries, audit, async (transaction) => {
        await assertUser(transaction, secret.userId);
        await transaction
          .insertInto('client_secrets')
          .values({
            id: secret.id,
            user_id: secret.userId,
            hash: secret.hash,
            created_at: secret.createdAt,
            revoked_at: secret.revokedAt,
          })
          .execute();
      }),

    fetchToken: (wanted) =>
      takeTurns(wanted.secretHash, () =>
        transact(queries, async (transaction) => {
          // Held until the end: of two that fetch at once, the second counts and ends what the first one made.
          const holder = await lockSecret(engine, transaction, wanted.secretHash);
          const issuedToday =
            holder === undefined
              ? 0
              : await countTokens(transaction, holder.secretId, calendar.window(wanted.at, 'day'));
          const plan = planToken({ holder, issuedToday, wanted, calendar });
          await endEarlier(transaction, plan, wanted.at);
          await insertToken(transaction, plan, wanted);
          await appendAudit(transaction, plan.audit);
          return plan;
        }),
      ),

    revokeClientSecret: (id, at, audit) =>
      transact(queries, (transaction) => revokeSecret(engine, transaction, { id, at, audit })),
  };
}

async function lockSecret(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  transaction: Queries,
  hash: string,
): Promise<SecretHolder | undefined> {
  let secret = transaction
    .selectFrom('client_secrets')
    .innerJoin('users', 'users.id', 'client_secrets.user_id')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select(['client_secrets.id', 'client_secrets.user_id', 'client_secrets.revoked_at'])
    .select(['users.workspace_id', 'users.disabled_at', 'workspaces.settings'])
    .where('client_secrets.hash', '=', hash);
  if (rowLocks) secret = secret.forUpdate('client_secrets');
  const row = await secret.executeTakeFirst();
  return (
    row && {
      secretId: row.id,
      userId: row.user_id,
      workspaceId: row.workspace_id,
      revokedAt: row.revoked_at,
      userDisabledAt: row.disabled_at,
      graceSeconds: parseSettings(row.settings).tokenGraceSeconds,
    }
  );
}

async function countTokens(
  transaction: Queries,
  secretId: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<number> {
  const { count } = await transaction
    .selectFrom('tokens')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('client_secret_id', '=', secretId)
    .where('parent_token_id', 'is', null)
    .where('created_at', '>=', start)
    .where('created_at', '<', end)
    .executeTakeFirstOrThrow();
  return count;
}

/** Without grace they are revoked; with it their life is shortened, and one that ends sooner is left alone. */
async function endEarlier(
  transaction: Queries,
  { holder, earlierEndAt }: TokenPlan,
  at: number,
): Promise<void> {
  await transaction
    .updateTable('tokens')
    .set(earlierEndAt <= at ? { revoked_at: at } : { expires_at: earlierEndAt })
    .where('client_secret_id', '=', holder.secretId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', earlierEndAt)
    .execute();
}

async function insertToken(transaction: Queries, plan: TokenPlan, wanted: WantedToken): Promise<void> {
  await transaction
    .insertInto('tokens')
    .values({
      id: wanted.tokenId,
      user_id: plan.holder.userId,
      hash: wanted.tokenHash,
      created_at: wanted.at,
      expires_at: plan.expiresAt,
      client_secret_id: plan.holder.secretId,
    })
    .execute();
}

async function revokeSecret(
  engine: Engine,
  transaction: Queries,
  change: {
    readonly id: string;
    readonly at: number;
    readonly audit: Omit<AuditEntry, 'workspaceId'>;
  },
): Promise<boolean> {
  const { id, at, audit } = change;
  await engine.lockAdmissions(transaction);
  const revoked = await transaction
    .updateTable('client_secrets')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  if (revoked === undefined) return false;
  const { workspace_id: workspaceId } = await transaction
    .selectFrom('users')
    .select('workspace_id')
    .where('id', '=', revoked.user_id)
    .executeTakeFirstOrThrow();
  const ended = await transaction
    .updateTable('tokens')
    .set({ revoked_at: at })
    .where('client_secret_id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .execute();
  const endedTokens = Number(ended[0]?.numUpdatedRows ?? 0);
  const closedUploads = await closeUploadsOf(engine, transaction, { secretId: id, at });
  await appendAudit(transaction, {
    ...audit,
    workspaceId,
    detail: { ...audit.detail, endedTokens, closedUploads },
  });
  return true;
}

/** Of tokens that have ended too: a URL outlives the token that it was issued with. */
async function closeUploadsOf(
  engine: Engine,
  transaction: Queries,
  { secretId, at }: { readonly secretId: string; readonly at: number },
): Promise<number> {
  const tokens = await transaction
    .selectFrom('tokens')
    .select('id')
    .where('client_secret_id', '=', secretId)
    .where('created_at', '>', at - FETCHED_TOKEN_LIFETIME_MS - LONGEST_OPEN_MS)
    .execute();
  if (tokens.length === 0) return 0;
  return closeOpenUploads(engine, transaction, {
    column: 'token_id',
    ids: tokens.map(({ id }) => id),
    at,
  });
}
