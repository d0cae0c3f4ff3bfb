import type { WorkerCalls } from './work.ts';

/** What a supervising server says to its worker. */
export const POKE = 'poke';

/** How long a worker may take to hand its jobs back once it was told to stop. */
const LONGEST_STOP_MS = 10_000;

/** This process as a worker: it ends by SIGTERM or Ctrl-C, and when the server that started it is gone. */
export function workerCalls(): WorkerCalls {
  const stopped = Promise.withResolvers<void>();
  const stop = () => {
    stopped.resolve();
    // Whatever hangs, its leases run out: nothing is lost by an end without ceremony.
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.once('disconnect', stop);
  void stopped.promise.then(() => {
    // The channel would keep the process alive.
    if (process.connected) process.disconnect();
  });
  return {
    isSupervised: process.send !== undefined,
    onPoke: (listener) =>
      void process.on('message', (message) => {
        if (message === POKE) listener();
      }),
    stopped: stopped.promise,
  };
}
