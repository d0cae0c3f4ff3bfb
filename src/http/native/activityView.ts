import type { ActivityView } from '../../contract/native.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { paceOf } from '../../ingestion/pace.ts';
import { statsOf, toEntry } from '../clear/ingestionErrors.ts';
import { CLEAR_STATUS } from '../clear/statusResponse.ts';

/** @param now epoch milliseconds */
export function activityView(activity: Activity, now: number): ActivityView {
  const { activityId, templateType, state, userFileName, externalId, attempt, progress } = activity;
  const isCompleted = state === 'completed';
  const result = state === 'discarded' ? null : activity.result;
  const path = `/api/v1/activities/${activityId}`;
  return {
    activityId,
    templateType,
    status: CLEAR_STATUS[state],
    userFileName,
    externalId,
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
      errors: isCompleted && activity.result?.errorDownloadId ? `${path}/errors.csv` : null,
      warnings: isCompleted && activity.result?.warningDownloadId ? `${path}/warnings.csv` : null,
    },
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}
