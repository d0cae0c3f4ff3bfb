import type { Selectable } from 'kysely';
import type { AccountStore, User } from '../accounts/ports.ts';
import { AppError } from '../errors.ts';
import { assertUser, assertWorkspace, orTaken, recorded } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, transact } from './engine.ts';
import type { UserTable } from './schema.ts';
import { parsePermissions } from './tokenHolder.ts';
import { closeOpenUploads } from './uploadStates.ts';

type UserStore = Pick<AccountStore, 'createUser' | 'findUser' | 'listUsers' | 'disableUser'>;

export function createUserStore(engine: Engine): UserStore {
  const { queries, boundTo } = engine;
  return {
    async createUser(user, audit) {
      const work = recorded(queries, audit, async (transaction) => {
        await assertWorkspace(transaction, user.workspaceId);
        await transaction
          .insertInto('users')
          .values({
            id: user.id,
            workspace_id: user.workspaceId,
            name: user.name,
            permissions: user.permissions.join(','),
            created_at: user.createdAt,
            disabled_at: user.disabledAt,
          })
          .execute();
      });
      await orTaken(work, `The workspace has a user named ${user.name} already: choose another name.`);
    },

    async findUser(idOrName) {
      const found = (column: 'id' | 'name') =>
        queries.selectFrom('users').selectAll().where(column, '=', idOrName).limit(2).execute();
      const [byId] = await found('id');
      if (byId !== undefined) return toUser(byId);
      const [first, second] = await found('name');
      if (second !== undefined) {
        throw new AppError(
          'conflict',
          `Several workspaces have a user named ${idOrName}: give the user's id instead.`,
        );
      }
      return first && toUser(first);
    },

    async listUsers(workspaceId) {
      const rows = await boundTo(workspaceId)
        .selectFrom('users')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toUser);
    },

    disableUser: (userId, at, audit) =>
      transact(queries, async (transaction) => {
        await engine.lockAdmissions(transaction);
        await assertUser(transaction, userId);
        await transaction
          .updateTable('users')
          .set(({ fn, val }) => ({ disabled_at: fn.coalesce('disabled_at', val(at)) }))
          .where('id', '=', userId)
          .execute();
        const closedUploads = await closeOpenUploads(engine, transaction, {
          column: 'user_id',
          ids: [userId],
          at,
        });
        await appendAudit(transaction, { ...audit, detail: { ...audit.detail, closedUploads } });
        return closedUploads;
      }),
  };
}

export function toUser(row: Selectable<UserTable>): User {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    permissions: parsePermissions(row.permissions),
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}
