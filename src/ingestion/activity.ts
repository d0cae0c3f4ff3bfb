import type { TemplateType } from '../uploads/upload.ts';

/**
 * An activity's life; the row is the job:
 * `queued` → `running` (claimed by a worker for a lease) → `completed` | `refused` (SYSTEM_FEEDBACK: an error of the file)
 * | `failed` (UNPLANNED_ERROR, attempts used up). `discarded`: cancelled before the end, or undone after it.
 */
export type ActivityState = 'queued' | 'running' | 'completed' | 'refused' | 'failed' | 'discarded';

export type Phase = 'waiting' | 'counting' | 'judging' | 'reporting' | 'settling' | 'done';

/** Live facts of a running attempt. */
export interface ActivityProgress {
  readonly phase: Phase;
  /** Of the phase's own pass over the file. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly rowsRead: number;
}

export interface GstinStats {
  /** `UNKNOWN` stands last. */
  readonly gstin: string;
  readonly totalDocumentCount: number;
  readonly validRows: number;
  readonly invalidRows: number;
}

/** An error of the file as a whole, in Clear's five keys. */
export interface FileError {
  readonly errorCode: string;
  readonly errorField: string | null;
  readonly errorValues: readonly string[] | null;
  readonly errorMessage: string;
  readonly errorResolution: string | null;
}

/** What an attempt came to. */
export interface ActivityResult {
  readonly state: 'completed' | 'refused' | 'failed';
  /** One per own GSTIN, never empty on `completed`; null otherwise. */
  readonly stats: readonly GstinStats[] | null;
  readonly errors: readonly FileError[];
  /** Findings by rule code, errors and warnings. */
  readonly ruleCounts: Readonly<Record<string, number>>;
  /** Notices about the file as a whole. */
  readonly fileWarnings: readonly string[];
  readonly warningCount: number;
  /** Downloads, 32 hex digits; null where there is nothing to hand out. */
  readonly errorDownloadId: string | null;
  readonly warningDownloadId: string | null;
  /** What an error workbook is made of beside the two; absent where the file was judged before there were any. */
  readonly markDownloadId?: string | null;
}

export interface Activity {
  /** 24 hex digits. */
  readonly activityId: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly templateType: TemplateType;
  readonly uploadId: string;
  readonly uploadIssuedAt: number;
  /** The pinned PUT whose bytes are judged. */
  readonly putId: string;
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  readonly bytes: number;
  readonly externalId: string | null;
  readonly templateId: string;
  readonly onlyGstins: readonly string[];
  readonly userFileName: string;
  readonly state: ActivityState;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How many attempts were begun; also the fencing number of the running one. */
  readonly attempt: number;
  readonly progress: ActivityProgress;
  readonly result: ActivityResult | null;
  /** Set by settling, rises over all activities of the installation: the newest settled version of a document is current. */
  readonly settledSequence: number | null;
  /** The activity of the same workspace and register whose refused rows this file sends again. */
  readonly corrects: string | null;
  /** Of what it came to; 0 before that. */
  readonly refusedRows: number;
}
