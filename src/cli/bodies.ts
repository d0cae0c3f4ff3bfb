/**
 * What the command line asks of the server side. `main` hands an implementation in, so that client commands load
 * no database and no server. JSON shapes are those that `--json` prints; a refusal is an AppError.
 */
export interface CommandBodies extends IngestionBodies {
  serve(flags: ServeFlags): Promise<void>;
  migrate(): Promise<{ from: number; to: number }>;
  doctor(): Promise<DoctorFinding[]>;
  backup(
    file: string,
    options: { withKeys: boolean; onProgress: Progress; signal: AbortSignal },
  ): Promise<BackupSummary>;
  restore(file: string, options: { onProgress: Progress; signal: AbortSignal }): Promise<RestoreSummary>;
  /** Moves an installation on SQLite and disk into what the settings name. */
  transfer(from: string, options: TransferOptions): Promise<TransferSummary>;
  readonly admin: AdminBodies;
}

/** The bodies of the commands around ingestion. */
export interface IngestionBodies {
  /** An ingestion worker alone, until Ctrl-C or SIGTERM. */
  worker(): Promise<void>;
  /** Judges a file with the rules of the server, without server, database or settings. */
  validate(file: string, options: ValidateOptions): Promise<ValidationJson>;
  /** A register to fill in, with examples. */
  template(register: 'sales' | 'purchase', format: 'xlsx' | 'csv'): Promise<Uint8Array>;
  /** The first sheet row by row as the reader sees it, before any meaning: cell texts, empty cells ''. */
  preview(file: string, options: PreviewOptions): AsyncIterable<readonly string[]>;
}

/** Loads the server side for the flags that every operator command takes; called once, when such a command runs. */
export type OpenBodies = (flags: OperatorFlags) => Promise<CommandBodies>;

export interface OperatorFlags {
  /** Wins over GST_INTAKE_DATA_DIR. */
  readonly dataDir?: string;
}

export interface ServeFlags {
  readonly port?: string;
  readonly host?: string;
  /** An emulator for those who write clients, instead of a real server. */
  readonly emulate?: boolean;
  /** False: no worker process beside the server. */
  readonly worker?: boolean;
}

export interface PreviewOptions {
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  /** How many rows at most. */
  readonly rows: number;
  readonly signal: AbortSignal;
  /** Told at the end of what was odd about the file and was read all the same. */
  onNotice(message: string): void;
}

export interface ValidateOptions {
  readonly templateType: 'sales' | 'purchase';
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  /** What a workspace would be set to; what is absent is as a new workspace has it. */
  readonly settings: Omit<WorkspaceFlags, 'name' | 'singleUse' | 'tokenGraceSeconds' | 'retentionDays'>;
  readonly onProgress: (pass: PassProgress) => void;
  readonly errorFileFormat: 'csv' | 'xlsx';
  /** Takes the error file piece by piece; never called where no row is refused. */
  readonly onErrorFile: (chunk: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal;
}

/** How far one pass over a file is. */
export interface PassProgress {
  readonly phase: 'waiting' | 'counting' | 'judging' | 'reporting' | 'settling' | 'done';
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly rowsRead: number;
}

export interface ValidationJson {
  /** One entry per own GSTIN, `UNKNOWN` last; null where the file as a whole is refused. */
  readonly processingStats:
    | readonly {
        readonly gstin: string;
        readonly totalDocumentCount: number;
        readonly validRows: number;
        readonly invalidRows: number;
      }[]
    | null;
  /** One per rule that refused rows, most rows first; or what is wrong with the file as a whole. */
  readonly errors: readonly FindingJson[];
  /** Likewise the rules that warned; a notice about the whole file has no rows. */
  readonly warnings: readonly FindingJson[];
}

/** Clear's five keys, for the first row concerned, with how often and where. */
export interface FindingJson {
  /** The rule's code such as `G03`, or that of an error of the file. */
  readonly errorCode: string;
  readonly errorField: string | null;
  readonly errorValues: readonly string[] | null;
  readonly errorMessage: string;
  readonly errorResolution: string | null;
  readonly count: number;
  /** The first rows concerned, five at most, as the file numbers them. */
  readonly rows: readonly number[];
}

/** Called as work goes on; `total` is undefined until it is known. Units are bytes. */
export type Progress = (done: number, total: number | undefined) => void;

export interface DoctorFinding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly found: string;
  /** What to do about it; null when nothing is. */
  readonly remedy: string | null;
}

export interface BackupSummary {
  readonly file: string;
  readonly uploads: number;
  readonly bytes: number;
  readonly withKeys: boolean;
  /** `bucket`: the archive has none of the uploaded files. */
  readonly filesIn: 'archive' | 'bucket';
}

export interface RestoreSummary extends BackupSummary {
  /** Where the next start has its signing key from: out of the archive, the settings, the directory as it was, or a new one. */
  readonly signingKey: 'restored' | 'settings' | 'kept' | 'new';
}

export interface TransferOptions {
  readonly dryRun: boolean;
  readonly skipDamaged: boolean;
  readonly verifyHashes: boolean;
  /** Files in bytes, all else in rows. */
  readonly onStep: (step: {
    readonly doing: 'reading' | 'accounts' | 'documents' | 'files' | 'checking';
    readonly done: number;
    readonly total: number;
  }) => void;
  readonly signal: AbortSignal;
}

export interface TransferSummary {
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly workspaces: number;
  readonly documents: number;
  readonly files: number;
  readonly bytes: number;
  /** Left behind. */
  readonly damaged: readonly { readonly name: string; readonly problem: 'missing' | 'altered' }[];
  /** An earlier run had begun it. */
  readonly isResumed: boolean;
  /** Ids of keys whose URLs are refused in the target, because nothing opens them. */
  readonly lostKeys: readonly string[];
  /** False: URLs issued before work only if their key was the one of the target's settings. */
  readonly isOldKeyKnown: boolean;
  /** Whether the source is marked as moved, so that no server starts on it any more. */
  readonly isSourceClosed: boolean;
  /** A file of rule tables that each server needs a copy of. */
  readonly rulesFile: string | null;
}

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
