import type { AdminBodies, WorkspaceFlags } from './adminBodies.ts';

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
