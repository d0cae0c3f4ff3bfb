import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { type Log, openLog } from '../log.ts';
import { judgeIsolation } from '../worker/judgeProcessStart.ts';
import { WORKER_SETTINGS, type WorkerPorts, type WorkerSettings } from '../worker/ports.ts';
import { startWorker } from '../worker/run.ts';
import { makeDataDirectory, openConfiguredDatabase } from './installation.ts';
import { openFileJudge, todayInIndia } from './judging.ts';
import { makeScratchDirectory, openConfiguredObjects } from './objectStore.ts';
import { openTelemetry } from './observing.ts';
import { readRulesFile } from './rulesFile.ts';

/** Scratch files of judging children and of files fetched for them: nameless, but for links that a killed worker leaves. */
const SCRATCH_NAME = /^(?:judge|fetch)-(\d+)-/;
/** How this process is told what to do: by a server that started it, or by signals. */
export interface WorkerCalls {
  /** Started beside the server of the same installation, which starts another one whenever this one ends. */
  readonly isSupervised: boolean;
  onPoke(listener: () => void): void;
  /** Resolves when the worker shall end. */
  readonly stopped: Promise<void>;
}

/** What a mode of its own puts in place of parts of a worker. */
export interface WorkerMode {
  readonly settings: Partial<WorkerSettings>;
  ports(ports: WorkerPorts): WorkerPorts;
}

/** Judges uploaded files until it is told to stop; resolves when what ran was handed back. */
export async function work(config: Config, calls: WorkerCalls, mode?: WorkerMode): Promise<void> {
  const { log, flush } = openLog(config.logLevel);
  process.once('exit', flush);
  makeDataDirectory(config.dataDir);
  const database = await openConfiguredDatabase(config);
  try {
    await database.migrate();
    await workOn(database, { config, calls, log, mode });
  } finally {
    await database.close();
  }
}

async function workOn(
  database: Database,
  {
    config,
    calls,
    log,
    mode,
  }: {
    readonly config: Config;
    readonly calls: WorkerCalls;
    readonly log: Log;
    readonly mode: WorkerMode | undefined;
  },
): Promise<void> {
  const { objects, close } = await openConfiguredObjects(config);
  const judge = openFileJudge({
    scratchDirectory: cleanScratchDirectory(config.dataDir),
    spares: config.workers,
    // A small file goes by while the slots are taken.
    atOnce: config.workers + 1,
    tables: readRulesFile(config),
  });
  if (judgeIsolation() === null) {
    log.warn(
      {},
      'files are judged in processes that keep the network: this user may make no network namespace',
    );
  }
  // On SQLite there is no other machine: whoever held a lease was this worker's predecessor.
  if (calls.isSupervised && config.databaseUrl === null) await database.activities.endLeases(Date.now());
  // An emulator's files are nobody's.
  const telemetry = mode === undefined ? await openTelemetry(config, { role: 'worker', log }) : undefined;
  const ports = {
    ...database,
    watch: telemetry?.watchAttempts(),
    ...{ objects, judge, log, now: Date.now, random: Math.random, today: todayInIndia },
  };
  const worker = startWorker(mode?.ports(ports) ?? ports, {
    ...WORKER_SETTINGS,
    ...mode?.settings,
    slots: config.workers,
  });
  calls.onPoke(worker.poke);
  log.info({ count: config.workers }, 'worker started');

  await calls.stopped;
  await worker.stop();
  await judge.close();
  await telemetry?.close();
  close();
  log.info({}, 'worker stopped');
}

/** Removes what workers left there that are no more. */
function cleanScratchDirectory(dataDir: string): string {
  const directory = makeScratchDirectory(dataDir);
  for (const name of readdirSync(directory)) {
    const [, pid] = SCRATCH_NAME.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(directory, name), { force: true });
  }
  return directory;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
