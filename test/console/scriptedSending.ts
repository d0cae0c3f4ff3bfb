import type {
  ActivityProgress,
  IngestFileOptions,
  Ingestion,
  IngestProgress,
  StatusAnswer,
  WaitOptions,
} from '../../src/client/index.ts';
import { createProgressFeed } from '../../src/client/progressFeed.ts';
import type { SendingClient } from '../../src/console/upload/sending.ts';
import { viewOf } from '../client/scriptedIngestion.ts';

/** One call of `ingestFile`, which goes on as the test says. */
export interface Begun {
  readonly options: IngestFileOptions;
  sent(bytes: number): void;
  checking(activityId: string, progress?: Partial<ActivityProgress>): void;
  end(status: Partial<StatusAnswer>): void;
  fail(error: unknown): void;
  isCancelled: boolean;
}

export interface Waited {
  readonly options: WaitOptions;
  end(status: Partial<StatusAnswer>): void;
}

/** A client whose sendings go as far as the test lets them: for the order of states alone. */
export function scriptedClient() {
  const begun: Begun[] = [];
  const waited: Waited[] = [];
  const cancelled: string[] = [];
  const client: SendingClient = {
    ingestFile(options) {
      const feed = createProgressFeed<IngestProgress>((step) => JSON.stringify(step));
      const { promise, resolve, reject } = Promise.withResolvers<StatusAnswer>();
      promise.then(feed.end, feed.fail);
      const { size } = options.file;
      const one: Begun = {
        options,
        isCancelled: false,
        sent: (sent) =>
          feed.tell({ phase: 'upload', sent, total: size, attempt: 1, freshUrls: 0, uploadId: null }),
        checking: (activityId, progress) =>
          feed.tell({
            phase: 'processing',
            activityId,
            status: 'ACTIVITY_QUEUED',
            progress: progress === undefined ? null : viewOf({}, progress).progress,
          }),
        end: (status) => resolve(answerOf(status)),
        fail: reject,
      };
      begun.push(one);
      const upload = { uploadId: null, url: '', bytes: size ?? 0, etag: undefined, requestId: undefined };
      const result = promise.then((status) => ({ upload, status }));
      result.catch(() => undefined);
      return {
        result,
        uploadId: null,
        upload: null,
        activityId: null,
        async cancel() {
          one.isCancelled = true;
          reject(new DOMException('left', 'AbortError'));
          return null;
        },
        [Symbol.asyncIterator]: () => feed.read(() => undefined),
      } satisfies Ingestion;
    },
    waitForActivity(options) {
      const { promise, resolve } = Promise.withResolvers<StatusAnswer>();
      waited.push({ options, end: (status) => resolve(answerOf(status)) });
      return promise;
    },
    async cancelActivity({ activityId }) {
      cancelled.push(activityId);
      return viewOf({ activityId });
    },
  };
  return { client, begun, waited, cancelled };
}

function answerOf(status: Partial<StatusAnswer>): StatusAnswer {
  return {
    activityId: '66f1a2b3c4d5e6f708192a3b',
    externalId: null,
    status: 'ACTIVITY_COMPLETED',
    processingStats: [{ gstin: '27AAPFU0939F1ZV', totalDocumentCount: 3, validRows: 4, invalidRows: 0 }],
    fileError: null,
    errors: [],
    ...status,
  };
}
