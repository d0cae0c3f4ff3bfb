/** What happened, in the past tense of the thing it happened to. */
export const AUDIT_ACTIONS = [
  'workspace.created',
  'workspace.updated',
  'workspace.erased',
  'storage_key.rotated',
  'license.set',
  'quota.set',
  'user.created',
  'user.disabled',
  'token.created',
  'token.revoked',
  'session.started',
  'session.ended',
  'client_secret.created',
  'client_secret.revoked',
  'upload.issued',
  'upload.landed',
  'upload.pinned',
  'upload.refused',
  'uploads.closed_unused',
  'uploads.expired',
  'files.swept',
  'activity.triggered',
  'activity.ended',
  'activity.cancelled',
  'activity.discarded',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * One line of the trail: it is only ever added to. `upload.issued` lines are read from the uploads themselves,
 * which are never deleted either, so that issuing costs one row and not two.
 */
export interface AuditEntry {
  readonly at: number;
  readonly workspaceId: string | null;
  /** Who did it: a user's id, `operator` (a command on the host), `sweep` or `worker`. */
  readonly actor: string;
  readonly action: AuditAction;
  /** The id of what it was done to. */
  readonly subject: string;
  /** Further facts, never a secret, a URL or a name: what is written here outlives the erasure of its workspace. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
