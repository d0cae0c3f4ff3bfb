import type { TokenHolder } from '../accounts/admission.ts';
import { isPermission, type Permission } from '../accounts/permission.ts';
import { DEFAULT_WORKSPACE_SETTINGS, type WorkspaceSettings } from '../accounts/workspace.ts';

/** Everything that admission judges about tokens; the caller adds the WHERE. */
export const SELECT_HOLDERS = `
  SELECT t.hash, t.id AS token_id, u.id AS user_id, u.workspace_id, t.expires_at, t.revoked_at, t.last_used_at,
    u.disabled_at, u.permissions, w.license_from, w.license_until, w.settings, w.retention_days
  FROM tokens t JOIN users u ON u.id = t.user_id JOIN workspaces w ON w.id = u.workspace_id`;

export interface HolderRow {
  readonly hash: string;
  readonly token_id: string;
  readonly user_id: string;
  readonly workspace_id: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
  readonly disabled_at: number | null;
  readonly permissions: string;
  readonly license_from: string | null;
  readonly license_until: string | null;
  readonly settings: string;
  readonly retention_days: number | null;
}

export function toHolder(row: HolderRow): TokenHolder {
  return {
    tokenId: row.token_id,
    userId: row.user_id,
    workspaceId: row.workspace_id,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    userDisabledAt: row.disabled_at,
    permissions: parsePermissions(row.permissions),
    license: { from: row.license_from, until: row.license_until },
    singleUse: parseSettings(row.settings).singleUse,
    lastUsedAt: row.last_used_at,
    retentionDays: row.retention_days,
  };
}

/** Permissions that this version does not know grant nothing. */
export function parsePermissions(text: string): Permission[] {
  return text.split(',').filter(isPermission);
}

/** Settings younger than the row have their defaults. */
export function parseSettings(text: string): WorkspaceSettings {
  const stored: Partial<WorkspaceSettings> = JSON.parse(text);
  return { ...DEFAULT_WORKSPACE_SETTINGS, ...stored };
}
