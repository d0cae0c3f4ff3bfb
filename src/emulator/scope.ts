import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../uploads/pace.ts';
import type { Call, Forced, Outcome } from './outcomes.ts';

/** What one request is made to come to, wherever it has got to. */
export interface Scope {
  /** Runs what answers a request, so that everything it asks for knows what is wanted. */
  run<T>(forced: Forced, answer: () => T): T;
  /** What is forced on the request that is being answered, if it is this call. */
  forced(call: Call): Forced | undefined;
  /** The same by outcome: whether it is wanted here. */
  wants(call: Call, outcome: Outcome): boolean;
}

export function createScope(): Scope {
  const storage = new AsyncLocalStorage<Forced>();
  const forced = (call: Call) => {
    const wanted = storage.getStore();
    return wanted?.call === call ? wanted : undefined;
  };
  return {
    run: (wanted, answer) => storage.run(wanted, answer),
    forced,
    wants: (call, outcome) => forced(call)?.outcome === outcome,
  };
}

/** Longer than a sender may be silent, at any rate. */
const SILENCE_MS = 600_000;
const SOON_MS = 100;

/** The gateway's clock. To a PUT that shall be too slow, minutes have passed at its first tick. */
export function impatientClock(clock: Clock, scope: Scope): Clock {
  const passed = new WeakSet<object>();
  const forcedSilence = () => {
    const forced = scope.forced('put');
    return forced?.outcome === 'too_slow' ? forced : undefined;
  };
  return {
    now() {
      const forced = forcedSilence();
      return clock.now() + (forced !== undefined && passed.has(forced) ? SILENCE_MS : 0);
    },
    every(periodMs, tick) {
      const forced = forcedSilence();
      if (forced === undefined || passed.has(forced)) return clock.every(periodMs, tick);
      const stop = clock.every(forced.afterMs ?? SOON_MS, () => {
        passed.add(forced);
        tick();
      });
      return stop;
    },
  };
}
