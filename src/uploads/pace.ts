/** Monotonic time and a repeating timer, so that tests can drive both by hand. */
export interface Clock {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Calls `tick` about every `periodMs` until the function it gives back is called. */
  every(periodMs: number, tick: () => void): () => void;
}

/** A sender is judged over this much time spent waiting for it: a pause shorter than that is nobody's fault. */
const WINDOW_MS = 30_000;
const CHECK_EVERY_MS = 1_000;

export interface PaceWatch {
  /** From now on it is the sender who keeps us waiting. */
  waiting(): void;
  received(bytes: number): void;
  stop(): void;
}

/**
 * Tells when a sender stays below `minBytesPerSecond` over 30 seconds. Only the time that we wait for the sender counts:
 * while our own disk is slow, nobody is too slow. There is no limit on the whole, so an honest upload may take hours.
 */
export function watchPace(options: {
  readonly clock: Clock;
  readonly minBytesPerSecond: number;
  onTooSlow(): void;
}): PaceWatch {
  const { clock } = options;
  const dueBytes = (options.minBytesPerSecond * WINDOW_MS) / 1000;
  let waitedMs = 0;
  let windowBytes = 0;
  let waitingSince: number | undefined;

  function judge(): void {
    const now = clock.now();
    if (waitingSince !== undefined) {
      waitedMs += now - waitingSince;
      waitingSince = now;
    }
    if (waitedMs < WINDOW_MS) return;
    const tooSlow = windowBytes < dueBytes;
    waitedMs = 0;
    windowBytes = 0;
    if (tooSlow) options.onTooSlow();
  }

  const stopTimer = clock.every(CHECK_EVERY_MS, judge);
  return {
    waiting() {
      waitingSince = clock.now();
    },
    received(bytes) {
      if (waitingSince !== undefined) waitedMs += clock.now() - waitingSince;
      waitingSince = undefined;
      windowBytes += bytes;
    },
    stop: stopTimer,
  };
}
