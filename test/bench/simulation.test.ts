import { describe, expect, it } from 'vitest';
import { createRandom } from '../../bench/registers/random.ts';
import { atRandom, inTurn } from '../../bench/simulation/arrivals.ts';
import { createEvents } from '../../bench/simulation/events.ts';
import { createMachine } from '../../bench/simulation/machine.ts';
import { type FileCosts, type SitePlan, simulate } from '../../bench/simulation/site.ts';

const COSTS: FileCosts = {
  ...{ server: 0, poll: 0, worker: 0.1, workerRow: 0 },
  ...{ database: 0, databaseRow: 0, databasePoll: 0, waiting: 0 },
};
const PLAN: SitePlan = {
  ...{ servers: 1, serverCores: 64, workers: 1, workerCores: 1, slots: 63, databaseCores: 64 },
};
const NEVER_POLLING = { pollSeconds: Number.MAX_SAFE_INTEGER };
const world = () => ({ events: createEvents(), random: createRandom(7) });
const mean = (ended: readonly { readonly seconds: number }[]) =>
  ended.reduce((sum, { seconds }) => sum + seconds, 0) / ended.length;

describe('simulated events', () => {
  it('happen in the order of their times, and of their planning at one time', () => {
    const events = createEvents();
    const seen: string[] = [];
    for (const time of [5, 1, 3, 3, 2, 9, 0, 3]) events.at(time, () => seen.push(`${events.now}:${time}`));
    events.after(4, () => events.after(0.5, () => seen.push('later')));
    events.run();
    expect(seen).toEqual(['0:0', '1:1', '2:2', '3:3', '3:3', '3:3', 'later', '5:5', '9:9']);
  });
});

describe('a simulated machine', () => {
  it('shares its cores evenly and gives one thread one core at most', () => {
    const events = createEvents();
    const machine = createMachine(events, 2);
    const ends: [string, number][] = [];
    const note = (name: string) => () => ends.push([name, Number(events.now.toFixed(6))]);
    machine.work(1, note('alone at first'));
    events.at(0.5, () => {
      for (const name of ['a', 'b', 'c']) machine.work(1, note(name));
    });
    events.run();
    // From 0.5 on four threads have half a core each: the first has half a second left, the others then share two cores.
    expect(ends).toEqual([
      ['alone at first', 1.5],
      ['a', 2.25],
      ['b', 2.25],
      ['c', 2.25],
    ]);
    expect(machine.spent()).toBeCloseTo(4, 6);
  });
});

describe('a simulated site', () => {
  it('takes the time that queueing theory gives for processor sharing, mean work / (1 - load)', () => {
    for (const load of [0.5, 0.8]) {
      const run = world();
      const arrivals = atRandom({ rate: load / 0.1, seconds: 40_000, companies: 1_000 }, run.random);
      const { ended, use } = simulate({ plan: PLAN, costs: COSTS, clients: NEVER_POLLING, arrivals }, run);
      expect(mean(ended) / (0.1 / (1 - load))).toBeGreaterThan(0.93);
      expect(mean(ended) / (0.1 / (1 - load))).toBeLessThan(1.07);
      expect(use.workers).toBeCloseTo(load, 1);
    }
  });

  it('is held up by what is busiest: twice the workers, twice the files', () => {
    const arrivals = inTurn({ files: 400, companies: 40, spacing: 0.001, rows: 300 });
    const rates = [1, 2].map(
      (workers) =>
        simulate(
          { plan: { ...PLAN, workers, slots: 1 }, costs: COSTS, clients: NEVER_POLLING, arrivals },
          world(),
        ).filesPerSecond,
    );
    expect((rates[1] ?? 0) / (rates[0] ?? 0)).toBeGreaterThan(1.9);
    const held = simulate(
      {
        plan: { ...PLAN, workers: 2, slots: 1, databaseCores: 1 },
        costs: { ...COSTS, database: 0.2 },
        clients: NEVER_POLLING,
        arrivals,
      },
      world(),
    );
    expect(held.filesPerSecond).toBeLessThan(5.5);
    expect(held.use.database).toBeGreaterThan(0.95);
  });

  it('serves a small company beside one that sends hundreds', () => {
    const flood = inTurn({ files: 300, companies: 1, spacing: 0, rows: 300 });
    const small = { time: 1, company: 2, rows: 200 };
    const arrivals = [...flood, small];
    const seen = simulate(
      { plan: { ...PLAN, slots: 1 }, costs: COSTS, clients: NEVER_POLLING, arrivals },
      world(),
    );
    // Both slots are taken when it comes: it has the next one that is free.
    expect(seen.ended).toHaveLength(301);
    expect(seen.ended.find(({ rows }) => rows === 200)?.seconds).toBeLessThan(0.5);
    expect(seen.ended.at(-1)?.seconds).toBeGreaterThan(25);
  });

  it('lets a small file by while large ones hold the slots', () => {
    const arrivals = [
      { time: 0, company: 1, rows: 1_000_000 },
      { time: 0, company: 2, rows: 1_000_000 },
      { time: 1, company: 3, rows: 300 },
    ];
    const { ended } = simulate(
      {
        plan: { ...PLAN, slots: 1, workerCores: 2 },
        costs: { ...COSTS, workerRow: 0.00002 },
        clients: NEVER_POLLING,
        arrivals,
      },
      world(),
    );
    expect(ended.map(({ rows }) => rows)).toEqual([300, 1_000_000, 1_000_000]);
    expect(ended[0]?.seconds).toBeLessThan(0.3);
  });
});
