import type { FileCosts } from './site.ts';

/**
 * Processor seconds of one CSV file of 300 rows by `npm run bench:burst -- --postgres`, of a row more by `npm run bench:ingest --
 * --postgres`; the tables with their commit and date stand in docs/reference/performance.md. `waiting` is what a lone file
 * takes beyond its processor time: commits and pipes, fitted to the burst of one worker.
 */
export const MEASURED_COSTS: FileCosts = {
  server: 0.003,
  poll: 0.001,
  worker: 0.038,
  workerRow: 0.000025,
  database: 0.03,
  databaseRow: 0.000006,
  databasePoll: 0.0005,
  waiting: 0.02,
};

/** A bucket's answers, which the measured machine with its files on disk did not wait for: nine calls a file, 20 ms each. */
export const BUCKET_WAITING_SECONDS = 0.18;

/** What the bench saw with everything on two cores, which the simulation has to come to. */
export const MEASURED = [
  { files: 600, companies: 500, workers: 1, filesPerSecond: 18.5 },
  { files: 600, companies: 500, workers: 2, filesPerSecond: 23.4 },
] as const;
export const BURST_ROWS = 300;
/** At the steady rate of P14's second half. */
export const MEASURED_STEADY = { rate: 8, p50: 0.05, p95: 0.07 } as const;

/** Processor seconds that the sender of the bench takes on the same machine, a file. */
export const LOAD_SECONDS = 0.0036;
