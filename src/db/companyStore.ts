import type { Insertable } from 'kysely';
import type { Calendar } from '../accounts/calendar.ts';
import type { AccountStore, NewCompany } from '../accounts/ports.ts';
import { UNLIMITED_QUOTA } from '../accounts/quota.ts';
import { toAuditRow } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { quotaOf } from './quotaUse.ts';
import type { Schema } from './schema.ts';
import { toUser } from './userStore.ts';
import { toColumns, toWorkspace } from './workspaceStore.ts';

const ROWS_PER_INSERT = 200;

/** Many workspaces at once, each with what belongs to it. */
export function createCompanyStore(
  { queries }: Engine,
  calendar: Calendar,
): Pick<AccountStore, 'companies' | 'createCompanies'> {
  return {
    async companies() {
      const workspaces = await queries.selectFrom('workspaces').selectAll().orderBy('created_at').execute();
      const users = Map.groupBy(
        await queries.selectFrom('users').selectAll().orderBy('created_at').execute(),
        (user) => user.workspace_id,
      );
      const quotas = new Map(
        (await queries.selectFrom('quota_use').selectAll().execute()).map((row) => [
          row.workspace_id,
          quotaOf(row),
        ]),
      );
      return workspaces.map((row) => ({
        workspace: toWorkspace(row),
        license: { from: row.license_from, until: row.license_until },
        quota: quotas.get(row.id) ?? UNLIMITED_QUOTA,
        users: (users.get(row.id) ?? []).map(toUser),
      }));
    },

    createCompanies: (companies) =>
      transact(queries, async (transaction) => {
        await insertAll(transaction, 'workspaces', companies.map(workspaceRow));
        await insertAll(transaction, 'users', companies.flatMap(userRow));
        await insertAll(transaction, 'tokens', companies.flatMap(tokenRow));
        await insertAll(
          transaction,
          'quota_use',
          companies.flatMap((company) => quotaRow(company, calendar)),
        );
        await insertAll(
          transaction,
          'audit',
          companies.flatMap(({ audits }) => audits.map(toAuditRow)),
        );
      }),
  };
}

async function insertAll<Table extends 'workspaces' | 'users' | 'tokens' | 'quota_use' | 'audit'>(
  transaction: Queries,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await transaction
      .insertInto(table)
      .values(rows.slice(start, start + ROWS_PER_INSERT))
      .execute();
  }
}

function workspaceRow({ workspace, license }: NewCompany): Insertable<Schema['workspaces']> {
  return {
    id: workspace.id,
    created_at: workspace.createdAt,
    license_from: license.from,
    license_until: license.until,
    ...toColumns(workspace),
  };
}

function userRow({ user }: NewCompany): Insertable<Schema['users']>[] {
  if (user === null) return [];
  return [
    {
      id: user.id,
      workspace_id: user.workspaceId,
      name: user.name,
      permissions: user.permissions.join(','),
      created_at: user.createdAt,
      disabled_at: user.disabledAt,
    },
  ];
}

function tokenRow({ token }: NewCompany): Insertable<Schema['tokens']>[] {
  if (token === null) return [];
  return [
    {
      id: token.id,
      user_id: token.userId,
      hash: token.hash,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      revoked_at: token.revokedAt,
      last_used_at: token.lastUsedAt,
      client_secret_id: null,
    },
  ];
}

function quotaRow({ workspace, quota }: NewCompany, calendar: Calendar): Insertable<Schema['quota_use']>[] {
  if (quota === null) return [];
  const { start } = calendar.window(workspace.createdAt, quota.per);
  return [
    {
      workspace_id: workspace.id,
      per: quota.per,
      quota_limit: quota.limit,
      bytes_limit: quota.bytesLimit,
      window_start: start,
      newest_window: start,
      used: 0,
      bytes_used: 0,
    },
  ];
}
