import type { ClaimedJob } from '../ingestion/ports.ts';
import { attempt } from './attempt.ts';
import { clean } from './clean.ts';
import type { WorkerPorts, WorkerSettings } from './ports.ts';
import { watchAttempt } from './watching.ts';

export interface Worker {
  /** There may be work: look now. */
  poke(): void;
  /** Takes no further job, hands back what runs, and resolves when nothing does. */
  stop(): Promise<void>;
}

/** Claims jobs and judges them, as many at once as it has slots and a small one more, until it is stopped. */
export function startWorker(ports: WorkerPorts, settings: WorkerSettings): Worker {
  const stopping = new AbortController();
  const alarm = createAlarm();
  const running = new Set<Promise<void>>();
  let cleanedAt = ports.now();

  function begin(job: ClaimedJob, since: number): void {
    const watched = watchAttempt(job, ports.watch, since);
    const ended = attempt(job, ports, { ...settings, stopping: stopping.signal, watched }).finally(() => {
      running.delete(ended);
      alarm.ring();
    });
    running.add(ended);
  }

  /** One look for something to do; whether there was. */
  async function work(): Promise<boolean> {
    await cleanInTime();
    const { slots, smallFileBytes, leaseMs, maxAttempts, maxLostAttempts } = settings;
    const most = smallFileBytes > 0 ? slots + 1 : slots;
    if (running.size >= most) return false;
    const since = ports.now();
    const job = await ports.activities.claim({
      ...{ now: since, leaseMs, maxAttempts, maxLostAttempts },
      ...(running.size === slots ? { maxBytes: smallFileBytes } : {}),
    });
    if (job !== undefined) {
      begin(job, since);
      return true;
    }
    return running.size === 0 && clean(ports);
  }

  /** Whoever is never idle comes by here all the same. */
  async function cleanInTime(): Promise<void> {
    const now = ports.now();
    if (Math.abs(now - cleanedAt) < settings.cleanEveryMs) return;
    cleanedAt = now;
    await clean(ports).catch((error: unknown) => ports.log.warn({ error }, 'left for a later cleaning'));
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      alarm.silence();
      const pauseMs = await work().then(
        (wasWork) => (wasWork ? 0 : settings.pollMs),
        (error: unknown) => {
          ports.log.error({ error }, 'no work could be claimed');
          return settings.pauseAfterErrorMs;
        },
      );
      if (pauseMs > 0 && !stopping.signal.aborted) await alarm.wait(pauseMs);
    }
    await Promise.all(running);
  }

  const ended = loop();
  return {
    poke: alarm.ring,
    async stop() {
      stopping.abort();
      alarm.ring();
      await ended;
    },
  };
}

/** A wait that can be cut short, also by what happened just before it began. */
function createAlarm() {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    silence(): void {
      isRung = false;
    },
    ring(): void {
      isRung = true;
      wake?.();
    },
    wait(ms: number): Promise<void> {
      if (isRung) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
