import { type Selectable, sql } from 'kysely';
import type { AccountStore, ListedToken } from '../accounts/ports.ts';
import { assertUser, recorded } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import type { TokenTable } from './schema.ts';
import { endSessionsOf } from './sessionStore.ts';
import { type HolderRow, SELECT_HOLDERS, toHolder } from './tokenHolder.ts';
import { closeOpenUploads } from './uploadStates.ts';

type TokenStore = Pick<
  AccountStore,
  'createToken' | 'findToken' | 'listTokens' | 'revokeToken' | 'touchTokens' | 'findTokenHolder'
>;

export function createTokenStore(engine: Engine): TokenStore {
  const { queries, boundTo } = engine;
  return {
    createToken: (token, audit) =>
      recorded(queries, audit, async (transaction) => {
        await assertUser(transaction, token.userId);
        await transaction
          .insertInto('tokens')
          .values({
            id: token.id,
            user_id: token.userId,
            hash: token.hash,
            created_at: token.createdAt,
            expires_at: token.expiresAt,
            revoked_at: token.revokedAt,
            last_used_at: token.lastUsedAt,
          })
          .execute();
      }),

    async findToken(id) {
      const row = await selectTokens(queries).where('tokens.id', '=', id).executeTakeFirst();
      return row && toListedToken(row);
    },

    async listTokens({ workspaceId, now }) {
      const tokens = selectTokens(workspaceId === undefined ? queries : boundTo(workspaceId))
        .where(({ eb, and, or }) =>
          or([
            and([eb('tokens.client_secret_id', 'is', null), eb('tokens.parent_token_id', 'is', null)]),
            and([eb('tokens.revoked_at', 'is', null), eb('tokens.expires_at', '>', now)]),
          ]),
        )
        .orderBy('tokens.created_at')
        .orderBy('tokens.id');
      const wanted =
        workspaceId === undefined ? tokens : tokens.where('users.workspace_id', '=', workspaceId);
      return (await wanted.execute()).map(toListedToken);
    },

    revokeToken: (tokenId, at, audit) =>
      transact(queries, async (transaction) => {
        await engine.lockAdmissions(transaction);
        const { numUpdatedRows } = await transaction
          .updateTable('tokens')
          .set(({ fn, val }) => ({ revoked_at: fn.coalesce('revoked_at', val(at)) }))
          .where('id', '=', tokenId)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return undefined;
        const sessions = await endSessionsOf(transaction, { tokenId, at });
        const closedUploads = await closeOpenUploads(engine, transaction, {
          column: 'token_id',
          ids: [tokenId, ...sessions],
          at,
        });
        await appendAudit(transaction, { ...audit, detail: { ...audit.detail, closedUploads } });
        return closedUploads;
      }),

    async touchTokens(tokenIds, at) {
      await transact(queries, async (transaction) => {
        // In order, so that two servers never wait for each other crosswise.
        for (const id of new Set([...tokenIds].sort())) {
          await transaction
            .updateTable('tokens')
            .set({ last_used_at: at })
            .where('id', '=', id)
            .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
            .execute();
        }
      });
    },

    async findTokenHolder(hash) {
      const { rows } = await sql<HolderRow>`${sql.raw(SELECT_HOLDERS)} WHERE t.hash = ${hash}`.execute(
        queries,
      );
      return rows[0] && toHolder(rows[0]);
    },
  };
}

function selectTokens(queries: Queries) {
  return queries
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .selectAll('tokens')
    .select(['users.workspace_id', 'users.name as user_name']);
}

function toListedToken(
  row: Selectable<TokenTable> & { readonly workspace_id: string; readonly user_name: string },
): ListedToken {
  return {
    id: row.id,
    userId: row.user_id,
    userName: row.user_name,
    workspaceId: row.workspace_id,
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    parentTokenId: row.parent_token_id,
  };
}
