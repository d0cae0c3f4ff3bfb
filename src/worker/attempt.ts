import { AppError } from '../errors.ts';
import { type FileJob, type FileVerdict, JudgeFailure } from '../ingestion/fileJudge.ts';
import type { ClaimedJob, DocumentLoad, LoadRef } from '../ingestion/ports.ts';
import { createReportFile, type Report, type ReportFile, reportId } from '../ingestion/reportFile.ts';
import { settle } from '../ingestion/settle.ts';
import type { WatchedAttempt } from '../telemetry/ports.ts';
import type { OpenObject } from '../uploads/ports.ts';
import { type Heart, Interruption, startHeart } from './heartbeat.ts';
import { isOutage } from './outage.ts';
import { assertPinnedBytes } from './pinnedBytes.ts';
import type { WorkerPorts, WorkerSettings } from './ports.ts';
import { errorCodeOf, judgedFacts, watchPhase } from './watching.ts';

const INTERNAL = 'of an unforeseen error on the server.';
const OUTAGE = "of an error of the server's disk or system.";

/** One claimed job from its file to its end, or back to the queue. Never throws. */
export async function attempt(
  job: ClaimedJob,
  ports: WorkerPorts,
  settings: WorkerSettings & {
    readonly stopping: AbortSignal;
    readonly watched?: WatchedAttempt | undefined;
  },
): Promise<void> {
  const { watched } = settings;
  const heart = startHeart(job, ports, settings);
  try {
    const { isSettled, outcome } = await judgeAndSettle(job, ports, { heart, watched });
    watched?.end(isSettled ? outcome : 'lost');
    note(job, ports, isSettled ? 'activity ended' : 'activity taken over or cancelled');
  } catch (thrown) {
    // Whatever the end of an attempt made fail is not what ended it.
    const error = heart.signal.aborted ? heart.signal.reason : thrown;
    if (error instanceof Interruption) watched?.end(error.why);
    else watched?.end('failed', errorCodeOf(error));
    await giveBack(job, ports, { error, settings }).catch((failure: unknown) =>
      ports.log.error({ ...factsOf(job), error: failure }, 'activity not given back: its lease runs out'),
    );
  } finally {
    await heart.stop();
  }
}

/** Who hears of an attempt while it runs: the database, and OpenTelemetry where it is on. */
interface Listeners {
  readonly heart: Heart;
  readonly watched: WatchedAttempt | undefined;
}

async function judgeAndSettle(
  job: ClaimedJob,
  ports: WorkerPorts,
  { heart, watched }: Listeners,
): Promise<{ readonly isSettled: boolean; readonly outcome: 'completed' | 'refused' }> {
  const { uploadId, putId } = job.activity;
  const output = openOutput(job, ports);
  let input: OpenObject | undefined;
  try {
    watched?.step('open');
    input = await ports.objects.open({ owner: uploadId, part: putId });
    if (input === undefined) throw new AppError('unavailable', 'the uploaded file is gone from the store.');
    await assertPinnedBytes(input, { bytes: job.activity.bytes, sha256: job.sha256 }, heart.signal);
    watched?.step('count');
    const verdict = await judge(job, ports, { input, output, heart, watched });
    heart.signal.throwIfAborted();
    if (verdict.outcome === 'judged') watched?.judged(judgedFacts(verdict));
    heart.report({
      phase: 'settling',
      bytesDone: input.bytes,
      bytesTotal: input.bytes,
      rowsRead: rowsOf(verdict),
    });
    const isSettled = await settle({ job, verdict, ...output.parts() }, ports, watched?.step);
    return { isSettled, outcome: verdict.outcome === 'judged' ? 'completed' : 'refused' };
  } finally {
    // What settling began to make durable stays: even where it failed, the activity may point to it.
    await output.abort();
    await input?.close();
  }
}

/** A limit that the same file would break again is an error of the file. */
async function judge(
  job: ClaimedJob,
  ports: WorkerPorts,
  { input, output, heart, watched }: Listeners & { readonly input: OpenObject; readonly output: Output },
): Promise<FileVerdict> {
  const callbacks: Pick<
    FileJob,
    'onProgress' | 'onDocuments' | 'onErrorFile' | 'onMarkFile' | 'onWarningFile'
  > = {
    onProgress(progress) {
      if (watched !== undefined) watchPhase(watched, progress.phase);
      heart.report(progress);
    },
    onDocuments: output.addDocuments,
    onErrorFile: (chunk) => output.parts().errors.write(chunk),
    onMarkFile: (chunk) => output.parts().marks.write(chunk),
    onWarningFile: (chunk) => output.parts().warnings.write(chunk),
  };
  try {
    return await ports.judge.judge({
      input,
      declared: job.activity.declared,
      settings: settingsOf(job, ports),
      signal: heart.signal,
      ...callbacks,
    });
  } catch (error) {
    if (!(error instanceof JudgeFailure && error.isFinal)) throw error;
    return {
      outcome: 'refused',
      errors: [
        {
          errorCode: 'LIMIT_EXCEEDED',
          errorField: null,
          errorValues: null,
          errorMessage: error.message,
          errorResolution: 'Split the register into several files and send each with a URL of its own.',
        },
      ],
    };
  }
}

