import type { Events } from './events.ts';

/** A machine whose cores are shared evenly by all that runs on it, each on one core at most. */
export interface Machine {
  /** Does `seconds` of work of one thread, then calls back. */
  work(seconds: number, done: () => void): void;
  /** Processor seconds spent so far. */
  spent(): number;
  readonly cores: number;
}

interface Thread {
  left: number;
  readonly done: () => void;
}

/** What counts as nothing left, for sums of fractions never come to zero. */
const NOTHING_SECONDS = 1e-9;

/** Processor sharing: with more threads than cores each gets its even share, as a fair scheduler gives it. */
export function createMachine(events: Events, cores: number): Machine {
  const threads = new Set<Thread>();
  let spent = 0;
  let lookedAt = 0;
  let plan = 0;

  function rate(): number {
    return Math.min(1, cores / threads.size);
  }

  function advance(): void {
    const done = (events.now - lookedAt) * rate();
    lookedAt = events.now;
    for (const thread of threads) {
      thread.left -= done;
      spent += done;
    }
  }

  function planNext(): void {
    plan += 1;
    if (threads.size === 0) return;
    const mine = plan;
    let least = Number.POSITIVE_INFINITY;
    for (const { left } of threads) least = Math.min(least, left);
    events.after(Math.max(0, least) / rate(), () => {
      if (mine === plan) endFinished();
    });
  }

  function endFinished(): void {
    advance();
    const finished = [...threads].filter(({ left }) => left <= NOTHING_SECONDS);
    for (const thread of finished) threads.delete(thread);
    planNext();
    for (const { done } of finished) done();
  }

  return {
    cores,
    spent: () => spent,
    work(seconds, done) {
      if (threads.size > 0) advance();
      else lookedAt = events.now;
      threads.add({ left: seconds, done });
      planNext();
    },
  };
}
