import type { ActivityProgress, ActivityStatus, ActivityView } from './activityTypes.ts';
import type { StatusAnswer, TriggerOptions, WaitOptions } from './ingestionTypes.ts';
import type { CallOptions, FileContentType, UploadProgress, UploadResult, UploadSource } from './types.ts';

export interface IngestFileOptions
  extends CallOptions,
    Pick<TriggerOptions, 'templateType' | 'templateId' | 'gstins' | 'externalId' | 'corrects'>,
    Pick<WaitOptions, 'pollDelayMs'> {
  /** What to send: a `File` as browsers give it, any `Blob`, or a source that is opened anew for each try. */
  readonly file: Blob | UploadSource;
  /** 1 to 1,500 characters (code points) in any script. Default: the name of a `File`. */
  readonly fileName?: string | undefined;
  /** Default: by the ending of the file's name, `.xlsx`, `.xls` or `.csv`. */
  readonly fileContentType?: FileContentType | undefined;
}

/** First the bytes of the upload, then what the server tells of the rows. */
export type IngestProgress =
  | ({ readonly phase: 'upload' } & UploadProgress)
  | ({ readonly phase: 'processing' } & SeenActivity);

export interface SeenActivity {
  /** 24 hex digits. */
  readonly activityId: string;
  readonly status: ActivityStatus;
  /** Null where the server has only Clear's status call, and before the first look. */
  readonly progress: ActivityProgress | null;
}

export interface IngestResult {
  readonly upload: UploadResult;
  /** The final one: completed, discarded, system feedback or unplanned error. */
  readonly status: StatusAnswer;
}

/**
 * A file on its way. Iterate it once for its progress, or await `result`, or both; it goes on in either case, and with
 * nobody looking. Progress that nobody has read yet is replaced by newer one of the same step, so that no step is
 * missed and nothing piles up. Whatever ends it badly is thrown by both.
 *
 * Leaving it (the signal, or `break` out of the loop) ends what this client does: an upload under way is broken off and
 * nothing of it is kept. Once the activity exists, the server goes on with it; `cancel` ends that as well.
 */
export interface Ingestion extends AsyncIterable<IngestProgress> {
  /** @throws GstIntakeError, the signal's reason, or an AbortError after `break` and `cancel` */
  readonly result: Promise<IngestResult>;
  /** As in UploadResult; null until there is a URL. */
  readonly uploadId: string | null;
  /** Null until the file has arrived whole. */
  readonly upload: UploadResult | null;
  /** Null until the activity exists. */
  readonly activityId: string | null;
  /**
   * Ends it wherever it is: the upload, or the activity on the server, of which nothing is kept then. Gives the
   * cancelled activity, or null where there was none yet. Not on Clear once the activity exists.
   * @throws GstIntakeError where the activity could not be cancelled; it then goes on, and so does this
   */
  cancel(): Promise<ActivityView | null>;
}
