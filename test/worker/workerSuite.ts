import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_SETTINGS } from '../../src/accounts/workspace.ts';
import { AppError } from '../../src/errors.ts';
import type { Activity } from '../../src/ingestion/activity.ts';
import { JudgeFailure } from '../../src/ingestion/fileJudge.ts';
import { REPORTS, reportId } from '../../src/ingestion/reportFile.ts';
import { clean } from '../../src/worker/clean.ts';
import type { WorkerPorts } from '../../src/worker/ports.ts';
import { startWorker, type Worker } from '../../src/worker/run.ts';
import { entry, openAccount } from '../suites/accountFixture.ts';
import type { MakeDatabase } from '../suites/databaseUnderTest.ts';
import { crashAt } from './crashing.ts';
import {
  type Bench,
  DOCUMENTS,
  downloadText,
  held,
  judgeScript,
  openBench,
  SETTINGS,
  VERDICT,
} from './harness.ts';

export function workerSuite(make: MakeDatabase): void {
  describe('worker', () => {
    let bench: Bench;
    let workers: Worker[];
    beforeEach(async () => {
      bench = await openBench(make);
      workers = [];
    });
    afterEach(async () => {
      for (const worker of workers) await worker.stop();
      await bench.dispose();
    });

    function start(...given: Parameters<typeof startWorker>): Worker {
      const worker = startWorker(...given);
      workers.push(worker);
      return worker;
    }

    const ended = (activity: Activity) =>
      bench.until(async () => {
        const found = await bench.find(activity);
        return found.state !== 'queued' && found.state !== 'running' && found;
      });

    const storedOf = (activity: Activity, attempt: number) =>
      bench.database.documents.read(
        { workspaceId: activity.workspaceId, activityId: activity.activityId, attempt },
        { after: 0, limit: 100 },
      );

    /** All that the installation holds of an activity, however many attempts it took. */
    async function assertWhole(activity: Activity): Promise<void> {
      const { attempt, result, settledSequence } = await bench.find(activity);
      expect(result).toMatchObject({
        state: 'completed',
        stats: VERDICT.outcome === 'judged' ? VERDICT.stats : [],
      });
      expect(settledSequence).not.toBeNull();
      expect((await storedOf(activity, attempt)).map(({ number }) => number)).toEqual(
        DOCUMENTS.map(({ number }) => number),
      );
      const keys = DOCUMENTS.map((one) => ({ ...one, register: activity.templateType }));
      const { workspaceId, activityId } = activity;
      expect(await bench.database.documents.versions(workspaceId, keys)).toEqual(
        keys.map(() => [{ workspaceId, activityId, attempt }]),
      );
      expect(await downloadText(bench, { workspaceId, downloadId: result?.errorDownloadId ?? '' })).toBe(
        '"1","wrong"\r\n"0","held back"\r\n',
      );
      expect(await downloadText(bench, { workspaceId, downloadId: result?.markDownloadId ?? '' })).toBe(
        '1\t\t0:G03\n',
      );
      const marks = await bench.database.downloads.find(workspaceId, result?.markDownloadId ?? '');
      expect(marks?.fileName).toBe(`marks-${activityId}.txt`);
      expect(await downloadText(bench, { workspaceId, downloadId: result?.warningDownloadId ?? '' })).toBe(
        '"odd"\r\n',
      );
      for (let dead = 1; dead < attempt; dead += 1) {
        for (const report of REPORTS) {
          const downloadId = reportId({ workspaceId, activityId, attempt: dead }, report);
          expect(await bench.database.downloads.find(workspaceId, downloadId)).toBeUndefined();
          expect(await bench.objects.list(downloadId)).toEqual([]);
        }
      }
    }

    it('takes a file from the queue to its documents, its error file and its counts', async () => {
      const account = await openAccount(bench.database.accounts, { settings: { sez: true } });
      const activity = await bench.trigger(account);
      const judging = held();
      start(bench.ports(judging.judge), SETTINGS);
      const job = await judging.began;
      expect(job.declared).toBe('XLSX');
      expect(job.input.bytes).toBe(10);
      expect(job.settings).toEqual({
        register: 'sales',
        today: '2026-04-10',
        ownGstins: ['29AABCT1332L1ZX'],
        onlyGstins: [],
        sandboxGstins: false,
        monthFirst: false,
        sez: true,
        turnoverCrore: null,
        hsnMaster: true,
        hsnBlank: DEFAULT_WORKSPACE_SETTINGS.hsnBlank,
      });
      job.onProgress({ phase: 'judging', bytesDone: 4, bytesTotal: 10, rowsRead: 2 });
      await bench.until(async () => (await bench.find(activity)).progress.rowsRead === 2);
      judging.goOn();
      const done = await ended(activity);
      expect(done.result).toMatchObject({
        ruleCounts: { G03: 1 },
        fileWarnings: ['read as Windows-1252'],
        warningCount: 2,
        errors: [],
      });
      await assertWhole(activity);
    });

    it('hands out no file where nothing was refused and nothing odd', async () => {
      const activity = await bench.trigger();
      start(
        bench.ports(async (job) => {
          await job.onDocuments(DOCUMENTS);
          return VERDICT;
        }),
        SETTINGS,
      );
      expect((await ended(activity)).result).toMatchObject({
        errorDownloadId: null,
        warningDownloadId: null,
        markDownloadId: null,
      });
    });

    it('tells an error of the file as such, and keeps nothing of it', async () => {
      const activity = await bench.trigger();
      const errors = [
        {
          errorCode: 'HEADER_DUPLICATE',
          errorField: 'x',
          errorValues: ['y'],
          errorMessage: 'm',
          errorResolution: 'r',
        },
      ];
      start(
        bench.ports(async (job) => {
          await judgeScript(job);
          return { outcome: 'refused', errors };
        }),
        SETTINGS,
      );
      expect(await ended(activity)).toMatchObject({
        state: 'refused',
        result: { stats: null, errors, errorDownloadId: null },
      });
      expect(await storedOf(activity, 1)).toEqual([]);
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
    });

    it('tells a limit that the file would break again as an error of the file', async () => {
      const activity = await bench.trigger();
      start(
        bench.ports(async () => {
          throw new JudgeFailure('A row of the file is longer than 1 MB.', { isFinal: true });
        }),
        SETTINGS,
      );
      expect(await ended(activity)).toMatchObject({
        state: 'refused',
        attempt: 1,
        result: {
          errors: [{ errorCode: 'LIMIT_EXCEEDED', errorMessage: 'A row of the file is longer than 1 MB.' }],
        },
      });
    });

    it('tries again after a failure, later each time, and ends with the reason', async () => {
      const activity = await bench.trigger();
      const begun: number[] = [];
      const worker = start(
        bench.ports(async () => {
          begun.push(bench.clock.now);
          throw new JudgeFailure('the judging process ended.', { isFinal: false });
        }),
        SETTINGS,
      );
      const first = bench.clock.now;
      await bench.until(async () => {
        bench.clock.now += 500;
        worker.poke();
        const { state } = await bench.find(activity);
        return state === 'failed';
      });
      expect(begun).toHaveLength(3);
      expect((begun[1] ?? 0) - first).toBeGreaterThanOrEqual(1_000);
      expect((begun[2] ?? 0) - (begun[1] ?? 0)).toBeGreaterThanOrEqual(3_000);
      expect(await bench.find(activity)).toMatchObject({
        state: 'failed',
        result: { errors: [{ errorMessage: expect.stringContaining('the judging process ended.') }] },
      });
    });

    it('shows nobody the words of an error that nobody foresaw', async () => {
      const activity = await bench.trigger();
      start(
        bench.ports(async () => {
          throw new Error('secret of the house');
        }),
        { ...SETTINGS, maxAttempts: 1, retryMs: 0 },
      );
      const failed = await ended(activity);
      expect(failed.state).toBe('failed');
      expect(JSON.stringify(failed.result)).not.toContain('secret of the house');
      expect(bench.logged.some(({ error }) => String(error).includes('secret of the house'))).toBe(true);
    });

    it('says that the uploaded file is gone, where it is', async () => {
      const activity = await bench.trigger();
      await bench.objects.remove({ owner: activity.uploadId, part: activity.putId });
      start(bench.ports(judgeScript), { ...SETTINGS, maxAttempts: 1, retryMs: 0, outageMs: 0 });
      expect((await ended(activity)).result?.errors[0]?.errorMessage).toContain('gone from the store');
    });

    it.each([
      ['has other bytes', 'A register', 'its SHA-256 is another one'],
      ['is shorter', 'a regist', 'it has 8 bytes instead of 10'],
    ])('judges no file that %s than the pinned one', async (_how, text, words) => {
      const activity = await bench.trigger();
      const name = { owner: activity.uploadId, part: activity.putId };
      await bench.objects.remove(name);
      const writer = await bench.objects.begin(name);
      await writer.write(Buffer.from(text));
      await writer.commit();
      let judged = 0;
      const judge = () => {
        judged += 1;
        return Promise.reject(new Error('it was judged'));
      };
      start(bench.ports(judge), { ...SETTINGS, maxAttempts: 1, retryMs: 0, outageMs: 0 });
      const failed = await ended(activity);
      expect(failed).toMatchObject({ state: 'failed' });
      expect(failed.result?.errors[0]?.errorMessage).toContain(words);
      expect(judged).toBe(0);
    });

    /** As Node throws it. */
    function systemError(code: 'ENOSPC' | 'EIO' | 'EMFILE' | 'EAGAIN'): Error {
      const syscall = code === 'EAGAIN' ? 'spawn' : 'open';
      const { errno } = constants;
      return Object.assign(new Error(`${code}: ${syscall}`), { code, errno: -errno[code], syscall });
    }

    const OUTAGES: [string, (ports: WorkerPorts) => WorkerPorts][] = [
      ...(['ENOSPC', 'EIO', 'EMFILE'] as const).map(
        (code) =>
          [
            `${code} on writing`,
            (ports: WorkerPorts) => ({
              ...ports,
              objects: { ...ports.objects, begin: () => Promise.reject(systemError(code)) },
            }),
          ] as [string, (ports: WorkerPorts) => WorkerPorts],
      ),
      [
        'a full disk in our words',
        (ports) => ({
          ...ports,
          objects: { ...ports.objects, begin: () => Promise.reject(new AppError('disk_full', 'full')) },
        }),
      ],
      [
        'a file that is not there',
        (ports) => ({ ...ports, objects: { ...ports.objects, open: async () => undefined } }),
      ],
      [
        'a child that cannot be started',
        (ports) => ({
          ...ports,
          judge: {
            ...ports.judge,
            judge: async () => {
              throw new JudgeFailure('not started', { isFinal: false, cause: systemError('EAGAIN') });
            },
          },
        }),
      ],
    ];

    it.each(OUTAGES)('waits for hours while there is %s, and goes on by itself', async (_, broken) => {
      const activity = await bench.trigger();
      const whole = bench.ports(judgeScript);
      const triedAt: number[] = [];
      let isBroken = true;
      const claim: WorkerPorts['activities']['claim'] = async (query) => {
        const job = await whole.activities.claim(query);
        if (job !== undefined) triedAt.push(bench.clock.now);
        return job;
      };
      const ports = (): WorkerPorts => (isBroken ? broken(whole) : whole);
      const worker = start(
        {
          ...whole,
          activities: { ...whole.activities, claim },
          objects: {
            ...whole.objects,
            open: (name) => ports().objects.open(name),
            begin: (...args) => ports().objects.begin(...args),
          },
          judge: { judge: (job) => ports().judge.judge(job), close: async () => undefined },
        },
        { ...SETTINGS, longestRetryMs: 60_000 },
      );
      const waiting = async () => (await bench.find(activity)).state === 'queued';
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        await bench.until(async () => triedAt.length === attempt && waiting());
        if (attempt === 12) isBroken = false;
        bench.clock.now += Math.min(60_000, 1_000 * 2 ** (attempt - 1)) - 1;
        worker.poke();
        expect(await bench.database.activities.claim({ ...SETTINGS, now: bench.clock.now })).toBeUndefined();
        bench.clock.now += 1;
        worker.poke();
      }
      expect(await ended(activity)).toMatchObject({ state: 'completed', attempt: 13 });
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
      await assertWhole(activity);
    });

    it('comes to an end with an outage that has none, and says which', async () => {
      const activity = await bench.trigger();
      await bench.objects.remove({ owner: activity.uploadId, part: activity.putId });
      const worker = start(bench.ports(judgeScript), SETTINGS);
      const since = bench.clock.now;
      await bench.until(async () => {
        bench.clock.now += 600_000;
        worker.poke();
        return (await bench.find(activity)).state === 'failed';
      });
      expect(bench.clock.now - since).toBeGreaterThan(SETTINGS.outageMs);
      expect((await bench.find(activity)).result?.errors[0]?.errorMessage).toContain('gone from the store');
    });

    it('spreads what failed together over half of the wait', async () => {
      const activity = await bench.trigger();
      await bench.objects.remove({ owner: activity.uploadId, part: activity.putId });
      const worker = start({ ...bench.ports(judgeScript), random: () => 0.5 }, SETTINGS);
      await bench.until(async () => bench.logged.some(({ message }) => message === 'attempt failed'));
      await worker.stop();
      expect(await bench.find(activity)).toMatchObject({ state: 'queued' });
      const claim = (after: number) =>
        bench.database.activities.claim({ ...SETTINGS, now: bench.clock.now + after });
      expect(await claim(749)).toBeUndefined();
      expect(await claim(750)).toMatchObject({ outages: { count: 1, since: bench.clock.now } });
    });

    it('cleans from time to time though it is never idle', async () => {
      const activity = await bench.trigger();
      const { workspaceId, activityId } = activity;
      const dead = held();
      const first = start(bench.ports(dead.judge), SETTINGS);
      await dead.began;
      await bench.database.activities.cancel(
        workspaceId,
        activityId,
        entry('activity.cancelled', { workspaceId }),
      );
      await first.stop();
      bench.clock.now += 1;
      await bench.trigger();
      const busy = held();
      start(bench.ports(busy.judge), { ...SETTINGS, cleanEveryMs: 60_000 });
      await busy.began;
      expect(await bench.database.activities.deadLoads(9)).toHaveLength(1);
      bench.clock.now += 60_000;
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
      busy.goOn();
    });

    it('ends a cancelled attempt in the middle of its file', async () => {
      const activity = await bench.trigger();
      const judging = held();
      start(bench.ports(judging.judge), SETTINGS);
      const job = await judging.began;
      await job.onDocuments(DOCUMENTS);
      const { workspaceId, activityId } = activity;
      await bench.database.activities.cancel(
        workspaceId,
        activityId,
        entry('activity.cancelled', { workspaceId }),
      );
      await bench.until(async () => job.signal.aborted);
      expect((await ended(activity)).state).toBe('discarded');
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
      expect(await storedOf(activity, 1)).toEqual([]);
      expect((await bench.find(activity)).state).toBe('discarded');
    });

    it('cannot settle what another worker took over while it was paused', async () => {
      const activity = await bench.trigger();
      const paused = held();
      const deaf = bench.ports(paused.judge);
      // A paused process sends no heartbeat and hears nothing.
      const heartless = { ...deaf, activities: { ...deaf.activities, heartbeat: async () => 'ok' as const } };
      start(heartless, SETTINGS);
      await paused.began;
      bench.clock.now += SETTINGS.leaseMs;
      start(bench.ports(judgeScript, await bench.underTest.open()), SETTINGS);
      expect(await ended(activity)).toMatchObject({ state: 'completed', attempt: 2 });
      paused.goOn();
      await bench.until(async () =>
        bench.logged.some(
          ({ message }) => message === 'activity taken over or cancelled' || message === 'attempt failed',
        ),
      );
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
      await assertWhole(activity);
    });

    it('hands its jobs back when it is told to stop, so that the next goes on at once', async () => {
      const activity = await bench.trigger();
      const judging = held();
      const worker = start(bench.ports(judging.judge), SETTINGS);
      const job = await judging.began;
      await job.onDocuments(DOCUMENTS);
      await worker.stop();
      expect(await bench.find(activity)).toMatchObject({ state: 'queued', attempt: 1 });
      start(bench.ports(judgeScript), SETTINGS);
      await ended(activity);
      await bench.until(async () => (await bench.database.activities.deadLoads(9)).length === 0);
      await assertWhole(activity);
    });

    it('judges as many files at once as it has slots, and no more', async () => {
      const judges = [held(), held(), held()];
      for (const _ of judges) await bench.trigger();
      let begun = 0;
      const ports = bench.ports((job) => {
        begun += 1;
        return judges[begun - 1]?.judge(job) ?? judgeScript(job);
      });
      start(ports, { ...SETTINGS, slots: 2 });
      await Promise.all([judges[0]?.began, judges[1]?.began]);
      expect((await bench.database.activities.countByState()).get('queued')).toBe(1);
      judges[0]?.goOn();
      await judges[2]?.began;
      judges[1]?.goOn();
      judges[2]?.goOn();
      await bench.until(async () => (await bench.database.activities.countByState()).get('running') === 0);
      expect(begun).toBe(3);
    });

    it('lets one small file by while its slots are taken', async () => {
      const judges = [held(), held(), held()];
      for (const _ of judges) await bench.trigger();
      let begun = 0;
      const ports = bench.ports((job) => {
        begun += 1;
        return judges[begun - 1]?.judge(job) ?? judgeScript(job);
      });
      start(ports, { ...SETTINGS, slots: 1, smallFileBytes: 10 });
      await Promise.all([judges[0]?.began, judges[1]?.began]);
      expect((await bench.database.activities.countByState()).get('queued')).toBe(1);
      judges[1]?.goOn();
      await judges[2]?.began;
      judges[0]?.goOn();
      judges[2]?.goOn();
      await bench.until(async () => (await bench.database.activities.countByState()).get('running') === 0);
      expect(begun).toBe(3);
    });

    it('looks for work at once when it is poked', async () => {
      const worker = start(bench.ports(judgeScript), { ...SETTINGS, pollMs: 1_000_000_000 });
      await bench.until(async () => true);
      const activity = await bench.trigger();
      worker.poke();
      expect((await ended(activity)).state).toBe('completed');
    });

    it('goes on after the database failed it', async () => {
      const activity = await bench.trigger();
      const ports = bench.ports(judgeScript);
      let failures = 3;
      const claim: typeof ports.activities.claim = (query) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('gone')) : ports.activities.claim(query);
      };
      start({ ...ports, activities: { ...ports.activities, claim } }, SETTINGS);
      expect((await ended(activity)).state).toBe('completed');
    });

    describe.each(['before', 'after'] as const)('a crash %s any of its steps', (when) => {
      it('leaves nothing to be seen, and the next attempt makes it whole', async () => {
        const steps: string[] = [];
        for (let n = 1; ; n += 1) {
          const activity = await bench.trigger();
          const crashing = crashAt(bench.ports(judgeScript), n, when);
          const doomed = startWorker(crashing.ports, SETTINGS);
          await bench.until(
            async () => crashing.calls.length >= n || (await bench.find(activity)).state === 'completed',
          );
          await doomed.stop();
          steps.push(crashing.calls.at(n - 1) ?? '');
          const left = await bench.find(activity);
          if (left.state !== 'completed') {
            expect(left.result).toBeNull();
            expect(left.settledSequence).toBeNull();
          }
          bench.clock.now += SETTINGS.leaseMs;
          const heir = startWorker(bench.ports(judgeScript, await bench.underTest.open()), SETTINGS);
          await ended(activity);
          await heir.stop();
          while (await clean(bench.ports(judgeScript)));
          await assertWhole(activity);
          if (left.state !== 'completed') await crashing.bury();
          if (crashing.calls.length < n) break;
        }
        // It died at each of them once.
        for (const step of [
          'activities.claim',
          'objects.open',
          'documents.openLoad',
          'load.add',
          'objects.begin',
          'writer.write',
          'load.commit',
          'writer.commit',
          'downloads.add',
          'activities.settle',
        ]) {
          expect(steps).toContain(step);
        }
      });
    });

    it('gives 200 jobs to two workers, each to one of them once', async () => {
      const account = await openAccount(bench.database.accounts);
      const activities: Activity[] = [];
      while (activities.length < 200) {
        activities.push(...(await Promise.all(Array.from({ length: 10 }, () => bench.trigger(account)))));
      }
      const judged: number[] = [];
      const last = Promise.withResolvers<void>();
      const judge = async (job: Parameters<typeof judgeScript>[0]) => {
        if (judged.push(job.input.fd) === 200) last.resolve();
        return VERDICT;
      };
      start(bench.ports(judge), { ...SETTINGS, slots: 3 });
      start(bench.ports(judge, await bench.underTest.open()), { ...SETTINGS, slots: 3 });
      // Whoever asks for their states all the while takes the database from the workers.
      await last.promise;
      for (const activity of activities) {
        expect(await ended(activity)).toMatchObject({ state: 'completed', attempt: 1 });
      }
      expect(judged).toHaveLength(200);
    });
  });
}
