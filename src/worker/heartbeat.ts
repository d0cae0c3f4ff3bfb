import type { ActivityProgress } from '../ingestion/activity.ts';
import type { ClaimedJob } from '../ingestion/ports.ts';
import type { WorkerPorts, WorkerSettings } from './ports.ts';

/** Why an attempt ends before its file does. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly why: 'cancelled' | 'lost' | 'stopping';

  constructor(why: Interruption['why']) {
    super(`the attempt ends: ${why}`);
    this.why = why;
  }
}

export interface Heart {
  /** Aborted with an `Interruption`. */
  readonly signal: AbortSignal;
  report(progress: ActivityProgress): void;
  /** Resolves when no beat is under way any more. */
  stop(): Promise<void>;
}

/**
 * Prolongs the lease of a job again and again with its newest progress, and ends its attempt when somebody cancelled it or
 * took it over. A database that cannot be reached is no reason to: the fence guards what comes after.
 */
export function startHeart(
  job: ClaimedJob,
  { activities, log, now }: Pick<WorkerPorts, 'activities' | 'log' | 'now'>,
  {
    leaseMs,
    heartbeatMs,
    stopping,
  }: Pick<WorkerSettings, 'leaseMs' | 'heartbeatMs'> & { readonly stopping: AbortSignal },
): Heart {
  const { activityId } = job.activity;
  const ending = new AbortController();
  let { progress } = job.activity;
  let beating: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    try {
      const heard = await activities.heartbeat({
        activityId,
        fence: job.fence,
        now: now(),
        leaseMs,
        progress,
      });
      if (heard !== 'ok') ending.abort(new Interruption(heard));
    } catch (error) {
      log.warn({ activityId, error }, 'heartbeat not written');
    }
  }

  let isBeating = false;
  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beating = beat().finally(() => {
      isBeating = false;
    });
  }, heartbeatMs);
  const onStopping = () => ending.abort(new Interruption('stopping'));
  if (stopping.aborted) onStopping();
  stopping.addEventListener('abort', onStopping, { once: true });

  return {
    signal: ending.signal,
    report(latest) {
      progress = latest;
    },
    async stop() {
      clearInterval(timer);
      stopping.removeEventListener('abort', onStopping);
      await beating;
    },
  };
}
