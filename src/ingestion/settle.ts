import type { FileVerdict } from './fileJudge.ts';
import { refusedResult } from './outcome.ts';
import type { ActivityStore, ClaimedJob, DocumentLoad } from './ports.ts';
import type { ReportFile } from './reportFile.ts';

export interface Judged {
  readonly job: ClaimedJob;
  readonly verdict: FileVerdict;
  /** Undefined where no document passed. */
  readonly documents: DocumentLoad | undefined;
  readonly errors: ReportFile;
  readonly marks: ReportFile;
  readonly warnings: ReportFile;
}

/**
 * Makes an attempt count. What the activity will point to is durable first, then one update under the fence makes all
 * of it visible at once. False when the attempt does not hold the activity any more: then nothing of it counts.
 */
export async function settle(
  judged: Judged,
  { activities, now }: { readonly activities: Pick<ActivityStore, 'settle'>; now(): number },
): Promise<boolean> {
  const { job, verdict, documents, errors, marks, warnings } = judged;
  const { activityId } = job.activity;
  if (verdict.outcome === 'refused') {
    const result = refusedResult(verdict.errors);
    return activities.settle({ activityId, fence: job.fence, at: now(), result });
  }
  await documents?.commit();
  const errorDownloadId = await errors.finish();
  const markDownloadId = await marks.finish();
  const warningDownloadId = await warnings.finish();
  const { stats, ruleCounts, fileWarnings, warningCount } = verdict;
  return activities.settle({
    activityId,
    fence: job.fence,
    at: now(),
    result: {
      state: 'completed',
      stats,
      errors: [],
      ruleCounts,
      fileWarnings,
      warningCount,
      errorDownloadId,
      warningDownloadId,
      markDownloadId,
    },
  });
}
