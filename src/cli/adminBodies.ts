/** What `admin …` asks of the server side, and the JSON that it prints. */

export interface WorkspaceFlags {
  readonly name?: string;
  readonly gstins?: readonly string[];
  readonly sandboxGstins?: boolean;
  readonly monthFirst?: boolean;
  readonly singleUse?: boolean;
  readonly sez?: boolean;
  readonly turnoverCrore?: number | null;
  readonly hsnMaster?: boolean;
  readonly hsnBlank?: 'error' | 'warn';
  readonly tokenGraceSeconds?: number;
  /** Null = as the installation says. */
  readonly retentionDays?: number | null;
}

export interface WorkspaceJson {
  readonly workspaceId: string;
  readonly name: string;
  readonly gstins: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly retentionDays: number | null;
}

export interface LicenseJson {
  readonly workspaceId: string;
  readonly from: string | null;
  readonly until: string | null;
}

export interface QuotaJson {
  readonly workspaceId: string;
  readonly limit: number | null;
  readonly per: string;
  readonly used: number;
  readonly bytesLimit: number | null;
  readonly bytesUsed: number;
}

export interface UserJson {
  readonly userId: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

export interface TokenJson {
  readonly token: string;
  readonly tokenId: string;
  /** RFC 3339, or null for never. */
  readonly expiresAt: string | null;
}

export interface TokenListEntry {
  readonly tokenId: string;
  readonly workspaceId: string;
  readonly userName: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Of a session in a browser: the token that it was begun with. */
  readonly parentTokenId: string | null;
}

export interface AuditJson {
  readonly at: string;
  readonly workspaceId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface HsnImportJson {
  /** The file of rule tables that has the list now. */
  readonly file: string;
  /** How many codes, headings included. */
  readonly goods: number;
  readonly services: number;
  /** Codes that had lost a zero in front. */
  readonly repaired: number;
  /** Cells in a column of codes that held none. */
  readonly passedOver: number;
}

export interface StorageKeyRotationJson {
  readonly accessKeyId: string;
  /** RFC 3339: when the URLs of older keys are refused. */
  readonly olderVerifyUntil: string;
  /** Uploads that may have been waiting for a file and whose URLs are refused from now on. */
  readonly openUploadsEnded: number;
}

export interface StorageKeyJson {
  readonly accessKeyId: string;
  /** The key of the settings or of the data directory. */
  readonly isRoot: boolean;
  /** `unreadable`: sealed under another root key. */
  readonly state: 'signs' | 'verifies' | 'ended' | 'unreadable';
  /** RFC 3339; null for a root key. */
  readonly createdAt: string | null;
  readonly replacedAt: string | null;
  readonly verifiesUntil: string | null;
}

export interface ImportedCompanyJson {
  /** Of the list. */
  readonly row: number;
  readonly action: 'created' | 'updated' | 'unchanged';
  readonly workspaceId: string;
  readonly name: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly tokenId: string | null;
  readonly token: string | null;
  /** RFC 3339. */
  readonly expiresAt: string | null;
}

export interface CompanyImportJson {
  /** With any, nothing was imported. */
  readonly problems: readonly {
    readonly row: number;
    readonly column: string;
    readonly value: string;
    readonly problem: string;
  }[];
  readonly companies: readonly ImportedCompanyJson[];
  readonly notices: readonly string[];
}

export interface ErasureJson {
  readonly workspaceId: string;
  readonly name: string;
  /** False: it was only looked at, or files may still arrive. */
  readonly isErased: boolean;
  /** ISO time: until then direct URLs may bring files, and it must be done again after it. Null = none can, or it was only looked at. */
  readonly mayArriveUntil: string | null;
  /** The bucket keeps old versions, so that what was removed is still there as such. */
  readonly versionsStay: boolean;
  readonly users: number;
  readonly uploads: number;
  readonly activities: number;
  readonly files: number;
  readonly bytes: number;
  /** Ingestions that had not ended. */
  readonly cancelled: number;
  /** The command that must be given once more later; null where all is done, or it was only looked at. */
  readonly again: string | null;
}

/** Files of a company that are looked for or removed. */
export interface ErasureProgress {
  readonly phase: 'looking' | 'removing';
  readonly done: number;
  readonly total: number;
}

export interface UsageJson {
  readonly workspaceId: string;
  readonly name: string;
  /** First and last day. */
  readonly from: string;
  readonly until: string;
  readonly urlsIssued: number;
  readonly uploadsLanded: number;
  readonly bytesLanded: number;
  /** By state. */
  readonly activities: Readonly<Record<string, number>>;
  readonly rowsValid: number;
  readonly rowsInvalid: number;
  readonly documents: number;
  readonly filesKept: number;
  readonly bytesKept: number;
}

/** Workspaces and users are named by id or unique name. */
export interface AdminBodies {
  workspaceCreate(flags: WorkspaceFlags & { readonly name: string }): Promise<WorkspaceJson>;
  workspaceUpdate(workspace: string, flags: WorkspaceFlags): Promise<WorkspaceJson>;
  workspaceShow(workspace: string): Promise<
    WorkspaceJson & {
      license: LicenseJson;
      quota: QuotaJson;
      users: (UserJson & { disabledAt: string | null })[];
    }
  >;
  workspaceList(): Promise<WorkspaceJson[]>;
  /** A list of companies, all of it or nothing: its path, or its bytes. */
  workspaceImport(
    list: string | Uint8Array,
    options: { update: boolean; dryRun: boolean; tokensTo: string | undefined; ignoreColumns: boolean },
  ): Promise<CompanyImportJson>;
  companyTemplate(): Promise<Uint8Array>;
  /** `confirm`: its name, without which nothing is erased; `filesAreGone`: also where files on record are not found. */
  workspaceErase(
    workspace: string,
    options: {
      confirm: string | undefined;
      filesAreGone: boolean;
      onProgress?: (progress: ErasureProgress) => void;
    },
  ): Promise<ErasureJson>;
  licenseSet(input: { workspace: string; from: string | null; until: string | null }): Promise<LicenseJson>;
  /** What is not given stays as it is. */
  quotaSet(input: {
    workspace: string;
    limit?: number | null | undefined;
    per?: string | undefined;
    bytesLimit?: number | null | undefined;
  }): Promise<QuotaJson>;
  userCreate(input: { workspace: string; name: string; permissions: readonly string[] }): Promise<UserJson>;
  userDisable(user: string): Promise<UserJson & { closedUploads: number }>;
  tokenCreate(input: { user: string; expiresInSeconds: number | null }): Promise<TokenJson>;
  tokenList(workspace: string | undefined): Promise<TokenListEntry[]>;
  tokenRevoke(tokenId: string): Promise<{ tokenId: string; closedUploads: number }>;
  clientSecretCreate(input: { user: string }): Promise<{ clientSecret: string; clientSecretId: string }>;
  clientSecretRevoke(clientSecretId: string): Promise<{ clientSecretId: string }>;
  /** `newRoot`: the servers have another root key than the one that sealed the newest key. */
  storageKeyRotate(input: { atOnce: boolean; newRoot: boolean }): Promise<StorageKeyRotationJson>;
  storageKeyList(): Promise<StorageKeyJson[]>;
  /** Makes the HSN list of the installation from all codes of these files. */
  hsnImport(files: readonly string[], options: { signal: AbortSignal }): Promise<HsnImportJson>;
  /** Dates as yyyy-mm-dd, the month as yyyy-mm. */
  usage(query: {
    workspace?: string | undefined;
    from?: string | undefined;
    until?: string | undefined;
    month?: string | undefined;
  }): Promise<UsageJson[]>;
  /** `before` in epoch milliseconds. */
  audit(query: {
    workspace: string | undefined;
    before?: number | undefined;
    limit: number;
  }): Promise<AuditJson[]>;
}
