import { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { readLicense, readName, readWhole, readWindow, refused, timestamp } from './administrationInput.ts';
import type { AuditAction, AuditEntry } from './audit.ts';
import type { License } from './license.ts';
import type { AccountStore } from './ports.ts';
import type { QuotaUse } from './quota.ts';
import { DEFAULT_WORKSPACE_SETTINGS, type Workspace, type WorkspaceSettings } from './workspace.ts';

const MAX_TURNOVER_CRORE = 100_000_000;
const MAX_TOKEN_GRACE_SECONDS = 30 * 86_400;
const MAX_QUOTA = 1_000_000_000_000;
const MAX_AUDIT_ENTRIES = 10_000;

/** What may be given when a workspace is made or changed; absent = the default, or as it was. */
export interface WorkspaceInput extends Partial<WorkspaceSettings> {
  readonly name?: string;
  /** Empty = any valid GSTIN is accepted. */
  readonly gstins?: readonly string[];
}

export function createWorkspaceAdministration({ accounts, now, newId, parseGstin }: AdministrationPorts) {
  function readGstins(texts: readonly string[], sandbox: boolean): string[] {
    const gstins = texts.map((text) => {
      const parsed = parseGstin(text, { sandbox });
      if ('gstin' in parsed) return parsed.gstin;
      const isListed = 'gstin' in parseGstin(text, { sandbox: true });
      const hint = isListed ? '; this one is a sandbox GSTIN, which needs --sandbox-gstins' : '';
      throw refused('gstins', text, `GSTINs of 15 letters and digits with the right check character${hint}`);
    });
    return [...new Set(gstins)];
  }

  /** `from` with what `input` changes. */
  function changed(from: Workspace, input: WorkspaceInput): Workspace {
    const { name = from.name, gstins = from.gstins, ...flags } = input;
    const given = Object.entries(flags).filter(([, value]) => value !== undefined);
    const settings = checkSettings({ ...from.settings, ...Object.fromEntries(given) });
    return {
      ...from,
      name: readName('name', name),
      gstins: readGstins(gstins, settings.sandboxGstins),
      settings,
    };
  }

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
      const blank = { id: newId(), name: input.name, gstins: [], createdAt: now() };
      const workspace = changed({ ...blank, settings: DEFAULT_WORKSPACE_SETTINGS }, input);
      await accounts.createWorkspace(
        workspace,
        entry('workspace.created', workspace.id, { name: workspace.name }),
      );
      return workspaceJson(workspace);
    },

    async workspaceUpdate(idOrName: string, input: WorkspaceInput) {
      const before = await findWorkspace(accounts, idOrName);
      const workspace = changed(before, input);
      const fields = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      if (fields.length === 0) throw new AppError('input_invalid', 'Nothing to change was given.');
      const renaming =
        workspace.name === before.name ? {} : { oldName: before.name, newName: workspace.name };
      await accounts.updateWorkspace(
        workspace,
        entry('workspace.updated', workspace.id, { fields: fields.join(' '), ...renaming }),
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

    /** A limit of null lifts the quota. */
    async quotaSet(input: { workspace: string; limit: number | null; per: string }) {
      const { id } = await findWorkspace(accounts, input.workspace);
      const per = readWindow(input.per);
      const limit = input.limit === null ? null : readWhole('limit', input.limit, { min: 0, max: MAX_QUOTA });
      await accounts.setQuota(id, { limit, per }, entry('quota.set', id, { limit, per }));
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
export async function findWorkspace(accounts: AccountStore, idOrName: string): Promise<Workspace> {
  const workspace = await accounts.findWorkspace(idOrName);
  if (workspace !== undefined) return workspace;
  throw new AppError(
    'not_found',
    `There is no workspace with the id or name '${idOrName}'. 'admin workspace list' shows them.`,
  );
}

function checkSettings(settings: WorkspaceSettings): WorkspaceSettings {
  const { turnoverCrore, tokenGraceSeconds, hsnBlank } = settings;
  if (turnoverCrore !== null && !(turnoverCrore >= 0 && turnoverCrore <= MAX_TURNOVER_CRORE)) {
    throw refused('turnoverCrore', turnoverCrore, `crore rupees from 0 to ${MAX_TURNOVER_CRORE}, or none`);
  }
  if (hsnBlank !== 'error' && hsnBlank !== 'warn') throw refused('hsnBlank', hsnBlank, 'error, warn');
  readWhole('tokenGraceSeconds', tokenGraceSeconds, { min: 0, max: MAX_TOKEN_GRACE_SECONDS });
  return settings;
}

function workspaceJson({ id, name, gstins, settings }: Workspace) {
  return { workspaceId: id, name, gstins, settings: { ...settings } };
}

function licenseJson(workspaceId: string, { from, until }: License) {
  return { workspaceId, from, until };
}

function quotaJson(workspaceId: string, { limit, per, used }: QuotaUse) {
  return { workspaceId, limit, per, used };
}
