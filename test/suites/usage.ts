import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type UsageInput, usage } from '../../src/accounts/usage.ts';
import type { Database } from '../../src/db/open.ts';
import { type Account, entry, issue, NOON, openAccount, putTo } from './accountFixture.ts';
import { claimAt, completed, wantedOf } from './activityFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const calendar = createCalendar('Asia/Kolkata');
/** 2026-04-01 00:00 in India. */
const APRIL = Date.UTC(2026, 2, 31, 18, 30);
const NONE = { queued: 0, running: 0, completed: 0, refused: 0, failed: 0, discarded: 0 };

export function usageSuite(make: MakeDatabase): void {
  describe('usage', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    const used = (input: UsageInput) => usage(input, { accounts: database.accounts, calendar, now: NOON });

    /** An upload of `bytes`, judged with `result` unless that is undefined. */
    async function judged(account: Account, at: number, result?: ReturnType<typeof completed>) {
      const upload = await issue(database, account, at);
      await database.uploads.land({ ...putTo(upload, at), bytes: 100 });
      const landed = await database.uploads.find(upload);
      if (landed === undefined) throw new Error('the upload landed');
      const outcome = await database.activities.trigger(wantedOf(landed, { at }));
      if (outcome.outcome !== 'created') throw new Error('an activity');
      if (result === undefined) return outcome.activity;
      const job = await database.activities.claim(claimAt(at));
      if (job === undefined) throw new Error('a job');
      await database.activities.settle({ activityId: job.activity.activityId, fence: job.fence, at, result });
      return outcome.activity;
    }

    it('counts what was issued in the days asked for and what came of it, each workspace by itself', async () => {
      const account = await openAccount(database.accounts);
      const other = await openAccount(database.accounts);
      const { workspaceId } = account;
      const stats = (gstin: string, totalDocumentCount: number, validRows: number, invalidRows: number) => ({
        gstin,
        totalDocumentCount,
        validRows,
        invalidRows,
      });
      await issue(database, account, APRIL - 1);
      await issue(database, account, APRIL);
      await judged(
        account,
        APRIL + 1,
        completed({ stats: [stats('29AABCT1332L1ZX', 3, 10, 2), stats('UNKNOWN', 1, 0, 5)] }),
      );
      const undone = await judged(
        account,
        APRIL + 2,
        completed({ stats: [stats('29AABCT1332L1ZX', 7, 20, 0)] }),
      );
      const audit = entry('activity.discarded', { workspaceId });
      await database.activities.discard(workspaceId, undone.activityId, audit);
      await judged(account, APRIL + 3, completed({ state: 'refused', stats: null }));
      await judged(account, APRIL + 4);
      await issue(database, other, APRIL + 5);
      const facts = { contentType: 'text/csv', fileName: 'errors.csv', sha256: 'ab'.repeat(32) };
      await database.downloads.add({
        ...facts,
        downloadId: 'd'.repeat(32),
        workspaceId,
        bytes: 11,
        createdAt: 1,
      });

      const april = { from: '2026-04-01', until: '2026-04-10' };
      const [found] = await used({ workspace: workspaceId });
      expect(found).toEqual({
        workspaceId,
        name: `workspace ${workspaceId}`,
        ...april,
        urlsIssued: 5,
        uploadsLanded: 4,
        bytesLanded: 400,
        activities: { ...NONE, completed: 1, discarded: 1, refused: 1, queued: 1 },
        rowsValid: 30,
        rowsInvalid: 7,
        documents: 4,
        filesKept: 5,
        bytesKept: 411,
      });
      const all = await used(april);
      expect(all).toContainEqual(found);
      expect(all.find((each) => each.workspaceId === other.workspaceId)).toMatchObject({
        urlsIssued: 1,
        uploadsLanded: 0,
        activities: NONE,
        filesKept: 0,
      });
      const [march] = await used({ workspace: workspaceId, month: '2026-03' });
      expect(march).toMatchObject({ from: '2026-03-01', until: '2026-03-31', urlsIssued: 1, rowsValid: 0 });
      expect(march).toMatchObject({ filesKept: 5 });
    });

    it.each<[UsageInput, RegExp]>([
      [{ month: '2026-13' }, /^month is '2026-13'/],
      [{ month: '2026-04', from: '2026-04-01' }, /either a month or dates/],
      [{ from: '2026-02-30' }, /^from is '2026-02-30'/],
      [{ from: '2026-04-02', until: '2026-04-01' }, /^until is '2026-04-01'\. Allowed: 2026-04-02/],
    ])('refuses %j', async (input, words) => {
      await expect(used(input)).rejects.toMatchObject({
        code: 'input_invalid',
        message: expect.stringMatching(words),
      });
    });
  });
}
