import type { TemplateType } from './types.ts';

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

/** What people call the states of an import. */
export type ActivityState =
  | 'waiting'
  | 'checking'
  | 'done'
  | 'done_with_errors'
  | 'file_refused'
  | 'failed'
  | 'discarded';

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

export interface ActivityProgress {
  /** Counting and judging read the whole file, reporting its refused rows. */
  readonly phase: 'waiting' | 'counting' | 'judging' | 'reporting' | 'settling' | 'done';
  /** Of the phase's own pass over the file. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly rowsRead: number;
  /** Null while that cannot be told. */
  readonly rowsPerSecond: number | null;
  /** Seconds until the whole activity is done; null while that cannot be told. */
  readonly etaSeconds: number | null;
}

/** What this server tells of an activity beyond Clear's status call. Times are RFC 3339. */
export interface ActivityView {
  readonly activityId: string;
  readonly templateType: TemplateType;
  readonly status: ActivityStatus;
  readonly state: ActivityState;
  readonly userFileName: string;
  readonly externalId: string | null;
  /** Who began it; the name is null where it is not known any more. */
  readonly user: { readonly userId: string; readonly name: string | null };
  /** As it was announced. */
  readonly fileContentType: 'XLSX' | 'XLS' | 'CSV';
  /** Of the file. */
  readonly bytes: number;
  /** The activity whose refused rows this file sends again, corrected. */
  readonly corrects: string | null;
  /** Activities that correct this one, oldest first. */
  readonly correctedBy: readonly string[];
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
  /** Paths under the base URL; null where there is nothing to fetch (yet, or any more). */
  readonly links: Readonly<Record<'documents' | 'errors' | 'errorsWorkbook' | 'warnings', string | null>>;
  /** There was an error file or a list of warnings, removed since because its time had passed. */
  readonly filesExpired: boolean;
}

export interface ActivityPage {
  /** Newest first. */
  readonly activities: readonly ActivityView[];
  /** Where the next page begins: `cursor` of the next call; null on the last page. */
  readonly next: string | null;
}

/** Who did what when, oldest first. */
export interface ActivityTrail {
  readonly entries: readonly TrailEntry[];
}

export interface TrailEntry {
  readonly at: string;
  readonly actor: {
    readonly kind: 'user' | 'worker' | 'sweep' | 'operator';
    readonly userId: string | null;
    /** Of a user, as it is now. */
    readonly name: string | null;
  };
  /** `upload.issued`, `activity.triggered` and their like. */
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** What discarding an activity would do. */
export interface DiscardPreview {
  /** That this activity brought in. */
  readonly documents: number;
  /** Of these, so many were looked at: fewer than `documents` where there are very many. */
  readonly examined: number;
  /** Of the examined, those that would be gone. */
  readonly removed: number;
  /** Of the examined, those of which an earlier version would count again. */
  readonly restored: number;
  /** Of the examined, those that a later import has replaced: nothing changes for them. */
  readonly replaced: number;
}
