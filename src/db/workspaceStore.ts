import type { Selectable } from 'kysely';
import type { AccountStore } from '../accounts/ports.ts';
import type { Workspace } from '../accounts/workspace.ts';
import { assertWorkspace, noSuchWorkspace, orTaken, recorded } from './accountWrite.ts';
import type { Engine } from './engine.ts';
import type { WorkspaceTable } from './schema.ts';
import { parseSettings } from './tokenHolder.ts';

type WorkspaceStore = Pick<
  AccountStore,
  'createWorkspace' | 'updateWorkspace' | 'findWorkspace' | 'listWorkspaces' | 'setLicense' | 'license'
>;

export function createWorkspaceStore({ queries, boundTo }: Engine): WorkspaceStore {
  return {
    async createWorkspace(workspace, audit) {
      const work = recorded(queries, audit, (transaction) =>
        transaction
          .insertInto('workspaces')
          .values({ id: workspace.id, created_at: workspace.createdAt, ...toColumns(workspace) })
          .execute(),
      );
      await orTaken(work, nameTaken(workspace));
    },

    async updateWorkspace(workspace, audit) {
      const work = recorded(queries, audit, async (transaction) => {
        await assertWorkspace(transaction, workspace.id);
        await transaction
          .updateTable('workspaces')
          .set(toColumns(workspace))
          .where('id', '=', workspace.id)
          .execute();
      });
      await orTaken(work, nameTaken(workspace));
    },

    async findWorkspace(idOrName) {
      const found = (column: 'id' | 'name') =>
        queries.selectFrom('workspaces').selectAll().where(column, '=', idOrName).executeTakeFirst();
      const row = (await found('id')) ?? (await found('name'));
      return row && toWorkspace(row);
    },

    async listWorkspaces() {
      const rows = await queries
        .selectFrom('workspaces')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toWorkspace);
    },

    async setLicense(workspaceId, license, audit) {
      await recorded(queries, audit, async (transaction) => {
        await assertWorkspace(transaction, workspaceId);
        await transaction
          .updateTable('workspaces')
          .set({ license_from: license.from, license_until: license.until })
          .where('id', '=', workspaceId)
          .execute();
      });
    },

    async license(workspaceId) {
      const row = await boundTo(workspaceId)
        .selectFrom('workspaces')
        .select(['license_from', 'license_until'])
        .where('id', '=', workspaceId)
        .executeTakeFirst();
      if (row === undefined) throw noSuchWorkspace(workspaceId);
      return { from: row.license_from, until: row.license_until };
    },
  };
}

export function toColumns({ name, gstins, settings, retentionDays }: Workspace) {
  return {
    name,
    gstins: JSON.stringify(gstins),
    settings: JSON.stringify(settings),
    retention_days: retentionDays,
  };
}

export function toWorkspace(row: Selectable<WorkspaceTable>): Workspace {
  return {
    id: row.id,
    name: row.name,
    gstins: JSON.parse(row.gstins),
    settings: parseSettings(row.settings),
    retentionDays: row.retention_days,
    createdAt: row.created_at,
  };
}

function nameTaken({ name }: Workspace): string {
  return `There is a workspace named ${name} already: choose another name.`;
}
