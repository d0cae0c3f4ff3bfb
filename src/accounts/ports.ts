import type { TokenHolder } from './admission.ts';
import type { AuditEntry } from './audit.ts';
import type { TokenPlan, WantedToken } from './clientSecret.ts';
import type { License } from './license.ts';
import type { Permission } from './permission.ts';
import type { Quota, QuotaUse } from './quota.ts';
import type { SessionPlan, WantedSession } from './session.ts';
import type { Usage, UsageQuery } from './usage.ts';
import type { Workspace } from './workspace.ts';

export interface User {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: number;
  readonly disabledAt: number | null;
}

export interface Token {
  readonly id: string;
  readonly userId: string;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
}

/** With whose it is. */
export interface ListedToken extends Token {
  readonly workspaceId: string;
  readonly userName: string;
  /** Of a session: the token that was given for it. */
  readonly parentTokenId: string | null;
}

export interface ClientSecret {
  readonly id: string;
  readonly userId: string;
  readonly hash: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** A workspace with what belongs to it. */
export interface Company {
  readonly workspace: Workspace;
  readonly license: License;
  readonly quota: Quota;
  readonly users: readonly User[];
}

/** A company that is not there yet, with the entries that tell of it. */
export interface NewCompany {
  readonly workspace: Workspace;
  readonly license: License;
  /** Null = no limit of any kind. */
  readonly quota: Quota | null;
  readonly user: User | null;
  readonly token: Token | null;
  readonly audits: readonly AuditEntry[];
}

/** A quota to be set for a workspace, with the entry that tells of it. */
export interface QuotaChange {
  readonly workspaceId: string;
  readonly quota: Quota;
  readonly audit: AuditEntry;
}

/** Each write also appends the audit entry given with it, in the same transaction. */
export interface AccountStore {
  /** @throws AppError conflict when the name is taken */
  createWorkspace(workspace: Workspace, audit: AuditEntry): Promise<void>;
  updateWorkspace(workspace: Workspace, audit: AuditEntry): Promise<void>;
  /** By id or by name. */
  findWorkspace(idOrName: string): Promise<Workspace | undefined>;
  listWorkspaces(): Promise<Workspace[]>;
  /** All of them. */
  companies(): Promise<Company[]>;
  /** Many at once; nothing was issued to any of them yet. @throws AppError conflict when a name is taken */
  createCompanies(companies: readonly NewCompany[]): Promise<void>;
  setLicense(workspaceId: string, license: License, audit: AuditEntry): Promise<void>;
  license(workspaceId: string): Promise<License>;
  /** Counts the uploads already issued in the window that holds `now` as used. */
  setQuota(workspaceId: string, quota: Quota, audit: AuditEntry): Promise<void>;
  /** Many at once, in one transaction. */
  setQuotas(changes: readonly QuotaChange[]): Promise<void>;
  quotaUse(workspaceId: string, now: number): Promise<QuotaUse>;
  /** Of every workspace that has a limit, by its id. */
  limitedQuotas(now: number): Promise<ReadonlyMap<string, QuotaUse>>;
  /** @throws AppError conflict when the workspace has a user of that name */
  createUser(user: User, audit: AuditEntry): Promise<void>;
  /** By id or by name; a name that several workspaces use is a conflict. */
  findUser(idOrName: string): Promise<User | undefined>;
  listUsers(workspaceId: string): Promise<User[]>;
  /** Also closes the user's open uploads; says how many, here and in the entry's `closedUploads`. */
  disableUser(userId: string, at: number, audit: AuditEntry): Promise<number>;
  createToken(token: Token, audit: AuditEntry): Promise<void>;
  findToken(id: string): Promise<ListedToken | undefined>;
  /** Without sessions, and tokens that a client secret fetched, that have ended: there may be hundreds a day. */
  listTokens(query: {
    readonly workspaceId?: string | undefined;
    readonly now: number;
  }): Promise<ListedToken[]>;
  /**
   * Also ends its sessions and closes the open uploads issued with it or them, and says how many, here and in the entry;
   * undefined when no such token.
   */
  revokeToken(tokenId: string, at: number, audit: AuditEntry): Promise<number | undefined>;
  /** Raises `lastUsedAt` to `at` where it is older. */
  touchTokens(tokenIds: readonly string[], at: number): Promise<void>;
  /** The holder of a live or dead token, for calls that issue nothing. */
  findTokenHolder(hash: string): Promise<TokenHolder | undefined>;
  /**
   * One transaction: judges by `planSession` on what it reads there and records the session. It ends with its parent, in
   * whatever way that ends. @throws AppError as `planSession`
   */
  startSession(wanted: WantedSession): Promise<SessionPlan>;
  /** URLs that were issued with it stay good. False when no such session is good. */
  endSession(hash: string, at: number): Promise<boolean>;
  createClientSecret(secret: ClientSecret, audit: AuditEntry): Promise<void>;
  /**
   * One transaction: judges by `planToken` on what it reads there, records the token, ends the secret's earlier ones.
   * URLs that were issued with those stay good. @throws AppError as `planToken`
   */
  fetchToken(wanted: WantedToken): Promise<TokenPlan>;
  /**
   * Also ends the tokens fetched with it, and their sessions, and closes the uploads that are open with them, and says how many in the entry,
   * which is the workspace's whose secret it was. False when no such secret is in use.
   */
  revokeClientSecret(id: string, at: number, audit: Omit<AuditEntry, 'workspaceId'>): Promise<boolean>;
  /** By workspace id; a workspace without any is left out. */
  usage(query: UsageQuery): Promise<ReadonlyMap<string, Usage>>;
  /** For what was done to many uploads at once and belongs to no other write. */
  appendAudit(audit: AuditEntry): Promise<void>;
  /** Newest first, at most `limit` entries older than `before`; includes what uploads themselves record. */
  listAudit(query: { workspaceId?: string; before?: number; limit: number }): Promise<AuditEntry[]>;
}
