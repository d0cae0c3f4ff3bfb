import type { FileJudge } from '../ingestion/fileJudge.ts';
import type { ActivityStore, DocumentStore } from '../ingestion/ports.ts';
import type { Log } from '../log.ts';
import type { DownloadStore, ObjectStore } from '../uploads/ports.ts';

/** What a worker works on. */
export interface WorkerPorts {
  readonly activities: ActivityStore;
  readonly documents: DocumentStore;
  readonly downloads: DownloadStore;
  readonly objects: ObjectStore;
  readonly judge: FileJudge;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Epoch milliseconds. */
  now(): number;
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
};
