import type { ActivityStatus, StatusResponse } from '../../contract/clearIngestion.ts';
import type { Activity, ActivityState } from '../../ingestion/activity.ts';
import type { PresignDownload } from '../../uploads/presignDownload.ts';
import { statsOf, toEntry } from './ingestionErrors.ts';

/** Waiting and running are one: a client that waits for the end of QUEUED must not meet another word on the way. */
export const CLEAR_STATUS: Readonly<Record<ActivityState, ActivityStatus>> = {
  queued: 'ACTIVITY_QUEUED',
  running: 'ACTIVITY_QUEUED',
  completed: 'ACTIVITY_COMPLETED',
  refused: 'SYSTEM_FEEDBACK',
  failed: 'UNPLANNED_ERROR',
  discarded: 'ACTIVITY_DISCARDED',
};

/** An activity as Clear's clients read it: null where there is nothing yet, six keys in this order. */
export function statusResponse(activity: Activity, presignDownload: PresignDownload): StatusResponse {
  const { activityId, externalId, state, result, workspaceId, userFileName } = activity;
  const ended = state === 'discarded' ? null : result;
  const downloadId = state === 'completed' ? (ended?.errorDownloadId ?? null) : null;
  return {
    activityId,
    externalId,
    status: CLEAR_STATUS[state],
    processingStats: state === 'completed' ? statsOf(ended) : null,
    fileError:
      downloadId === null
        ? null
        : {
            inputFileName: userFileName,
            status: 'DATA_VALIDATION_ERROR',
            errorFileUrl: presignDownload({ workspaceId, downloadId }),
          },
    errors: (ended?.errors ?? []).map(toEntry),
  };
}
