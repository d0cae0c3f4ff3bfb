import type { ActivityStatus, ActivityView, FileError, GstinStats } from './activityTypes.ts';
import type { IngestFileOptions, Ingestion, SeenActivity } from './ingestFileTypes.ts';
import type { CallOptions, TemplateType } from './types.ts';

/** One document that was accepted, as the server keeps it. */
export interface IngestedDocument {
  readonly register: TemplateType;
  readonly ownGstin: string;
  readonly number: string;
  /** 2026: from April 2026 to March 2027. */
  readonly financialYear: number;
  readonly type: string;
  readonly isAmendment: boolean;
  /** Purchases: who the supplier is; sales: empty. */
  readonly party: string;
  /** `yyyy-mm-dd`. */
  readonly date: string;
  readonly lineCount: number;
  /** Rupees. */
  readonly taxable: number;
  /** Rupees: CGST, SGST, IGST and cess. */
  readonly tax: number;
  readonly isDeleted: boolean;
  readonly isCancelled: boolean;
  /** The activity whose version of this document counts now. */
  readonly supersededBy: string | null;
  readonly header: Readonly<Record<string, string | number | boolean>>;
  readonly lines: readonly Readonly<Record<string, string | number | boolean>>[];
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
  /** The activity whose refused rows this file sends again, corrected: of the same register. Default: none. Not on Clear. */
  readonly corrects?: string | undefined;
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

export interface ActivityOptions extends CallOptions {
  readonly activityId: string;
}

export interface WaitOptions extends StatusOptions {
  /** Told after each poll. Default: none. */
  readonly onStatus?: ((seen: SeenActivity) => void) | undefined;
  /**
   * Milliseconds between two polls at most. Default 3,000. The first wait is 500, each further one half as long again.
   */
  readonly pollDelayMs?: number | undefined;
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

/** The calls after the upload. Each is @throws GstIntakeError */
export interface IngestionCalls {
  /** Begins the ingestion of an uploaded file. Doing it twice gives the same activity, so it is tried again. */
  trigger(options: TriggerOptions): Promise<TriggerAnswer>;
  status(options: StatusOptions): Promise<StatusAnswer>;
  /** Polls until the activity has ended, well or not. */
  waitForActivity(options: WaitOptions): Promise<StatusAnswer>;
  /** All of it in one call: upload, trigger, and progress until the activity has ended. */
  ingestFile(options: IngestFileOptions): Ingestion;
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
