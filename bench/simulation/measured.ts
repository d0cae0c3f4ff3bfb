import type { FileCosts } from './site.ts';

/**
 * Fitted to `npm run bench:burst -- --postgres` (files of 300 rows) and `npm run bench:ingest -- --postgres` (a row more) on
 * 2 cores of an AMD EPYC; commit and date stand in docs/reference/performance.md. Seconds of a processor, and of waiting.
 */
export const MEASURED_COSTS: FileCosts = {
  server: 0.006,
  poll: 0.001,
  worker: 0.08,
  workerRow: 0.000025,
  database: 0.02,
  databaseRow: 0.000005,
  databasePoll: 0.0005,
  waiting: 0.01,
};
export const BURST_ROWS = 300;

/** What the bench saw on that machine with everything on it, which the simulation has to come to. */
export const MEASURED_BURSTS = [
  { files: 600, companies: 500, workers: 1, filesPerSecond: 13 },
  { files: 600, companies: 500, workers: 2, filesPerSecond: 15 },
] as const;

/** Processor seconds that the sender of the bench takes on the same machine, a file. */
export const LOAD_SECONDS = 0.01;
