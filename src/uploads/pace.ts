/** Monotonic time and a repeating timer, so that tests can drive both by hand. */
export interface Clock {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Calls `tick` about every `periodMs` until the function it gives back is called. */
  every(periodMs: number, tick: () => void): () => void;
}

/** A sender may fall behind the rate by as much as this time of silence: a shorter pause is nobody's fault. */
const ALLOWANCE_MS = 30_000;
const CHECK_EVERY_MS = 1_000;

export interface PaceWatch {
  /** From now on it is the sender who keeps us waiting. */
  waiting(): void;
  received(bytes: number): void;
  stop(): void;
}

/**
 * Tells when a sender falls more than 30 seconds' worth behind `minBytesPerSecond`. What it once sent quickly does not
 * buy a longer silence, and only the time that we wait for it counts: while our own disk is slow, nobody is too slow.
 * There is no limit on the whole, so an honest upload may take hours. A minimum of 0 is no minimum: nobody is cut.
 */
export function watchPace(options: {
  readonly clock: Clock;
  readonly minBytesPerSecond: number;
  onTooSlow(): void;
}): PaceWatch {
  const { clock } = options;
  const bytesPerMs = options.minBytesPerSecond / 1000;
  const allowance = bytesPerMs * ALLOWANCE_MS;
  /** Bytes that the sender may still fall behind. */
  let slack = allowance;
  let waitingSince: number | undefined;

  function charge(): void {
    if (waitingSince === undefined) return;
    const now = clock.now();
    slack -= (now - waitingSince) * bytesPerMs;
    waitingSince = now;
  }

  const stopTimer = clock.every(CHECK_EVERY_MS, () => {
    charge();
    if (bytesPerMs > 0 && slack <= 0) options.onTooSlow();
  });
  return {
    waiting() {
      waitingSince = clock.now();
    },
    received(bytes) {
      charge();
      waitingSince = undefined;
      slack = Math.min(allowance, slack + bytes);
    },
    stop: stopTimer,
  };
}
