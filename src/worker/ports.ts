import type { FileJudge } from '../ingestion/fileJudge.ts';
import type { ActivityStore, DocumentStore } from '../ingestion/ports.ts';
import type { Log } from '../log.ts';
import type { AttemptWatch } from '../telemetry/ports.ts';
import type { DownloadStore, ObjectStore } from '../uploads/ports.ts';

/** What a worker works on. */
export interface WorkerPorts {
  readonly activities: ActivityStore;
  readonly documents: DocumentStore;
  readonly downloads: DownloadStore;
  readonly objects: ObjectStore;
  readonly judge: FileJudge;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Undefined where OpenTelemetry is off. */
  readonly watch?: AttemptWatch | undefined;
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0 and less than 1. */
  random(): number;
  /** The date in India, `yyyy-mm-dd`. */
  today(now: number): string;
}

export interface WorkerSettings {
  /** Files judged at once, of any size. */
  readonly slots: number;
  /** While those are taken, one more of at most so many bytes (0: none): nobody waits a minute for a file of a second. */
  readonly smallFileBytes: number;
  /** How long a claim holds without a heartbeat. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How long an idle worker waits before it looks for work unasked. */
  readonly pollMs: number;
  /** Likewise when the database or the disk was found failing. */
  readonly pauseAfterErrorMs: number;
  /** After a failed attempt; four times as long after each further one, up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  readonly maxAttempts: number;
  readonly maxLostAttempts: number;
  /**
   * For so long after its first outage an activity waits for the machine to come round: after `retryMs`, then twice as
   * long each time, up to `longestRetryMs`. Later ones count as failures.
   */
  readonly outageMs: number;
  /** A worker that never idles cleans all the same, so often. */
  readonly cleanEveryMs: number;
}

export const WORKER_SETTINGS: Omit<WorkerSettings, 'slots'> = {
  smallFileBytes: 4_194_304,
  leaseMs: 30_000,
  heartbeatMs: 2_000,
  pollMs: 250,
  pauseAfterErrorMs: 5_000,
  retryMs: 1_000,
  longestRetryMs: 60_000,
  maxAttempts: 3,
  maxLostAttempts: 15,
  // A disk that fills in the evening is seen to in the morning.
  outageMs: 86_400_000,
  cleanEveryMs: 60_000,
};
