import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { timeMs } from '../../src/compose/judging.ts';
import { watchChild } from '../../src/worker/childWatch.ts';

const MIB = 1_048_576;
const seconds = (mib: number, container: 'ZIP' | 'OLE' | null) =>
  timeMs({ bytes: mib * MIB, container }) / 1_000;

describe('the time that a file may take on a processor', () => {
  it('is little for a small file, whatever it is', () => {
    for (const container of ['ZIP', 'OLE', null] as const) {
      expect(seconds(0.01, container)).toBeLessThan(12.5);
      expect(seconds(0, container)).toBeGreaterThan(10);
    }
  });

  it('is ten times what large registers take here: 25 s of CSV, 40 s of an XLSX', () => {
    expect(seconds(330, null)).toBeGreaterThan(250);
    expect(seconds(165, 'ZIP')).toBeGreaterThan(400);
    expect(seconds(100_000, 'ZIP')).toBeLessThan(1_300);
  });
});

describe('the watch over a child', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets its time stand still until the last of several works is done', async () => {
    const clock = { at: 0 };
    const limits = { memoryBytes: 2 ** 50, timeMs: () => 1_000_000, now: () => clock.at };
    const broken: string[] = [];
    const file = { bytes: 1, container: null };
    const watch = watchChild({ pid: process.pid, file }, limits, ({ message }) => broken.push(message));
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const works = [watch.during(first.promise), watch.during(second.promise)];
    clock.at = 11_000_000;
    first.resolve();
    await works[0];
    vi.advanceTimersByTime(500);
    expect(broken).toEqual([]);
    clock.at = 12_000_000;
    second.resolve();
    await works[1];
    clock.at = 12_000_000 + 9_999_999;
    vi.advanceTimersByTime(500);
    expect(broken).toEqual([]);
    clock.at += 2;
    vi.advanceTimersByTime(500);
    expect(broken).toEqual([expect.stringContaining('10000 seconds')]);
    watch.stop();
  });
});
