import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_SETTINGS } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import type { ClaimedJob } from '../../src/ingestion/ports.ts';
import { entry, issue, NOON, openAccount, openUser } from './accountFixture.ts';
import { claimAt, completed, LEASE_MS, landedUpload, triggered, wantedOf } from './activityFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const JUDGING = { phase: 'judging', bytesDone: 5, bytesTotal: 10, rowsRead: 3 } as const;

export function activityStoreSuite(make: MakeDatabase): void {
  describe('activity store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeEach(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterEach(() => underTest.dispose());

    const trail = async () =>
      (await database.accounts.listAudit({ limit: 100 }))
        .map(({ action }) => action)
        .filter((action) => action.startsWith('activity.') || action === 'upload.pinned')
        .toReversed();

    async function claimed(now: number): Promise<ClaimedJob> {
      const job = await database.activities.claim(claimAt(now));
      if (job === undefined) throw new Error('there is a job');
      return job;
    }

    const beat = (job: ClaimedJob, now: number) =>
      database.activities.heartbeat({
        activityId: job.activity.activityId,
        fence: job.fence,
        now,
        leaseMs: LEASE_MS,
        progress: JUDGING,
      });

    const settle = (job: ClaimedJob, at = NOON, result = completed()) =>
      database.activities.settle({ activityId: job.activity.activityId, fence: job.fence, at, result });

    describe('trigger', () => {
      it('pins the upload and queues what was asked for, once, whoever asks again', async () => {
        const account = await openAccount(database.accounts);
        const upload = await landedUpload(database, account);
        const wanted = wantedOf(upload, {
          externalId: 'ext "1"',
          onlyGstins: ['29AABCT1332L1ZX'],
          userFileName: 'अप्रैल.csv',
        });
        const first = await database.activities.trigger(wanted);
        expect(first).toMatchObject({ outcome: 'created' });
        expect(await database.uploads.find(upload)).toEqual({ ...upload, state: 'pinned' });
        const activity = await database.activities.find(account.workspaceId, wanted.activityId);
        expect(first).toEqual({ outcome: 'created', activity });
        expect(activity).toEqual({
          activityId: wanted.activityId,
          workspaceId: account.workspaceId,
          userId: account.userId,
          templateType: 'sales',
          uploadId: upload.uploadId,
          uploadIssuedAt: upload.issuedAt,
          putId: upload.currentPut,
          declared: 'XLSX',
          bytes: upload.bytes,
          externalId: 'ext "1"',
          templateId: wanted.templateId,
          onlyGstins: ['29AABCT1332L1ZX'],
          userFileName: 'अप्रैल.csv',
          state: 'queued',
          createdAt: NOON,
          startedAt: null,
          endedAt: null,
          attempt: 0,
          progress: { phase: 'waiting', bytesDone: 0, bytesTotal: upload.bytes, rowsRead: 0 },
          result: null,
          settledSequence: null,
          corrects: null,
          refusedRows: 0,
        });
        const again = wantedOf(upload, { externalId: 'other', at: NOON + 1 });
        expect(await database.activities.trigger(again)).toEqual({ outcome: 'existing', activity });
        expect(await trail()).toEqual(['upload.pinned', 'activity.triggered']);
      });

      it('makes one activity of many triggers at once', async () => {
        const upload = await landedUpload(database, await openAccount(database.accounts));
        const second = await underTest.open();
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, place) =>
            (place % 2 === 0 ? database : second).activities.trigger(wantedOf(upload)),
          ),
        );
        const ids = outcomes.map((outcome) => ('activity' in outcome ? outcome.activity.activityId : ''));
        expect(new Set(ids).size).toBe(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
      });

      it('knows no upload of another workspace or register, nor one that never was', async () => {
        const upload = await landedUpload(database, await openAccount(database.accounts));
        const other = await openAccount(database.accounts);
        const ask = (facts: Parameters<typeof wantedOf>[1]) =>
          database.activities.trigger(wantedOf(upload, facts));
        const unknown = { outcome: 'unknown' };
        expect(await ask({ workspaceId: other.workspaceId, userId: other.userId })).toEqual(unknown);
        expect(await ask({ templateType: 'purchase' })).toEqual(unknown);
        const { issuedAt } = upload;
        expect(await ask({ upload: { issuedAt: issuedAt + 1, uploadId: upload.uploadId } })).toEqual(unknown);
        expect(await ask({ upload: { issuedAt, uploadId: '0'.repeat(32) } })).toEqual(unknown);
        await database.activities.trigger(wantedOf(upload));
        expect(await ask({ workspaceId: other.workspaceId, userId: other.userId })).toEqual(unknown);
        expect(await ask({ templateType: 'purchase' })).toEqual(unknown);
      });

      it('tells what has not landed from what was closed', async () => {
        const account = await openAccount(database.accounts);
        const upload = await issue(database, account, NOON);
        expect(await database.activities.trigger(wantedOf(upload))).toEqual({ outcome: 'notLanded' });
        await database.accounts.revokeToken(account.tokenId, NOON, entry('token.revoked'));
        expect(await database.activities.trigger(wantedOf(upload))).toEqual({ outcome: 'closed' });
        expect(await database.activities.claim(claimAt(NOON))).toBeUndefined();
      });
    });

    it('shows an activity to its own workspace alone', async () => {
      const { workspaceId, activityId } = await triggered(database);
      const other = await openAccount(database.accounts);
      const { activities } = database;
      const audit = entry('activity.cancelled', { workspaceId: other.workspaceId });
      expect(await activities.find(other.workspaceId, activityId)).toBeUndefined();
      expect(await activities.cancel(other.workspaceId, activityId, audit)).toBe(false);
      await settle(await claimed(NOON));
      expect(await activities.discard(other.workspaceId, activityId, audit)).toBeUndefined();
      expect(await activities.find(workspaceId, activityId)).toMatchObject({ state: 'completed' });
      expect(await trail()).not.toContain('activity.cancelled');
    });

    describe('claim', () => {
      it('hands out the job with what judging needs of its workspace as it is now', async () => {
        const account = await openAccount(database.accounts, { settings: { monthFirst: true } });
        const activity = await triggered(database, { account });
        const job = await claimed(NOON + 5);
        expect(job).toMatchObject({
          fence: 1,
          workspace: {
            gstins: ['29AABCT1332L1ZX'],
            settings: { ...DEFAULT_WORKSPACE_SETTINGS, monthFirst: true },
          },
        });
        expect(job.activity).toEqual({
          ...activity,
          state: 'running',
          startedAt: NOON + 5,
          attempt: 1,
          progress: { ...activity.progress, phase: 'counting' },
        });
        expect(await database.activities.claim(claimAt(NOON + 5))).toBeUndefined();
      });

      it('gives each job to one worker, of two that ask at once', async () => {
        const account = await openAccount(database.accounts);
        const ids: string[] = [];
        for (let count = 0; count < 40; count += 1) {
          ids.push((await triggered(database, { account, at: NOON + count })).activityId);
        }
        const second = await underTest.open();
        const got = await Promise.all(
          [database, second, database, second].map(async ({ activities }) => {
            const mine: string[] = [];
            for (;;) {
              const job = await activities.claim(claimAt(NOON + 100));
              if (job === undefined) return mine;
              mine.push(job.activity.activityId);
            }
          }),
        );
        // A worker may find every remaining row just being claimed; what it left is there for the next look.
        const rest: string[] = [];
        for (let job = await database.activities.claim(claimAt(NOON + 100)); job; ) {
          rest.push(job.activity.activityId);
          job = await database.activities.claim(claimAt(NOON + 100));
        }
        expect([...got.flat(), ...rest].toSorted()).toEqual(ids.toSorted());
      });

      it('takes the oldest of a workspace first', async () => {
        const account = await openAccount(database.accounts);
        const late = await triggered(database, { account, at: NOON + 2 });
        const early = await triggered(database, { account, at: NOON + 1 });
        const order = [await claimed(NOON + 9), await claimed(NOON + 9)];
        expect(order.map(({ activity }) => activity.activityId)).toEqual([early.activityId, late.activityId]);
      });

      it('passes over files that are larger than asked for', async () => {
        const { activityId, bytes } = await triggered(database, { at: NOON });
        const { activities } = database;
        expect(await activities.claim(claimAt(NOON + 1, { maxBytes: bytes - 1 }))).toBeUndefined();
        const job = await activities.claim(claimAt(NOON + 1, { maxBytes: bytes }));
        expect(job?.activity.activityId).toBe(activityId);
      });

      it('serves workspaces in turn, however many files one of them sent', async () => {
        const busy = await openAccount(database.accounts);
        for (let count = 0; count < 5; count += 1) await triggered(database, { account: busy, at: NOON });
        const quiet = await triggered(database, { at: NOON + 1 });
        // One slot: each job ends before the next is claimed.
        const order: string[] = [];
        for (let turn = 1; turn <= 3; turn += 1) {
          const job = await claimed(NOON + turn);
          order.push(job.activity.workspaceId);
          await settle(job, NOON + turn);
        }
        expect(order[1]).toBe(quiet.workspaceId);
        // Several slots: a workspace with a running job waits for one without.
        const late = await triggered(database, { at: NOON + 50 });
        await claimed(NOON + 51);
        expect((await claimed(NOON + 52)).activity.workspaceId).not.toBe(late.workspaceId);
        const newcomer = await triggered(database, { at: NOON + 60 });
        expect((await claimed(NOON + 61)).activity.workspaceId).toBe(newcomer.workspaceId);
      });

      it('takes over from a worker whose lease ran out, and then heeds that one no more', async () => {
        await triggered(database);
        const paused = await claimed(NOON);
        expect(await beat(paused, NOON + 10_000)).toBe('ok');
        expect(await database.activities.claim(claimAt(NOON + LEASE_MS + 9_999))).toBeUndefined();
        const heir = await claimed(NOON + LEASE_MS + 10_000);
        expect(heir.fence).toBe(2);
        expect(await beat(paused, NOON + LEASE_MS + 10_001)).toBe('lost');
        expect(await settle(paused)).toBe(false);
        const { activityId } = paused.activity;
        await database.activities.handBack({ activityId, fence: paused.fence });
        const late = { activityId, fence: paused.fence, reason: 'late.', notBefore: NOON };
        await database.activities.retryLater(late);
        expect(await beat(heir, NOON + LEASE_MS + 10_002)).toBe('ok');
        expect(await settle(heir)).toBe(true);
        expect(await settle(heir)).toBe(false);
      });

      it('lets a lease that ran out be prolonged while nobody took over', async () => {
        await triggered(database);
        const job = await claimed(NOON);
        expect(await beat(job, NOON + 3 * LEASE_MS)).toBe('ok');
        expect(await database.activities.claim(claimAt(NOON + 3 * LEASE_MS + 1))).toBeUndefined();
      });

      it('ends all leases for a worker that knows itself alone', async () => {
        await triggered(database);
        await claimed(NOON);
        expect(await database.activities.endLeases(NOON + 1)).toBe(1);
        expect(await claimed(NOON + 1)).toMatchObject({ fence: 2 });
      });
    });

    describe('attempts', () => {
      it('waits before the next one, and fails with the reason when they are used up', async () => {
        const { activityId, workspaceId } = await triggered(database);
        for (let attempt = 1; attempt <= 3; attempt += 1) {
          const notBefore = NOON + attempt * 1_000;
          const job = await claimed(notBefore - 1_000);
          expect(job.fence).toBe(attempt);
          const reason = `reason ${attempt}.`;
          await database.activities.retryLater({ activityId, fence: job.fence, reason, notBefore });
          expect(await database.activities.claim(claimAt(notBefore - 1))).toBeUndefined();
        }
        expect(await database.activities.find(workspaceId, activityId)).toMatchObject({ state: 'queued' });
        expect(await database.activities.claim(claimAt(NOON + 3_000))).toBeUndefined();
        const failed = await database.activities.find(workspaceId, activityId);
        expect(failed).toMatchObject({ state: 'failed', endedAt: NOON + 3_000, settledSequence: null });
        expect(failed?.result?.errors[0]?.errorMessage).toContain('reason 3.');
        expect(await trail()).toEqual(['upload.pinned', 'activity.triggered', 'activity.ended']);
      });

      it('counts none that an outage ended, and says since when there were such', async () => {
        const { activityId } = await triggered(database);
        for (let attempt = 1; attempt <= 9; attempt += 1) {
          const at = NOON + attempt * 1_000;
          const job = await claimed(at);
          expect(job.outages).toEqual({ count: attempt - 1, since: attempt === 1 ? null : NOON + 1_000 });
          const outage = { activityId, fence: job.fence, reason: 'full.', at, notBefore: at + 1_000 };
          await database.activities.retryAfterOutage(outage);
          await database.activities.retryAfterOutage({ ...outage, fence: job.fence - 1, notBefore: NOON });
          expect(await database.activities.claim(claimAt(at + 999))).toBeUndefined();
        }
      });

      it('fails one job and claims the next in one call', async () => {
        const account = await openAccount(database.accounts);
        await triggered(database, { account, at: NOON });
        const next = await triggered(database, { account, at: NOON + 1 });
        const { activityId } = (await claimed(NOON)).activity;
        await database.activities.retryLater({ activityId, fence: 1, reason: 'r.', notBefore: NOON });
        expect(await database.activities.claim(claimAt(NOON + 1, { maxAttempts: 1 }))).toMatchObject({
          activity: { activityId: next.activityId },
        });
      });

      it('counts none that was handed back, and fences all the same', async () => {
        await triggered(database);
        for (let attempt = 1; attempt <= 9; attempt += 1) {
          const job = await claimed(NOON + attempt);
          expect(job.fence).toBe(attempt);
          await database.activities.handBack({ activityId: job.activity.activityId, fence: job.fence });
          expect(await settle(job)).toBe(false);
        }
      });

      it('has more patience with workers that vanish, and some end of it', async () => {
        const { activityId, workspaceId } = await triggered(database);
        for (let lost = 0; lost < 5; lost += 1) await claimed(NOON + lost * LEASE_MS);
        expect(await database.activities.claim(claimAt(NOON + 5 * LEASE_MS))).toBeUndefined();
        expect(await database.activities.find(workspaceId, activityId)).toMatchObject({
          state: 'failed',
          attempt: 5,
        });
      });
    });

    it('writes progress down', async () => {
      const { activityId, workspaceId } = await triggered(database);
      await beat(await claimed(NOON), NOON + 1);
      expect((await database.activities.find(workspaceId, activityId))?.progress).toEqual(JUDGING);
    });

    describe('settling', () => {
      it('keeps the result whole and numbers what counts in its order', async () => {
        const results = [completed(), completed({ ruleCounts: { G03: 2 }, warningCount: 1 })];
        const sequences: (number | null)[] = [];
        for (const result of results) {
          const { activityId, workspaceId } = await triggered(database);
          expect(await settle(await claimed(NOON), NOON + 7, result)).toBe(true);
          const found = await database.activities.find(workspaceId, activityId);
          expect(found).toMatchObject({ state: 'completed', endedAt: NOON + 7, result });
          expect(found?.progress.phase).toBe('done');
          sequences.push(found?.settledSequence ?? null);
          const known = await database.activities.settledSequences(workspaceId, [activityId, 'unknown']);
          expect([...known]).toEqual([[activityId, found?.settledSequence]]);
          expect(await database.activities.settledSequences(workspaceId, [])).toEqual(new Map());
          const { workspaceId: other } = await openAccount(database.accounts);
          expect(await database.activities.settledSequences(other, [activityId])).toEqual(new Map());
        }
        expect(sequences).toEqual([1, 2]);
      });

      it('gives no place in that order to what does not count', async () => {
        const { activityId, workspaceId } = await triggered(database);
        const errors = [
          {
            errorCode: 'EMPTY_FILE',
            errorField: null,
            errorValues: null,
            errorMessage: 'm',
            errorResolution: 'r',
          },
        ];
        const refused = completed({ state: 'refused', stats: null, errors });
        expect(await settle(await claimed(NOON), NOON, refused)).toBe(true);
        expect(await database.activities.find(workspaceId, activityId)).toMatchObject({
          state: 'refused',
          result: refused,
          settledSequence: null,
        });
        expect(await database.activities.settledSequences(workspaceId, [activityId])).toEqual(new Map());
      });
    });

    describe('cancel and discard', () => {
      const auditOf = (workspaceId: string) => entry('activity.cancelled', { workspaceId });

      it('cancels what waits, so that nobody claims it', async () => {
        const { activityId, workspaceId } = await triggered(database);
        expect(await database.activities.discard(workspaceId, activityId, auditOf(workspaceId))).toBe(false);
        expect(await database.activities.cancel(workspaceId, activityId, auditOf(workspaceId))).toBe(true);
        expect(await database.activities.cancel(workspaceId, activityId, auditOf(workspaceId))).toBe(false);
        expect(await database.activities.claim(claimAt(NOON))).toBeUndefined();
        expect(await database.activities.find(workspaceId, activityId)).toMatchObject({
          state: 'discarded',
          endedAt: NOON,
        });
        expect(await trail()).toContain('activity.cancelled');
      });

      it('cancels what runs: its worker learns it and cannot settle', async () => {
        const { activityId, workspaceId } = await triggered(database);
        const job = await claimed(NOON);
        expect(await database.activities.discard(workspaceId, activityId, auditOf(workspaceId))).toBe(false);
        expect(await database.activities.cancel(workspaceId, activityId, auditOf(workspaceId))).toBe(true);
        expect(await beat(job, NOON + 1)).toBe('cancelled');
        expect(await settle(job)).toBe(false);
      });

      it('discards what has ended, whose documents then no longer count', async () => {
        const { activityId, workspaceId } = await triggered(database);
        await settle(await claimed(NOON), NOON + 1);
        expect(await database.activities.cancel(workspaceId, activityId, auditOf(workspaceId))).toBe(false);
        const undo = entry('activity.discarded', { workspaceId });
        expect(await database.activities.discard(workspaceId, activityId, undo)).toBe(true);
        expect(await database.activities.discard(workspaceId, activityId, undo)).toBe(true);
        expect(await database.activities.settledSequences(workspaceId, [activityId])).toEqual(new Map());
        expect(await database.activities.find(workspaceId, activityId)).toMatchObject({
          state: 'discarded',
          endedAt: NOON + 1,
          result: completed(),
        });
        expect((await trail()).filter((action) => action === 'activity.discarded')).toHaveLength(1);
      });

      it('knows no activity that never was', async () => {
        const { workspaceId } = await openAccount(database.accounts);
        const id = randomBytes(12).toString('hex');
        expect(await database.activities.discard(workspaceId, id, auditOf(workspaceId))).toBeUndefined();
        expect(await database.activities.cancel(workspaceId, id, auditOf(workspaceId))).toBe(false);
      });
    });

    it('names the loads whose documents can go, each until it is cleaned', async () => {
      const { activities } = database;
      const { activityId, workspaceId } = await triggered(database);
      const load = (attempt: number) => ({ workspaceId, activityId, attempt });
      expect(await activities.deadLoads(10)).toEqual([]);
      await claimed(NOON);
      expect(await activities.deadLoads(10)).toEqual([]);
      const second = await claimed(NOON + LEASE_MS);
      expect(await activities.deadLoads(10)).toEqual([load(1)]);
      await activities.handBack({ activityId, fence: second.fence });
      expect(await activities.deadLoads(10)).toEqual([load(1), load(2)]);
      expect(await activities.deadLoads(1)).toEqual([load(1)]);
      await activities.markCleaned([load(1)]);
      expect(await activities.deadLoads(10)).toEqual([load(2)]);
      await settle(await claimed(NOON + LEASE_MS));
      expect(await activities.deadLoads(10)).toEqual([load(2)]);
      await activities.markCleaned([load(2)]);
      await activities.markCleaned([load(1)]);
      expect(await activities.deadLoads(10)).toEqual([]);
      await activities.discard(workspaceId, activityId, entry('activity.discarded', { workspaceId }));
      expect(await activities.deadLoads(10)).toEqual([load(3)]);
      await activities.markCleaned([load(3)]);
      expect(await activities.deadLoads(10)).toEqual([]);
    });

    it('counts what waits and what runs', async () => {
      expect(await database.activities.countByState()).toEqual(
        new Map([
          ['queued', 0],
          ['running', 0],
        ]),
      );
      for (let count = 0; count < 3; count += 1) await triggered(database);
      await claimed(NOON);
      await settle(await claimed(NOON));
      expect(await database.activities.countByState()).toEqual(
        new Map([
          ['queued', 1],
          ['running', 1],
        ]),
      );
    });

    it('takes a user of the same workspace as well as the one who uploaded', async () => {
      const account = await openAccount(database.accounts);
      const upload = await landedUpload(database, account);
      const { userId } = await openUser(database.accounts, account.workspaceId);
      expect(await database.activities.trigger(wantedOf(upload, { userId }))).toMatchObject({
        outcome: 'created',
        activity: { userId },
      });
    });
  });
}
