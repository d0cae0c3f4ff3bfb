import type { Finding } from '../gst/finding.ts';
import type { JudgedDocument, JudgeSettings } from '../gst/verdict.ts';
import type { ActivityProgress, FileError, GstinStats } from './activity.ts';

/** One file to judge, and where what comes out of it goes. */
export interface FileJob {
  /** An open file descriptor of the pinned bytes: read by position, never written, closed by its owner. */
  readonly input: { readonly fd: number; readonly bytes: number };
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  readonly settings: JudgeSettings;
  onProgress(progress: ActivityProgress): void;
  /** Judged documents as they come; the next batch waits for it. */
  onDocuments(documents: readonly JudgedDocument[]): Promise<void>;
  /** The error file, UTF-8, piece by piece after the last document; never called where no row was refused. */
  onErrorFile(chunk: Uint8Array): Promise<void>;
  /** Likewise the marks beside the error file. */
  onMarkFile(chunk: Uint8Array): Promise<void>;
  /** Likewise the list of warnings. */
  onWarningFile(chunk: Uint8Array): Promise<void>;
  /** Ends the work at once; `judge` then throws its reason. */
  readonly signal: AbortSignal;
}

/** What one rule found in a file. */
export interface RuleFindings {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly count: number;
  /** The one of the first row concerned. */
  readonly first: Finding;
  /** The first rows concerned, five at most. */
  readonly rows: readonly number[];
}

/** What became of a file; everything row-wise went through the job's callbacks. */
export type FileVerdict =
  | {
      readonly outcome: 'judged';
      /** Never empty; `UNKNOWN` last. */
      readonly stats: readonly GstinStats[];
      readonly ruleCounts: Readonly<Record<string, number>>;
      /** The same in words: errors before warnings, the most frequent first. */
      readonly findings: readonly RuleFindings[];
      readonly fileWarnings: readonly string[];
      readonly refusedRows: number;
      readonly warningCount: number;
    }
  /** An error of the file as a whole: no document counts. */
  | { readonly outcome: 'refused'; readonly errors: readonly FileError[] };

/** Judges files apart from this process, each in a child of its own. */
export interface FileJudge {
  /** @throws JudgeFailure when the child died or broke a limit of this machine; the signal's reason */
  judge(job: FileJob): Promise<FileVerdict>;
  /** Ends spare children. */
  close(): Promise<void>;
}

/** The judging child came to no verdict; trying again may help where `isFinal` is false. */
export class JudgeFailure extends Error {
  override readonly name = 'JudgeFailure';
  /** True for a limit that the same file would break again: told as an error of the file. */
  readonly isFinal: boolean;

  constructor(message: string, options: { isFinal: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.isFinal = options.isFinal;
  }
}
