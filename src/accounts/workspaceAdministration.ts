import { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { readLicense, readQuota, readWhole, timestamp } from './administrationInput.ts';
import type { AuditAction, AuditEntry } from './audit.ts';
import type { License } from './license.ts';
import type { AccountStore } from './ports.ts';
import type { QuotaUse } from './quota.ts';
import { DEFAULT_WORKSPACE_SETTINGS, type Workspace } from './workspace.ts';
import { changedWorkspace, type WorkspaceInput } from './workspaceInput.ts';

const MAX_AUDIT_ENTRIES = 10_000;

export type { WorkspaceInput };

export function createWorkspaceAdministration(ports: AdministrationPorts) {
  const { accounts, now, newId } = ports;
  const entry = (action: AuditAction, workspaceId: string, detail: AuditEntry['detail']): AuditEntry => ({
    at: now(),
    workspaceId,
    actor: 'operator',
    action,
    subject: workspaceId,
    detail,
  });

  return {
    async workspaceCreate(input: WorkspaceInput & { readonly name: string }) {
      const blank = { id: newId(), name: input.name, gstins: [], retentionDays: null, createdAt: now() };
      const workspace = changedWorkspace({ ...blank, settings: DEFAULT_WORKSPACE_SETTINGS }, input, ports);
      await accounts.createWorkspace(workspace, entry('workspace.created', workspace.id, {}));
      return workspaceJson(workspace);
    },

    async workspaceUpdate(idOrName: string, input: WorkspaceInput) {
      const before = await findWorkspace(accounts, idOrName);
      const workspace = changedWorkspace(before, input, ports);
      const fields = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      if (fields.length === 0) throw new AppError('input_invalid', 'Nothing to change was given.');
      await accounts.updateWorkspace(
        workspace,
        entry('workspace.updated', workspace.id, { fields: fields.join(' ') }),
      );
      return workspaceJson(workspace);
    },

    async workspaceShow(idOrName: string) {
      const workspace = await findWorkspace(accounts, idOrName);
      const { id } = workspace;
      return {
        ...workspaceJson(workspace),
        license: licenseJson(id, await accounts.license(id)),
        quota: quotaJson(id, await accounts.quotaUse(id, now())),
        users: (await accounts.listUsers(id)).map((user) => ({
          userId: user.id,
          name: user.name,
          permissions: user.permissions,
          disabledAt: timestamp(user.disabledAt),
        })),
      };
    },

    async workspaceList() {
      return (await accounts.listWorkspaces()).map(workspaceJson);
    },

    async licenseSet(input: License & { readonly workspace: string }) {
      const { id } = await findWorkspace(accounts, input.workspace);
      const license = readLicense(input);
      await accounts.setLicense(id, license, entry('license.set', id, { ...license }));
      return licenseJson(id, license);
    },

    /** A limit of null lifts it; what is not given stays as it is. */
    async quotaSet(input: {
      workspace: string;
      limit?: number | null | undefined;
      per?: string | undefined;
      bytesLimit?: number | null | undefined;
    }) {
      const { workspace, limit, per, bytesLimit } = input;
      if (limit === undefined && per === undefined && bytesLimit === undefined) {
        throw new AppError(
          'input_invalid',
          'Nothing to change was given: a limit, bytes, or the window of both.',
        );
      }
      const { id } = await findWorkspace(accounts, workspace);
      const before = await accounts.quotaUse(id, now());
      const quota = readQuota({
        limit: limit === undefined ? before.limit : limit,
        per: per ?? before.per,
        bytesLimit: bytesLimit === undefined ? before.bytesLimit : bytesLimit,
      });
      await accounts.setQuota(id, quota, entry('quota.set', id, { ...quota }));
      return quotaJson(id, await accounts.quotaUse(id, now()));
    },

    /** Newest first. @param query.before epoch milliseconds: only entries older than that */
    async audit(query: { workspace: string | undefined; before?: number | undefined; limit: number }) {
      const limit = readWhole('limit', query.limit, { min: 1, max: MAX_AUDIT_ENTRIES });
      const workspaceId =
        query.workspace === undefined ? undefined : (await findWorkspace(accounts, query.workspace)).id;
      const { before } = query;
      const entries = await accounts.listAudit({
        limit,
        ...(workspaceId === undefined ? {} : { workspaceId }),
        ...(before === undefined ? {} : { before }),
      });
      return entries.map((each) => ({ ...each, at: timestamp(each.at) }));
    },
  };
}

/** @throws AppError not_found */
export async function findWorkspace(
  accounts: Pick<AccountStore, 'findWorkspace'>,
  idOrName: string,
): Promise<Workspace> {
  const workspace = await accounts.findWorkspace(idOrName);
  if (workspace !== undefined) return workspace;
  throw new AppError(
    'not_found',
    `There is no workspace with the id or name '${idOrName}'. 'admin workspace list' shows them.`,
  );
}

function workspaceJson({ id, name, gstins, settings, retentionDays }: Workspace) {
  return { workspaceId: id, name, gstins, settings: { ...settings }, retentionDays };
}

function licenseJson(workspaceId: string, { from, until }: License) {
  return { workspaceId, from, until };
}

function quotaJson(workspaceId: string, { limit, per, used, bytesLimit, bytesUsed }: QuotaUse) {
  return { workspaceId, limit, per, used, bytesLimit, bytesUsed };
}
