import type { LastUse } from '../accounts/lastUse.ts';
import type { AccountStore } from '../accounts/ports.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../log.ts';
import type { KeyRing } from '../uploads/keyRing.ts';
import type { DownloadStore, ObjectStore, UploadStore } from '../uploads/ports.ts';
import { removeLeftProbes } from '../uploads/probeOwner.ts';
import { sweep } from '../uploads/sweep.ts';
import type { DirectSweep } from '../uploads/sweepDirect.ts';

const SWEEP_EVERY_MS = 60_000;
/** What trials of the store left of themselves: a few names at most. */
const PROBES_EVERY_MS = 86_400_000;
const LAST_USE_EVERY_MS = 5_000;
/** How long a server may go on signing with a key that was replaced. */
const KEYS_EVERY_MS = 2_000;

/** What runs beside the requests of a server, and what it works on. */
export interface BackgroundWork {
  readonly uploads: UploadStore;
  readonly downloads: DownloadStore;
  readonly accounts: AccountStore;
  readonly objects: ObjectStore;
  readonly direct: DirectSweep | undefined;
  readonly keys: Pick<KeyRing, 'reload' | 'tidy'>;
  readonly retentionMs: number;
  readonly lastUse: LastUse;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Background {
  /** Sweeps now, beside the sweeps that come in time. */
  sweep(): Promise<void>;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** The sweep, the writing down of last uses and the reading of keys. */
export function startBackground(work: BackgroundWork): Background {
  const { metrics, lastUse, log } = work;

  let isStopping = false;
  let probesLookedForAt = Number.NEGATIVE_INFINITY;
  async function removeProbes(): Promise<void> {
    if (work.now() < probesLookedForAt + PROBES_EVERY_MS) return;
    probesLookedForAt = work.now();
    await removeLeftProbes(work.objects, work.now());
  }

  async function sweepOnce(): Promise<void> {
    for (let more = true; more; ) {
      const summary = await sweep({ ...work, now: work.now(), isStopping: () => isStopping });
      metrics.swept('unused', summary.closedUnused);
      metrics.swept('expired', summary.expired);
      metrics.swept('files', summary.filesRemoved);
      metrics.swept('failed', summary.failures.count);
      const { count, first } = summary.failures;
      if (first !== null) {
        const { error, workspaceId, owner } = first;
        log.error({ error, count, workspaceId, uploadId: owner }, 'files were not swept; this is the first');
      }
      more = summary.more;
    }
    await work.keys.tidy();
    await removeProbes();
  }

  const stopSweep = repeat(sweepOnce, SWEEP_EVERY_MS, (error) => log.error({ error }, 'sweep failed'));
  const stopLastUse = repeat(lastUse.flush, LAST_USE_EVERY_MS, (error) =>
    log.error({ error }, 'last use not written'),
  );
  // So often that an outage is told once and not at every turn.
  let keysFailed = false;
  async function readKeys(): Promise<void> {
    await work.keys.reload();
    keysFailed = false;
  }
  const stopKeys = repeat(readKeys, KEYS_EVERY_MS, (error) => {
    if (!keysFailed) log.error({ error }, 'signing keys not read');
    keysFailed = true;
  });
  return {
    sweep: sweepOnce,
    async stop() {
      isStopping = true;
      await Promise.all([stopSweep(), stopLastUse(), stopKeys()]);
      await lastUse.flush().catch((error: unknown) => log.error({ error }, 'last use not written'));
    },
  };
}

/** Runs `task` again and again, `pauseMs` after it ended; the returned function waits for a run under way. */
function repeat(
  task: () => Promise<void>,
  pauseMs: number,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const plan = (): void => {
    timer = setTimeout(() => {
      running = task().catch(onError).then(plan);
    }, pauseMs);
    timer.unref();
  };
  plan();
  return async () => {
    clearTimeout(timer);
    await running;
    clearTimeout(timer);
  };
}
