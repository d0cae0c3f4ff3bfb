import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { headerOf } from '../gst/columnTable.ts';
import type { JudgeSettings } from '../gst/verdict.ts';
import type { FileError, GstinStats } from './activity.ts';
import {
  type FileJob,
  type FileJudge,
  type FileVerdict,
  JudgeFailure,
  type RuleFindings,
} from './fileJudge.ts';

/** What judging a file came to, for whoever only wants to know. */
export interface Validation {
  /** Null where the file as a whole is refused. */
  readonly processingStats: readonly GstinStats[] | null;
  /** One per rule that refused rows, the most frequent first; or what is wrong with the file as a whole. */
  readonly errors: readonly SummedFinding[];
  /** Likewise the rules that warned; a notice about the whole file has no rows. */
  readonly warnings: readonly SummedFinding[];
}

/** The first of like findings, with how many there are and the rows of the first five. */
export interface SummedFinding extends FileError {
  readonly count: number;
  readonly rows: readonly number[];
}

export type ValidationOptions = Pick<
  FileJob,
  'declared' | 'settings' | 'onErrorFile' | 'onProgress' | 'signal'
> &
  Partial<Pick<FileJob, 'onMarkFile' | 'onWarningFile'>>;

/**
 * Judges a file of this machine and stores nothing.
 * @throws AppError input_invalid where the path leads to no file; the system's error where it cannot be read
 */
export async function validateFile(
  judge: FileJudge,
  path: string,
  options: ValidationOptions,
): Promise<Validation> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new AppError('input_invalid', `${path} is not a file.`);
    const verdict = await judge.judge({
      input: { fd: file.fd, bytes: stat.size },
      declared: options.declared,
      settings: options.settings,
      onProgress: options.onProgress,
      onDocuments: async () => undefined,
      onErrorFile: options.onErrorFile,
      onMarkFile: options.onMarkFile ?? notWanted,
      onWarningFile: options.onWarningFile ?? notWanted,
      signal: options.signal,
    });
    return summed(verdict, options.settings);
  } catch (error) {
    if (error instanceof JudgeFailure && error.isFinal)
      throw new AppError('file_refused', error.message, { cause: error });
    throw error;
  } finally {
    await file.close();
  }
}

async function notWanted(): Promise<void> {}

function summed(verdict: FileVerdict, { register }: JudgeSettings): Validation {
  if (verdict.outcome === 'refused') {
    const errors = verdict.errors.map((error) => ({ ...error, count: 1, rows: [] }));
    return { processingStats: null, errors, warnings: [] };
  }
  const of = (severity: RuleFindings['severity']) =>
    verdict.findings
      .filter((finding) => finding.severity === severity)
      .map(({ code, count, rows, first }) => ({
        errorCode: code,
        errorField: first.column === null ? null : headerOf(register, first.column),
        errorValues: first.value === '' ? null : [first.value],
        errorMessage: first.message,
        errorResolution: null,
        count,
        rows,
      }));
  const notices = verdict.fileWarnings.map((notice) => ({
    errorCode: 'FILE',
    errorField: null,
    errorValues: null,
    errorMessage: notice,
    errorResolution: null,
    count: 1,
    rows: [],
  }));
  return { processingStats: verdict.stats, errors: of('error'), warnings: [...notices, ...of('warning')] };
}
