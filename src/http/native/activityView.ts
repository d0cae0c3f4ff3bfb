import type { ActivityState, ActivityView } from '../../contract/native.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { paceOf } from '../../ingestion/pace.ts';
import { statsOf, toEntry } from '../clear/ingestionErrors.ts';
import { CLEAR_STATUS } from '../clear/statusResponse.ts';

/** Of the files that came of an activity, which can be fetched still. */
export type FilesLeft = Readonly<Record<'errors' | 'warnings', boolean>>;

/** @param now epoch milliseconds */
export function activityView(
  activity: Activity,
  { now, left }: { readonly now: number; readonly left: FilesLeft },
): ActivityView {
  const { activityId, templateType, state, userFileName, externalId, attempt, progress } = activity;
  const isCompleted = state === 'completed';
  const result = state === 'discarded' ? null : activity.result;
  const hadErrors = isCompleted && Boolean(result?.errorDownloadId);
  const hadWarnings = isCompleted && Boolean(result?.warningDownloadId);
  const path = `/api/v1/activities/${activityId}`;
  return {
    activityId,
    templateType,
    status: CLEAR_STATUS[state],
    state: stateOf(activity),
    userFileName,
    externalId,
    user: { userId: activity.userId, name: null },
    fileContentType: activity.declared,
    bytes: activity.bytes,
    corrects: null,
    correctedBy: [],
    createdAt: timestamp(activity.createdAt),
    startedAt: activity.startedAt === null ? null : timestamp(activity.startedAt),
    endedAt: activity.endedAt === null ? null : timestamp(activity.endedAt),
    attempt,
    progress: { ...progress, ...paceOf(activity, now) },
    processingStats: isCompleted ? statsOf(result) : null,
    errors: (result?.errors ?? []).map(toEntry),
    ruleCounts: result?.ruleCounts ?? {},
    fileWarnings: [...(result?.fileWarnings ?? [])],
    warningCount: result?.warningCount ?? 0,
    links: {
      documents: isCompleted ? `${path}/documents.ndjson` : null,
      errors: hadErrors && left.errors ? `${path}/errors.csv` : null,
      errorsWorkbook: hadErrors && left.errors ? `${path}/errors.xlsx` : null,
      warnings: hadWarnings && left.warnings ? `${path}/warnings.csv` : null,
    },
    filesExpired: (hadErrors && !left.errors) || (hadWarnings && !left.warnings),
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}

function stateOf({ state, result }: Activity): ActivityState {
  if (state === 'completed') return result?.errorDownloadId ? 'done_with_errors' : 'done';
  return STATE[state];
}

const STATE = {
  queued: 'waiting',
  running: 'checking',
  refused: 'file_refused',
  failed: 'failed',
  discarded: 'discarded',
} as const;
