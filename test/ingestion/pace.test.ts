import { describe, expect, it } from 'vitest';
import type { ActivityProgress, ActivityState } from '../../src/ingestion/activity.ts';
import { paceOf } from '../../src/ingestion/pace.ts';

const MINUTE = 60_000;

function pace(progress: Partial<ActivityProgress>, state: ActivityState = 'running', elapsed = MINUTE) {
  const full = { phase: 'judging', bytesDone: 500, bytesTotal: 1_000, rowsRead: 3_000, ...progress } as const;
  return paceOf({ state, startedAt: 1_000, progress: full }, 1_000 + elapsed);
}

describe('the pace of an activity', () => {
  it('is told while it runs: less time is left the further it is', () => {
    const left = [
      pace({ phase: 'counting' }),
      pace({ bytesDone: 100 }),
      pace({ bytesDone: 900 }),
      pace({ phase: 'reporting' }),
      pace({ phase: 'settling' }),
    ].map(({ etaSeconds }) => etaSeconds ?? -1);
    expect(left).toEqual([...left].sort((one, other) => other - one));
    expect(new Set(left).size).toBe(left.length);
    expect(left.at(-1)).toBeGreaterThan(0);
  });

  it('counts the rows of a pass in the time of that pass', () => {
    // Half of counting: all the time went into it.
    expect(pace({ phase: 'counting', rowsRead: 6_000 }).rowsPerSecond).toBe(100);
    // The same rows in judging took less than all the time.
    expect(pace({ rowsRead: 6_000 }).rowsPerSecond).toBeGreaterThan(100);
  });

  it('is not told before there is anything to go by, nor after the end', () => {
    const unknown = { rowsPerSecond: null, etaSeconds: null };
    expect(pace({ phase: 'waiting' }, 'queued')).toEqual(unknown);
    expect(pace({ phase: 'counting', bytesDone: 1 })).toEqual(unknown);
    expect(pace({ bytesDone: 0 })).toEqual(unknown);
    expect(pace({ phase: 'done' }, 'completed')).toEqual(unknown);
    expect(
      paceOf(
        {
          state: 'running',
          startedAt: null,
          progress: { phase: 'judging', bytesDone: 1, bytesTotal: 1, rowsRead: 1 },
        },
        5,
      ),
    ).toEqual(unknown);
  });

  it('is a number even at the very start and where the clock went back', () => {
    for (const elapsed of [0, -MINUTE]) {
      const { rowsPerSecond, etaSeconds } = pace({}, 'running', elapsed);
      expect(Number.isFinite(rowsPerSecond)).toBe(true);
      expect(etaSeconds).toBeGreaterThan(0);
    }
  });
});
