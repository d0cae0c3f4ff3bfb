import { describe, expect, it } from 'vitest';
import { watchPace } from '../../src/uploads/pace.ts';
import { createHandClock } from './handClock.ts';

function watched(minBytesPerSecond = 10_000) {
  const clock = createHandClock();
  const cuts: number[] = [];
  const pace = watchPace({ clock, minBytesPerSecond, onTooSlow: () => cuts.push(clock.now()) });
  return { clock, cuts, pace };
}

describe('the pace of a sender', () => {
  it('cuts one that sends nothing, after 30 seconds', async () => {
    const { clock, cuts, pace } = watched();
    pace.waiting();
    await clock.advance(29_000);
    expect(cuts).toEqual([]);
    await clock.advance(2_000);
    expect(cuts[0]).toBe(30_000);
  });

  it('lets an hour at 10,200 bytes a second pass, and cuts an hour at 9,800', async () => {
    for (const [bytesPerSecond, passes] of [
      [10_200, true],
      [9_800, false],
    ] as const) {
      const { clock, cuts, pace } = watched();
      for (let second = 0; second < 3_600; second += 1) {
        pace.waiting();
        await clock.advance(1_000);
        pace.received(bytesPerSecond);
      }
      expect(cuts.length === 0).toBe(passes);
    }
  });

  it('lets no early hurry pay for a long silence', async () => {
    const { clock, cuts, pace } = watched();
    pace.waiting();
    await clock.advance(1_000);
    pace.received(1_000_000_000);
    pace.waiting();
    await clock.advance(31_000);
    expect(cuts[0]).toBe(31_000);
  });

  it('forgives a pause of 25 seconds in an otherwise quick upload', async () => {
    const { clock, cuts, pace } = watched();
    for (let round = 0; round < 20; round += 1) {
      pace.waiting();
      await clock.advance(25_000);
      pace.received(4_000_000);
    }
    expect(cuts).toEqual([]);
  });

  it('does not blame the sender for the time that our disk takes', async () => {
    const { clock, cuts, pace } = watched();
    for (let round = 0; round < 10; round += 1) {
      pace.waiting();
      pace.received(65_536);
      await clock.advance(60_000);
    }
    expect(cuts).toEqual([]);
  });

  it('cuts nobody where no minimum is set', async () => {
    const { clock, cuts, pace } = watched(0);
    pace.waiting();
    await clock.advance(3_600_000);
    pace.received(1);
    pace.waiting();
    await clock.advance(3_600_000);
    expect(cuts).toEqual([]);
  });

  it('stops its timer', () => {
    const { clock, pace } = watched();
    expect(clock.timers).toBe(1);
    pace.stop();
    expect(clock.timers).toBe(0);
  });
});
