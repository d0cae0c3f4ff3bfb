import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../log.ts';
import { POKE } from './workerCalls.ts';

const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
/** V8 as the command's own first line sets it: small generations cost little here and save much memory. */
const NODE_FLAGS = ['--max-semi-space-size=8'];
const FORK_OPTIONS = {
  execArgv: NODE_FLAGS,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
} satisfies ForkOptions;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A worker that ran for so long did not fail at its start. */
const STEADY_AFTER_MS = 60_000;
/** Longer than a worker gives itself. */
const KILL_AFTER_MS = 12_000;

export interface SupervisedWorker {
  /** Tells the worker that there may be something to do. */
  poke(): void;
  /** Resolves when the worker has handed back what it was doing and ended. */
  stop(): Promise<void>;
}

/**
 * Keeps one worker process running beside this server: another one, after a pause that grows, whenever it ends. It ends by
 * itself when this process is gone.
 */
export function superviseWorker({
  dataDir,
  log,
  launch = () => fork(BIN, ['worker', '--data-dir', dataDir], FORK_OPTIONS),
}: {
  readonly dataDir: string;
  readonly log: Pick<Log, 'error'>;
  readonly launch?: () => ChildProcess;
}): SupervisedWorker {
  let worker: ChildProcess | undefined;
  let isStopping = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    const startedAt = performance.now();
    let child: ChildProcess;
    try {
      child = launch();
    } catch (error) {
      // Without memory the system refuses a process at once.
      log.error({ error }, 'worker cannot be started; another try follows');
      startLater();
      return;
    }
    worker = child;
    // A poke that comes too late for it is no loss: the next worker looks at its start.
    child.on('error', (error) => log.error({ error }, 'worker cannot be reached'));
    child.once('close', (code, signal) => {
      if (isStopping) return;
      log.error({ code: String(signal ?? code) }, 'worker ended; another one starts');
      if (performance.now() - startedAt > STEADY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      startLater();
    });
  }

  function startLater(): void {
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  start();
  return {
    poke() {
      if (worker?.connected === true) worker.send(POKE, () => undefined);
    },
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
      const ended = new Promise((resolve) => worker?.once('exit', resolve));
      worker.kill('SIGTERM');
      const killing = setTimeout(() => worker?.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}
