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

/** The parts of making it count, in their order. */
export type SettlingStep = 'load' | 'store reports' | 'settle';

/**
 * Makes an attempt count. What the activity will point to is durable first, then one update under the fence makes all
 * of it visible at once. False when the attempt does not hold the activity any more: then nothing of it counts.
 * @param onStep told when each begins
 */
export async function settle(
  judged: Judged,
  { activities, now }: { readonly activities: Pick<ActivityStore, 'settle'>; now(): number },
  onStep?: (step: SettlingStep) => void,
): Promise<boolean> {
  const { job, verdict, documents, errors, marks, warnings } = judged;
  const { activityId } = job.activity;
  if (verdict.outcome === 'refused') {
    const result = refusedResult(verdict.errors);
    onStep?.('settle');
    return activities.settle({ activityId, fence: job.fence, at: now(), result });
  }
  onStep?.('load');
  await documents?.commit();
  onStep?.('store reports');
  const errorDownloadId = await errors.finish();
  const markDownloadId = await marks.finish();
  const warningDownloadId = await warnings.finish();
  const { stats, ruleCounts, fileWarnings, warningCount } = verdict;
  onStep?.('settle');
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
