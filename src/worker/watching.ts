import { AppError } from '../errors.ts';
import type { Phase } from '../ingestion/activity.ts';
import type { FileVerdict } from '../ingestion/fileJudge.ts';
import type { ClaimedJob } from '../ingestion/ports.ts';
import type { AttemptStep, AttemptWatch, JudgedFacts, WatchedAttempt } from '../telemetry/ports.ts';

/** The child's passes over the file; what follows them is told by the worker itself. */
const STEP_OF: Readonly<Partial<Record<Phase, AttemptStep>>> = {
  counting: 'count',
  judging: 'judge',
  reporting: 'report',
};

/** @param since when the claim began, epoch milliseconds; undefined where nobody watches */
export function watchAttempt(
  { activity, fence }: ClaimedJob,
  watch: AttemptWatch | undefined,
  since: number,
): WatchedAttempt | undefined {
  const watched = watch?.begin({
    uploadId: activity.uploadId,
    workspaceId: activity.workspaceId,
    activityId: activity.activityId,
    attempt: fence,
    register: activity.templateType,
    fileType: activity.declared,
    bytes: activity.bytes,
    triggeredAt: activity.createdAt,
    since,
  });
  watched?.step('claim');
  return watched;
}

export function watchPhase(watched: WatchedAttempt, phase: Phase): void {
  const step = STEP_OF[phase];
  if (step !== undefined) watched.step(step);
}

export function judgedFacts(verdict: FileVerdict & { readonly outcome: 'judged' }): JudgedFacts {
  let [rows, refusedRows, documents] = [0, 0, 0];
  for (const { validRows, invalidRows, totalDocumentCount } of verdict.stats) {
    rows += validRows + invalidRows;
    refusedRows += invalidRows;
    documents += totalDocumentCount;
  }
  return { rows, refusedRows, documents, warnings: verdict.warningCount };
}

/** A code, or the name of a class: messages may quote the file. */
export function errorCodeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return typeof error;
  return String((error as NodeJS.ErrnoException).code ?? error.name);
}
