import type { IngestedDocument } from '../contract/native.ts';
import type { CallOptions, TemplateType, UploadOptions, UploadResult } from './types.ts';

/** One document that was accepted, as the server keeps it. */
export type { IngestedDocument };

/**
 * Clear's words: created and queued are on their way; completed is done, with or without bad rows; discarded is deleted
 * or cancelled by a user; system feedback is an error of the file; an unplanned error is one of the server.
 */
export type ActivityStatus =
  | 'ACTIVITY_CREATED'
  | 'ACTIVITY_QUEUED'
  | 'ACTIVITY_COMPLETED'
  | 'ACTIVITY_DISCARDED'
  | 'SYSTEM_FEEDBACK'
  | 'UNPLANNED_ERROR';

/** What is wrong with a request or a file as a whole, in Clear's five keys. */
export interface FileError {
  readonly errorCode: string;
  readonly errorField: string | null;
  readonly errorValues: readonly string[] | null;
  readonly errorMessage: string;
  readonly errorResolution: string | null;
}

/** The counts of one own GSTIN; rows whose own GSTIN cannot be told stand under `UNKNOWN`, last. */
export interface GstinStats {
  readonly gstin: string;
  /** Of the valid rows. */
  readonly totalDocumentCount: number;
  readonly validRows: number;
  readonly invalidRows: number;
}

export interface TriggerOptions extends CallOptions {
  readonly templateType: TemplateType;
  /** The URL that the file was PUT to, whole or without its query. */
  readonly url: string;
  /** What people call the file. */
  readonly fileName: string;
  /** 24 hex digits. Default: Clear's own template of the register. */
  readonly templateId?: string | undefined;
  /** Accept documents of these own GSTINs only. Default: all of the workspace's. */
  readonly gstins?: readonly string[] | undefined;
  /** Echoed by the status. Default: none. */
  readonly externalId?: string | undefined;
}

/** The server's answer; what it leaves out is null, or an empty list. */
export interface TriggerAnswer {
  /** 24 hex digits. */
  readonly activityId: string;
  readonly externalId: string | null;
  readonly status: ActivityStatus;
  readonly errors: readonly FileError[];
}

export interface StatusOptions extends CallOptions {
  readonly templateType: TemplateType;
  readonly activityId: string;
}

/** The server's answer; what it leaves out is null, or an empty list. */
export interface StatusAnswer {
  readonly activityId: string;
  readonly externalId: string | null;
  readonly status: ActivityStatus;
  /** One entry per own GSTIN; null until completed. */
  readonly processingStats: readonly GstinStats[] | null;
  /** Null when no row was refused. The URL is a credential: it needs no token while it is valid. */
  readonly fileError: {
    readonly inputFileName: string;
    readonly status: string;
    readonly errorFileUrl: string;
  } | null;
  readonly errors: readonly FileError[];
}

/** What this server tells of an activity beyond Clear's status call. Times are RFC 3339. */
export interface ActivityView {
  readonly activityId: string;
  readonly templateType: TemplateType;
  readonly status: ActivityStatus;
  readonly userFileName: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** How many attempts were begun. */
  readonly attempt: number;
  readonly progress: ActivityProgress;
  readonly processingStats: readonly GstinStats[] | null;
  readonly errors: readonly FileError[];
  /** Findings by the code of their rule, errors and warnings. */
  readonly ruleCounts: Readonly<Record<string, number>>;
  /** Notices about the file as a whole. */
  readonly fileWarnings: readonly string[];
  readonly warningCount: number;
  /** Paths under the base URL; null where there is nothing to fetch (yet, or any more). A server of before may lack some. */
  readonly links?: Readonly<
    Partial<Record<'documents' | 'errors' | 'errorsWorkbook' | 'warnings', string | null>>
  >;
}

export interface ActivityProgress {
  readonly phase: 'waiting' | 'counting' | 'judging' | 'reporting' | 'settling' | 'done';
  /** Of the phase's own pass over the file. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly rowsRead: number;
  /** Seconds until the whole activity is done; null while that cannot be told. */
  readonly etaSeconds: number | null;
}

