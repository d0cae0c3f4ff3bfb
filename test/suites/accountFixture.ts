import { randomBytes, randomUUID } from 'node:crypto';
import type { AdmissionRequest } from '../../src/accounts/admission.ts';
import type { AuditAction, AuditEntry } from '../../src/accounts/audit.ts';
import type { License } from '../../src/accounts/license.ts';
import type { Permission } from '../../src/accounts/permission.ts';
import type { AccountStore } from '../../src/accounts/ports.ts';
import { type Quota, UNLIMITED_QUOTA } from '../../src/accounts/quota.ts';
import { secretHash } from '../../src/accounts/token.ts';
import { DEFAULT_WORKSPACE_SETTINGS, type WorkspaceSettings } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import type { Upload, WantedUpload } from '../../src/uploads/upload.ts';

/** 2026-04-10 12:00 in India. */
export const NOON = Date.UTC(2026, 3, 10, 6, 30);

export interface Account {
  readonly workspaceId: string;
  readonly userId: string;
  readonly tokenId: string;
  readonly tokenHash: string;
}

export function entry(action: AuditAction, facts: Partial<AuditEntry> = {}): AuditEntry {
  return { at: NOON, workspaceId: null, actor: 'operator', action, subject: 'subject', detail: {}, ...facts };
}

/** A workspace with one user and one token. */
export async function openAccount(
  accounts: AccountStore,
  options: {
    readonly permissions?: readonly Permission[];
    readonly settings?: Partial<WorkspaceSettings>;
    readonly quota?: Partial<Quota>;
    readonly retentionDays?: number;
    readonly license?: License;
  } = {},
): Promise<Account> {
  const workspaceId = randomUUID();
  await accounts.createWorkspace(
    {
      id: workspaceId,
      name: `workspace ${workspaceId}`,
      gstins: ['29AABCT1332L1ZX'],
      settings: { ...DEFAULT_WORKSPACE_SETTINGS, ...options.settings },
      retentionDays: options.retentionDays ?? null,
      createdAt: NOON,
    },
    entry('workspace.created', { workspaceId }),
  );
  if (options.quota) {
    const quota = { ...UNLIMITED_QUOTA, ...options.quota };
    await accounts.setQuota(workspaceId, quota, entry('quota.set', { workspaceId }));
  }
  if (options.license) {
    await accounts.setLicense(workspaceId, options.license, entry('license.set', { workspaceId }));
  }
  return openUser(accounts, workspaceId, options.permissions ?? ['invoice.create']);
}

export async function openUser(
  accounts: AccountStore,
  workspaceId: string,
  permissions: readonly Permission[] = ['invoice.create'],
): Promise<Account> {
  const userId = randomUUID();
  await accounts.createUser(
    { id: userId, workspaceId, name: `user ${userId}`, permissions, createdAt: NOON, disabledAt: null },
    entry('user.created', { workspaceId }),
  );
  return { workspaceId, userId, ...(await openToken(accounts, userId)) };
}

export async function openToken(
  accounts: AccountStore,
  userId: string,
  expiresAt: number | null = null,
): Promise<{ tokenId: string; tokenHash: string }> {
  const tokenId = randomUUID();
  const tokenHash = secretHash(`token ${tokenId}`);
  await accounts.createToken(
    { id: tokenId, userId, hash: tokenHash, createdAt: NOON, expiresAt, revokedAt: null, lastUsedAt: null },
    entry('token.created'),
  );
  return { tokenId, tokenHash };
}

export function wanted(facts: Partial<WantedUpload> = {}): WantedUpload {
  return {
    uploadId: randomBytes(16).toString('hex'),
    templateType: 'sales',
    fileContentType: 'XLSX',
    fileName: 'sales april.xlsx',
    ...facts,
  };
}

export function requestOf(
  account: { readonly tokenHash: string },
  facts: Partial<WantedUpload> = {},
): AdmissionRequest<WantedUpload> {
  return { tokenHash: account.tokenHash, wanted: wanted(facts) };
}

/** One upload, issued at `at`. */
export async function issue(
  database: Database,
  account: { readonly tokenHash: string },
  at: number,
): Promise<Upload> {
  const request = requestOf(account);
  const [outcome] = await database.uploads.admit([request], at);
  if (outcome === undefined || outcome instanceof Error) throw outcome;
  const upload = await database.uploads.find({ issuedAt: at, uploadId: outcome.wanted.uploadId });
  if (upload === undefined) throw new Error('the upload was not recorded');
  return upload;
}

let puts = 0;

/** A whole PUT to that upload. */
export function putTo(upload: Pick<Upload, 'issuedAt' | 'uploadId'>, at: number) {
  puts += 1;
  const { issuedAt, uploadId } = upload;
  return { issuedAt, uploadId, putId: `put${puts}`, bytes: 10 + puts, sha256: secretHash(`${puts}`), at };
}
