import { trigger } from './clearCalls.ts';
import type { Connection } from './connection.ts';
import type { IngestOptions, IngestResult } from './ingestionTypes.ts';
import { upload } from './upload.ts';
import { waitForActivity } from './wait.ts';

/** All four calls. */
export async function ingest(connection: Connection, options: IngestOptions): Promise<IngestResult> {
  const { templateType, fileName, signal, onRetry, onProgress, onActivity } = options;
  const uploaded = await upload(connection, {
    ...options,
    onProgress: (progress) => onProgress?.({ phase: 'upload', ...progress }),
  });
  const { templateId, gstins, externalId } = options;
  const call = { templateType, signal, onRetry };
  const { activityId } = await trigger(connection, {
    ...call,
    url: uploaded.url,
    fileName,
    templateId,
    gstins,
    externalId,
  });
  onActivity?.(activityId);
  const status = await waitForActivity(connection, {
    ...call,
    activityId,
    pollDelayMs: options.pollDelayMs,
    maxPollDelayMs: options.maxPollDelayMs,
    onStatus: (seen) => onProgress?.({ phase: 'processing', ...seen }),
  });
  return { upload: uploaded, status };
}
