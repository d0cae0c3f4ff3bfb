import type { ActivityStatus, StatusResponse } from '../../contract/clearIngestion.ts';
import type { Activity, ActivityState } from '../../ingestion/activity.ts';
import type { Download, DownloadStore } from '../../uploads/ports.ts';
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

/** What a status says of files to fetch. */
export interface StatusFiles {
  readonly downloads: Pick<DownloadStore, 'find'>;
  readonly presignDownload: PresignDownload;
  /** For so long after a file was written URLs of it are signed. */
  readonly retentionMs: number;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * An activity as Clear's clients read it: null where there is nothing yet, or nothing any more, six keys in this order.
 * A URL is given only of a file that stays as long as the URL.
 */
export async function statusResponse(activity: Activity, files: StatusFiles): Promise<StatusResponse> {
  const { activityId, externalId, state, result, workspaceId, userFileName } = activity;
  const ended = state === 'discarded' ? null : result;
  const errorDownloadId = state === 'completed' ? ended?.errorDownloadId : null;
  const downloadId = errorDownloadId
    ? await fetchable({ workspaceId, downloadId: errorDownloadId }, files)
    : null;
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
            errorFileUrl: files.presignDownload({ workspaceId, downloadId }),
          },
    errors: (ended?.errors ?? []).map(toEntry),
  };
}

async function fetchable(
  { workspaceId, downloadId }: Pick<Download, 'workspaceId' | 'downloadId'>,
  { downloads, retentionMs, now }: StatusFiles,
): Promise<string | null> {
  const download = await downloads.find(workspaceId, downloadId);
  return download !== undefined && now() < download.createdAt + retentionMs ? downloadId : null;
}
