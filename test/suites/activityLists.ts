import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import type { ActivityQuery, Outcome } from '../../src/ingestion/activityLists.ts';
import { type Account, entry, NOON, openAccount } from './accountFixture.ts';
import { claimAt, completed, landedUpload, wantedOf } from './activityFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const WITH_ERRORS = completed({
  stats: [
    { gstin: '29AABCT1332L1ZX', totalDocumentCount: 1, validRows: 2, invalidRows: 3 },
    { gstin: 'UNKNOWN', totalDocumentCount: 0, validRows: 0, invalidRows: 4 },
  ],
});
const REFUSED: ActivityResult = { ...completed(), state: 'refused', stats: null };

const ALL: ActivityQuery = {
  outcomes: [],
  templateType: null,
  userId: null,
  search: null,
  from: 0,
  before: Number.MAX_SAFE_INTEGER,
  after: null,
  limit: 100,
};

export function activityListsSuite(make: MakeDatabase): void {
  describe('lists of activities', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let account: Account;
    let other: Account;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
      account = await openAccount(database.accounts);
      other = await openAccount(database.accounts);
    });
    afterAll(() => underTest.dispose());

    let clock = NOON;
    async function begun(facts: Partial<Parameters<typeof wantedOf>[1]> = {}, of = account) {
      clock += 1_000;
      const upload = await landedUpload(database, of);
      const outcome = await database.activities.trigger(wantedOf(upload, { at: clock, ...facts }));
      if (!('activity' in outcome)) throw new Error(outcome.outcome);
      return outcome.activity;
    }

    /** The one that waits. */
    async function ended(result: ActivityResult): Promise<void> {
      const job = await database.activities.claim(claimAt(clock));
      if (job === undefined) throw new Error('one waits');
      const { activityId } = job.activity;
      clock += 1_000;
      await database.activities.settle({ activityId, fence: job.fence, at: clock, result });
    }

    const page = async (facts: Partial<ActivityQuery>, workspaceId = account.workspaceId) => {
      const { activities, next } = await database.activityLists.page(workspaceId, { ...ALL, ...facts });
      return { ids: activities.map(({ activityId }) => activityId), next };
    };

    it('finds what was settled by its outcome, whole rows and in order', async () => {
      const byOutcome = new Map<Outcome, string>();
      for (const [outcome, result] of [
        ['completed', completed()],
        ['completed_with_errors', WITH_ERRORS],
        ['refused', REFUSED],
      ] as const) {
        byOutcome.set(outcome, (await begun({ userFileName: `${outcome}.csv` })).activityId);
        await ended(result);
      }
      const cancelled = await begun();
      const audit = entry('activity.cancelled', { workspaceId: account.workspaceId, at: clock });
      await database.activities.cancel(account.workspaceId, cancelled.activityId, audit);
      byOutcome.set('discarded', cancelled.activityId);
      byOutcome.set('queued', (await begun()).activityId);
      const newest = [...byOutcome.values()].toReversed();
      expect(await page({})).toEqual({ ids: newest, next: null });
      for (const [outcome, id] of byOutcome) {
        expect(await page({ outcomes: [outcome] })).toEqual({ ids: [id], next: null });
      }
      expect((await page({ outcomes: ['queued', 'completed', 'running'] })).ids).toEqual([
        byOutcome.get('queued'),
        byOutcome.get('completed'),
      ]);
      expect((await page({}, other.workspaceId)).ids).toEqual([]);
      const { workspaceId } = account;
      const [found] = await database.activityLists.get(workspaceId, [
        byOutcome.get('completed_with_errors') ?? '',
      ]);
      expect(found?.refusedRows).toBe(7);
      expect(found).toEqual(await database.activities.find(workspaceId, found?.activityId ?? ''));
      expect(await database.activityLists.get(other.workspaceId, newest)).toEqual([]);
    });

    it('goes on at a place, through activities of one moment too', async () => {
      const of = await openAccount(database.accounts);
      const at = clock + 5_000;
      const ids = new Set<string>();
      for (let count = 0; count < 7; count += 1) ids.add((await begun({ at }, of)).activityId);
      const seen: string[] = [];
      let after: ActivityQuery['after'] = null;
      do {
        const { ids: found, next } = await page({ after, limit: 2 }, of.workspaceId);
        seen.push(...found);
        after = next;
      } while (after !== null);
      expect(seen).toEqual([...ids].sort().toReversed());
      expect((await page({ from: at, before: at }, of.workspaceId)).ids).toEqual([]);
      expect((await page({ from: at, before: at + 1 }, of.workspaceId)).ids).toHaveLength(7);
    });

    it('finds names whatever their case and however Unicode writes them, with nothing as a pattern', async () => {
      const of = await openAccount(database.accounts);
      const names = ['ÄPFEL 100%.csv', 'बिक्री_अप्रैल.xlsx', 'पड़ताल.csv', 'ΣΊΣΥΦΟΣ.csv', 'a_b.csv'];
      const made = new Map<string, string>();
      for (const name of names) made.set((await begun({ userFileName: name }, of)).activityId, name);
      const found = async (search: string) =>
        (await page({ search }, of.workspaceId)).ids.map((id) => made.get(id)).toReversed();
      expect(await found('äpfel')).toEqual(['ÄPFEL 100%.csv']);
      expect(await found('A\u0308PFEL')).toEqual(['ÄPFEL 100%.csv']);
      expect(await found('अप्रैल')).toEqual(['बिक्री_अप्रैल.xlsx']);
      expect(await found('\u0921\u093c')).toEqual(['पड़ताल.csv']);
      expect(await found('\u095c')).toEqual(['पड़ताल.csv']);
      expect(await found('%')).toEqual(['ÄPFEL 100%.csv']);
      expect(await found('_')).toEqual(['बिक्री_अप्रैल.xlsx', 'a_b.csv']);
      expect(await found('σίσυφ')).toEqual(['ΣΊΣΥΦΟΣ.csv']);
    });

    it('tells who began, who corrects and what can be fetched still', async () => {
      const of = await openAccount(database.accounts);
      const { workspaceId, userId } = of;
      const downloadId = 'ab'.repeat(16);
      const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 1, sha256: 'ab', createdAt: NOON };
      await database.downloads.add({ downloadId, workspaceId, ...facts });
      const parent = await begun({}, of);
      const first = await begun({ corrects: parent.activityId }, of);
      const second = await begun({ corrects: parent.activityId }, of);
      const settled = {
        ...parent,
        state: 'completed' as const,
        result: completed({ errorDownloadId: downloadId, warningDownloadId: 'cd'.repeat(16) }),
      };
      const company = await database.activityLists.company(workspaceId, [settled, first]);
      const [user] = await database.accounts.listUsers(workspaceId);
      expect([...company.userNames]).toEqual([[userId, user?.name]]);
      expect([...company.correctedBy]).toEqual([[parent.activityId, [first.activityId, second.activityId]]]);
      expect([...company.downloads]).toEqual([downloadId]);
      const foreign = await database.activityLists.company(other.workspaceId, [settled]);
      expect([foreign.userNames.size, foreign.correctedBy.size, foreign.downloads.size]).toEqual([0, 0, 0]);
      expect(await database.activityLists.users(workspaceId)).toEqual([{ userId, name: user?.name }]);
      expect(await database.activityLists.users((await openAccount(database.accounts)).workspaceId)).toEqual(
        [],
      );
    });

    it('marks what runs and what was begun, ended or discarded since', async () => {
      const of = await openAccount(database.accounts);
      const { workspaceId } = of;
      const { marks, snapshot } = database.activityLists;
      const ids = async (since: number) =>
        (await marks(workspaceId, since)).marks.map((each) => each.activityId);
      const { activityId } = await begun({ notBefore: 0 }, of);
      const begunAt = clock;
      expect(await ids(begunAt)).toEqual([activityId]);
      expect(await ids(begunAt + 1)).toEqual([]);
      expect((await marks(workspaceId, begunAt + 1)).isWaiting).toBe(true);
      expect(await snapshot(workspaceId, null, 10)).toEqual([activityId]);
      let job = await database.activities.claim(claimAt(clock));
      while (job !== undefined && job.activity.activityId !== activityId) {
        job = await database.activities.claim(claimAt(clock));
      }
      const running = await marks(workspaceId, begunAt + 1);
      expect(running).toMatchObject({ marks: [{ activityId, isRunning: true }], isWaiting: false });
      const beat = { activityId, fence: job?.fence ?? 0, now: clock, leaseMs: 30_000 };
      const progress = { phase: 'judging', bytesDone: 1, bytesTotal: 9, rowsRead: 1 } as const;
      await database.activities.heartbeat({ ...beat, progress });
      const [moved] = (await marks(workspaceId, begunAt + 1)).marks;
      expect(moved?.mark).not.toBe(running.marks[0]?.mark);
      const endedAt = clock + 50_000;
      await database.activities.settle({ activityId, fence: beat.fence, at: endedAt, result: completed() });
      expect(await ids(endedAt)).toEqual([activityId]);
      expect(await ids(endedAt + 1)).toEqual([]);
      expect(await snapshot(workspaceId, null, 10)).toEqual([]);
      expect(await snapshot(workspaceId, endedAt, 10)).toEqual([activityId]);
      const audit = entry('activity.discarded', { workspaceId, at: endedAt + 5, subject: activityId });
      await database.activities.discard(workspaceId, activityId, audit);
      expect(await ids(endedAt + 5)).toEqual([activityId]);
      expect((await marks(other.workspaceId, endedAt)).marks).toEqual([]);
    });
  });
}
