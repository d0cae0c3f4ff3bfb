import type { ActivityState, ActivityView } from '../../contract/native.ts';
import type { Activity } from '../../ingestion/activity.ts';
import type { ActivityCompany, ActivityLists, Outcome } from '../../ingestion/activityLists.ts';
import { paceOf } from '../../ingestion/pace.ts';
import { statsOf, toEntry } from '../clear/ingestionErrors.ts';
import { CLEAR_STATUS } from '../clear/statusResponse.ts';

/** Each state as lists of activities know it. */
export const OUTCOME_OF: Readonly<Record<ActivityState, Outcome>> = {
  waiting: 'queued',
  checking: 'running',
  done: 'completed',
  done_with_errors: 'completed_with_errors',
  file_refused: 'refused',
  failed: 'failed',
  discarded: 'discarded',
};

/** What is told of these activities, in their order. */
export async function viewsOf(
  { lists, now }: { readonly lists: Pick<ActivityLists, 'company'>; readonly now: () => number },
  workspaceId: string,
  activities: readonly Activity[],
): Promise<ActivityView[]> {
  const company = await lists.company(workspaceId, activities);
  const at = now();
  return activities.map((activity) => activityView(activity, { now: at, company }));
}

/** @param now epoch milliseconds */
export function activityView(
  activity: Activity,
  { now, company }: { readonly now: number; readonly company: ActivityCompany },
): ActivityView {
  const { activityId, templateType, state, userFileName, externalId, attempt, progress } = activity;
  const isCompleted = state === 'completed';
  const result = state === 'discarded' ? null : activity.result;
  const errors = fileOf(isCompleted ? result?.errorDownloadId : null, company);
  const warnings = fileOf(isCompleted ? result?.warningDownloadId : null, company);
  const path = `/api/v1/activities/${activityId}`;
  return {
    activityId,
    templateType,
    status: CLEAR_STATUS[state],
    state: stateOf(activity),
    userFileName,
    externalId,
    user: { userId: activity.userId, name: company.userNames.get(activity.userId) ?? null },
    fileContentType: activity.declared,
    bytes: activity.bytes,
    corrects: activity.corrects,
    correctedBy: [...(company.correctedBy.get(activityId) ?? [])],
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
      errors: errors === 'there' ? `${path}/errors.csv` : null,
      errorsWorkbook: errors === 'there' ? `${path}/errors.xlsx` : null,
      warnings: warnings === 'there' ? `${path}/warnings.csv` : null,
    },
    filesExpired: errors === 'expired' || warnings === 'expired',
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}

function fileOf(downloadId: string | null | undefined, { downloads }: ActivityCompany) {
  if (!downloadId) return 'none';
  return downloads.has(downloadId) ? 'there' : 'expired';
}

const STATE_OF = new Map(
  Object.entries(OUTCOME_OF).map(([state, outcome]) => [outcome, state as ActivityState]),
);

function stateOf({ state, refusedRows }: Activity): ActivityState {
  const outcome = state === 'completed' && refusedRows > 0 ? 'completed_with_errors' : state;
  const word = STATE_OF.get(outcome);
  if (word === undefined) throw new Error('an activity has a state without a word');
  return word;
}