function settingsOf({ activity, workspace }: ClaimedJob, { now, today }: WorkerPorts): FileJob['settings'] {
  const { settings } = workspace;
  return {
    register: activity.templateType,
    today: today(now()),
    ownGstins: workspace.gstins,
    onlyGstins: activity.onlyGstins,
    sandboxGstins: settings.sandboxGstins,
    monthFirst: settings.monthFirst,
    sez: settings.sez,
    turnoverCrore: settings.turnoverCrore,
    hsnMaster: settings.hsnMaster,
    hsnBlank: settings.hsnBlank,
  };
}

interface Output {
  addDocuments: FileJob['onDocuments'];
  parts(): {
    readonly documents: DocumentLoad | undefined;
    readonly errors: ReportFile;
    readonly marks: ReportFile;
    readonly warnings: ReportFile;
  };
  abort(): Promise<void>;
}

/** Where what comes out of the attempt goes. A load is begun with its first document. */
function openOutput(job: ClaimedJob, ports: WorkerPorts): Output {
  const { workspaceId, activityId, templateType } = job.activity;
  const load: LoadRef = { workspaceId, activityId, attempt: job.fence };
  const report = (which: Report) =>
    createReportFile(
      {
        downloadId: reportId(load, which),
        workspaceId,
        fileName: `${which}-${activityId}.${which === 'marks' ? 'txt' : 'csv'}`,
        contentType: 'application/octet-stream',
      },
      ports,
    );
  const [errors, marks, warnings] = [report('errors'), report('marks'), report('warnings')];
  let documents: DocumentLoad | undefined;
  return {
    async addDocuments(batch) {
      documents ??= await ports.documents.openLoad(load);
      await documents.add(templateType, batch);
    },
    parts: () => ({ documents, errors, marks, warnings }),
    async abort() {
      const aborted = await Promise.allSettled(
        [documents, errors, marks, warnings].map((part) => part?.abort()),
      );
      // Cleaning removes later what could not be removed now.
      for (const one of aborted) {
        if (one.status === 'rejected')
          ports.log.warn({ ...factsOf(job), error: one.reason }, 'left for cleaning');
      }
    },
  };
}

async function giveBack(
  job: ClaimedJob,
  { activities, log, now, random }: WorkerPorts,
  { error, settings }: { readonly error: unknown; readonly settings: WorkerSettings },
): Promise<void> {
  const { fence, outages } = job;
  const held = { activityId: job.activity.activityId, fence };
  if (error instanceof Interruption) {
    if (error.why === 'stopping') await activities.handBack(held);
    note(job, { log }, `activity ${error.why === 'stopping' ? 'handed back' : error.why}`);
    return;
  }
  log.error({ ...factsOf(job), error }, 'attempt failed');
  const isNews = error instanceof JudgeFailure || error instanceof AppError;
  const { retryMs, longestRetryMs, outageMs } = settings;
  const at = now();
  if (isOutage(error) && at - (outages.since ?? at) < outageMs) {
    const reason = isNews ? error.message : OUTAGE;
    const longestMs = Math.min(longestRetryMs, retryMs * 2 ** outages.count);
    // Not all that failed together shall come again together.
    const notBefore = at + Math.ceil(longestMs * (1 - random() / 2));
    await activities.retryAfterOutage({ ...held, reason, at, notBefore });
    return;
  }
  const waitMs = Math.min(longestRetryMs, retryMs * 4 ** (fence - 1));
  const reason = isNews ? error.message : isOutage(error) ? OUTAGE : INTERNAL;
  await activities.retryLater({ ...held, reason, notBefore: at + waitMs });
}

function rowsOf(verdict: FileVerdict): number {
  if (verdict.outcome === 'refused') return 0;
  return verdict.stats.reduce((sum, { validRows, invalidRows }) => sum + validRows + invalidRows, 0);
}

function factsOf({ activity, fence }: ClaimedJob) {
  return { activityId: activity.activityId, workspaceId: activity.workspaceId, attempt: fence };
}

function note(job: ClaimedJob, { log }: Pick<WorkerPorts, 'log'>, message: string): void {
  log.info(factsOf(job), message);
}