export interface ActivityOptions extends CallOptions {
  readonly activityId: string;
}

export interface WaitOptions extends StatusOptions {
  /** Told after each poll. Default: none. */
  readonly onStatus?: ((seen: SeenActivity) => void) | undefined;
  /** Milliseconds before the second poll; each further wait is half as long again. Default 500. */
  readonly pollDelayMs?: number | undefined;
  /** Milliseconds between two polls at most. Default 5,000. */
  readonly maxPollDelayMs?: number | undefined;
}

export interface SeenActivity {
  readonly activityId: string;
  readonly status: ActivityStatus;
  /** Null where the server has only Clear's status call. */
  readonly progress: ActivityProgress | null;
}

export interface ErrorFileOptions extends ActivityOptions {
  /** Which register it is, where that is known: the call then works on Clear, too. Default: the server is asked. */
  readonly templateType?: TemplateType | undefined;
  /** Default `csv`. `xlsx` shows in place what is wrong; it is made while it is sent. Not on Clear. */
  readonly format?: 'csv' | 'xlsx' | undefined;
}

export interface TemplateOptions extends CallOptions {
  readonly templateType: TemplateType;
  /** Default `xlsx`: with lists to choose from and every column explained. */
  readonly format?: 'xlsx' | 'csv' | undefined;
}

/** Two phases, one after the other: the bytes of the upload, then what the server tells of the rows. */
export type IngestProgress =
  | { readonly phase: 'upload'; readonly sent: number; readonly total: number | undefined }
  | ({ readonly phase: 'processing' } & SeenActivity);

export interface IngestOptions
  extends Omit<UploadOptions, 'onProgress'>,
    Pick<TriggerOptions, 'templateId' | 'gstins' | 'externalId'>,
    Pick<WaitOptions, 'pollDelayMs' | 'maxPollDelayMs'> {
  /** Default: none. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Told as soon as the activity exists: from then on it goes on without this client. Default: none. */
  readonly onActivity?: ((activityId: string) => void) | undefined;
}

export interface IngestResult {
  readonly upload: UploadResult;
  /** The final one: completed, discarded, system feedback or unplanned error. */
  readonly status: StatusAnswer;
}

/** The calls after the upload. Each is @throws GstIntakeError */
export interface IngestionCalls {
  /** Begins the ingestion of an uploaded file. Doing it twice gives the same activity, so it is tried again. */
  trigger(options: TriggerOptions): Promise<TriggerAnswer>;
  status(options: StatusOptions): Promise<StatusAnswer>;
  /** Polls until the activity has ended, well or not. */
  waitForActivity(options: WaitOptions): Promise<StatusAnswer>;
  /** Upload, trigger and wait. */
  ingest(options: IngestOptions): Promise<IngestResult>;
  /** The refused rows with what is wrong, to correct and send again; null when there is none (yet). */
  errorFile(options: ErrorFileOptions): Promise<ReadableStream<Uint8Array> | null>;
  /** Live counts; not on Clear. */
  activity(options: ActivityOptions): Promise<ActivityView>;
  /** Stops an activity that has not ended; nothing of it is kept. Not on Clear. */
  cancelActivity(options: ActivityOptions): Promise<ActivityView>;
  /** Undoes an activity that has ended: its documents stop counting. Not on Clear. */
  discardActivity(options: ActivityOptions): Promise<ActivityView>;
  /** The accepted documents, one by one as they come. Not on Clear. */
  documents(options: ActivityOptions): AsyncIterable<IngestedDocument>;
  /** The list of warnings as CSV; null when there are none (yet). Not on Clear. */
  warnings(options: ActivityOptions): Promise<ReadableStream<Uint8Array> | null>;
  /** A register to fill in, with an example in it. No token is sent. Not on Clear. */
  template(options: TemplateOptions): Promise<ReadableStream<Uint8Array>>;
}
