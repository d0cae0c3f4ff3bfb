import type { Clock } from '../../src/uploads/pace.ts';

/** A clock that a test turns by hand: every tick due on the way is called, in order. */
export function createHandClock(): Clock & { advance(ms: number): Promise<void>; readonly timers: number } {
  let now = 0;
  const timers = new Set<{ periodMs: number; dueAt: number; tick: () => void }>();
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    every(periodMs, tick) {
      const timer = { periodMs, dueAt: now + periodMs, tick };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    get timers() {
      return timers.size;
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
        if (next === undefined) break;
        now = next.dueAt;
        next.dueAt += next.periodMs;
        next.tick();
        await turn();
      }
      now = until;
      await turn();
    },
  };
}
