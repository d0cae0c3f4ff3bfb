import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type FileJudge, JudgeFailure } from '../../src/ingestion/fileJudge.ts';
import type { AttemptWatch } from '../../src/telemetry/ports.ts';
import { startWorker, type Worker } from '../../src/worker/run.ts';
import { sqliteUnderTest } from '../db/sqliteUnderTest.ts';
import { entry } from '../suites/accountFixture.ts';
import { type Bench, held, judgeScript, openBench, SETTINGS } from './harness.ts';

/** What a watch is told of each attempt, in order, its ids and times aside. */
function listen() {
  const attempts: { attempt: number; steps: string[]; rows?: number; ended?: string[] }[] = [];
  const watch: AttemptWatch = {
    begin({ attempt }) {
      const told: (typeof attempts)[number] = { attempt, steps: [] };
      attempts.push(told);
      return {
        step: (step) => void told.steps.push(step),
        judged({ rows }) {
          told.rows = rows;
        },
        end(outcome, errorCode) {
          if (told.ended !== undefined) throw new Error('an attempt ends once');
          told.ended = [outcome, ...(errorCode === undefined ? [] : [errorCode])];
        },
      };
    },
  };
  return { watch, attempts };
}

describe('who watches a worker', () => {
  let root: string;
  let bench: Bench;
  let worker: Worker | undefined;
  let heard: ReturnType<typeof listen>;
  beforeEach(async () => {
    heard = listen();
    root = mkdtempSync(join(tmpdir(), 'gst-intake-watching-'));
    bench = await openBench(async () => {
      const database = sqliteUnderTest(join(root, 'control.sqlite'));
      await (await database.open()).migrate();
      return database;
    });
  });
  afterEach(async () => {
    await worker?.stop();
    await bench.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  function start(judge: FileJudge['judge']): Worker {
    worker = startWorker({ ...bench.ports(judge), watch: heard.watch }, { ...SETTINGS, retryMs: 0 });
    return worker;
  }
  const untilEnded = (count = 1) =>
    bench.until(async () => heard.attempts.filter(({ ended }) => ended !== undefined).length >= count);

  it('hears of each step of a file that is judged, and what came of it', async () => {
    await bench.trigger();
    start(judgeScript);
    await untilEnded();
    const steps = ['claim', 'open', 'count', 'judge', 'load', 'store reports', 'settle'];
    expect(heard.attempts).toEqual([{ attempt: 1, steps, rows: 11, ended: ['completed'] }]);
  });

  it('hears of a file that is refused', async () => {
    await bench.trigger();
    start(async () => {
      throw new JudgeFailure('more than a machine can hold', { isFinal: true });
    });
    await untilEnded();
    const steps = ['claim', 'open', 'count', 'settle'];
    expect(heard.attempts).toEqual([{ attempt: 1, steps, ended: ['refused'] }]);
  });

  it('hears why an attempt failed, by a code and not in words, and of the next one', async () => {
    await bench.trigger();
    const failures = [
      new AppError('disk_full', 'canary'),
      Object.assign(new Error('canary'), { code: 'EIO', errno: -5, syscall: 'write' }),
      new RangeError('canary'),
    ];
    start(async (job) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return judgeScript(job);
    });
    await bench.until(async () => {
      bench.clock.now += 100_000;
      return heard.attempts[3]?.ended;
    });
    expect(heard.attempts.map(({ attempt, ended }) => [attempt, ended])).toEqual([
      [1, ['failed', 'disk_full']],
      [2, ['failed', 'EIO']],
      [3, ['failed', 'RangeError']],
      [4, ['completed']],
    ]);
  });

  it('hears that a worker which stops hands its file back', async () => {
    await bench.trigger();
    const judge = held();
    start(judge.judge);
    await judge.began;
    await worker?.stop();
    expect(heard.attempts.map(({ ended }) => ended)).toEqual([['stopping']]);
  });

  it('hears that it was cancelled', async () => {
    const { workspaceId, activityId } = await bench.trigger();
    const judge = held();
    start(judge.judge);
    await judge.began;
    expect(await bench.database.activities.cancel(workspaceId, activityId, entry('activity.cancelled'))).toBe(
      true,
    );
    await untilEnded();
    expect(heard.attempts.map(({ ended }) => ended)).toEqual([['cancelled']]);
  });
});
