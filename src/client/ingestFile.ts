import { trigger } from './clearCalls.ts';
import type { Connection } from './connection.ts';
import { GstIntakeError } from './errors.ts';
import { fileToSend } from './fileToSend.ts';
import type { IngestFileOptions, Ingestion, IngestProgress, IngestResult } from './ingestFileTypes.ts';
import type { TriggerAnswer } from './ingestionTypes.ts';
import { endActivity } from './nativeCalls.ts';
import { createProgressFeed } from './progressFeed.ts';
import type { UploadResult } from './types.ts';
import { upload } from './upload.ts';
import { waitForActivity } from './wait.ts';

/** Pre-sign, PUT, trigger, and a look at the activity until it has ended. */
export function ingestFile(connection: Connection, options: IngestFileOptions): Ingestion {
  const leaving = new AbortController();
  const leave = () => leaving.abort(new DOMException('The ingestion was left.', 'AbortError'));
  const signal =
    options.signal === undefined ? leaving.signal : AbortSignal.any([options.signal, leaving.signal]);
  const feed = createProgressFeed(stepOf);
  const call = { ...options, signal };
  let uploadId: string | null = null;
  let uploaded: UploadResult | null = null;
  let begin: (() => Promise<TriggerAnswer>) | undefined;
  let beginning: Promise<TriggerAnswer> | undefined;
  let activityId: string | null = null;

  function tell(progress: IngestProgress): void {
    if (progress.phase === 'upload') uploadId = progress.uploadId;
    feed.tell(progress);
  }

  async function run(): Promise<IngestResult> {
    const file = fileToSend(options);
    uploaded = await upload(connection, {
      ...call,
      ...file,
      onProgress: (progress) => tell({ phase: 'upload', ...progress }),
    });
    const { url } = uploaded;
    begin = () => trigger(connection, { ...options, url, fileName: file.fileName, signal: undefined });
    beginning = trigger(connection, { ...call, url, fileName: file.fileName });
    const begun = await beginning;
    ({ activityId } = begun);
    tell({ phase: 'processing', activityId, status: begun.status, progress: null });
    const status = await waitForActivity(connection, {
      ...call,
      activityId,
      onStatus: (seen) => tell({ phase: 'processing', ...seen }),
    });
    return { upload: uploaded, status };
  }

  const result = run();
  // Whoever only iterates is told by the iterator.
  result.then(feed.end, feed.fail);
  return {
    result,
    get uploadId() {
      return uploadId;
    },
    get upload() {
      return uploaded;
    },
    get activityId() {
      return activityId;
    },
    async cancel() {
      if (beginning === undefined || begin === undefined) {
        leave();
        return null;
      }
      const begun = await beginning.catch(begunAllTheSame(begin));
      const cancelled =
        begun === null ? null : await endActivity(connection, { activityId: begun.activityId }, 'cancel');
      leave();
      return cancelled;
    },
    [Symbol.asyncIterator]: () => feed.read(leave),
  };
}

/**
 * What became of a trigger that failed: none where the server refused it. Where its answer was lost, or nobody waited for it,
 * the same again names the activity that there may be.
 */
function begunAllTheSame(
  begin: () => Promise<TriggerAnswer>,
): (error: unknown) => Promise<TriggerAnswer | null> {
  return async (error) => {
    const { status } = error instanceof GstIntakeError ? error : {};
    return status !== undefined && status < 500 ? null : begin();
  };
}

function stepOf(progress: IngestProgress): string {
  return progress.phase === 'upload'
    ? `upload ${progress.attempt}`
    : `${progress.status} ${progress.progress?.phase}`;
}
