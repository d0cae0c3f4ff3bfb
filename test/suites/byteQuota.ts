import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Window } from '../../src/accounts/calendar.ts';
import type { Database } from '../../src/db/open.ts';
import type { Landing } from '../../src/uploads/ports.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { type Account, entry, issue, NOON, openAccount, putTo, requestOf } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const MINUTE_MS = 60_000;
const PER_ROUND = 12;

export function byteQuotaSuite(make: MakeDatabase): void {
  describe('quota of bytes', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let second: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
      second = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    const open = (bytesLimit: number | null, per: Window = 'month') =>
      openAccount(database.accounts, { quota: { bytesLimit, per } });

    const land = (upload: Upload, bytes: number, at = NOON, on = database): Promise<Landing> =>
      on.uploads.land({ ...putTo(upload, at), bytes });

    async function outcomeOf(landing: Promise<Landing>): Promise<string> {
      return (await landing).outcome;
    }

    async function bytesUsed({ workspaceId }: Account, now = NOON): Promise<number> {
      return (await database.accounts.quotaUse(workspaceId, now)).bytesUsed;
    }

    async function landedBytes({ workspaceId }: Account): Promise<number> {
      const [row] = await underTest.query(
        `SELECT coalesce(sum(bytes), 0) AS n FROM uploads WHERE workspace_id = '${workspaceId}' AND state = 'landed'`,
      );
      return Number(row?.['n']);
    }

    it('is never passed by 50 files at once over two servers, and used to the last byte', async () => {
      const account = await open(1_000);
      const uploads = await Promise.all(Array.from({ length: 50 }, () => issue(database, account, NOON)));
      const landings = await Promise.all(
        uploads.map((upload, place) => land(upload, 100, NOON + place, place % 2 ? database : second)),
      );
      const outcomes = landings.map(({ outcome }) => outcome).toSorted();
      expect(outcomes).toEqual([...Array(10).fill('landed'), ...Array(40).fill('overQuota')]);
      expect(await landedBytes(account)).toBe(1_000);
      expect(await bytesUsed(account)).toBe(1_000);
    });

    it('is neither passed nor blocks where PUTs to the same few uploads, new URLs and limits come together', async () => {
      const account = await open(3_000);
      const uploads = await Promise.all(Array.from({ length: 4 }, () => issue(database, account, NOON)));
      const quota = { limit: null, per: 'month', bytesLimit: 3_000 } as const;
      await Promise.all([
        ...uploads.flatMap((upload, place) =>
          Array.from({ length: PER_ROUND }, (_, round) =>
            land(upload, 700 + 100 * ((place + round) % 4), NOON + round, round % 2 ? database : second),
          ),
        ),
        ...Array.from({ length: PER_ROUND }, () => second.uploads.admit([requestOf(account)], NOON)),
        ...Array.from({ length: 3 }, () =>
          second.accounts.setQuota(account.workspaceId, quota, entry('quota.set')),
        ),
      ]);
      const landed = await landedBytes(account);
      expect(landed).toBeGreaterThan(2_000);
      expect(landed).toBeLessThanOrEqual(3_000);
      expect(await bytesUsed(account)).toBe(landed);
    });

    it('says what is left and until when, and keeps the file that was to be replaced', async () => {
      const account = await open(1_000, 'minute');
      const upload = await issue(database, account, NOON);
      expect(await outcomeOf(land(upload, 600))).toBe('landed');
      const before = await database.uploads.find(upload);
      const at = NOON + 20_000;
      expect(await land(upload, 1_001, at)).toEqual({
        outcome: 'overQuota',
        room: { limit: 1_000, per: 'minute', left: 1_000, retryAfterSeconds: 40 },
      });
      expect(await database.uploads.find(upload)).toEqual(before);
      expect(await bytesUsed(account)).toBe(600);
      const other = await issue(database, account, NOON);
      expect(await database.uploads.byteRoom(other, at)).toMatchObject({ left: 400 });
      expect(await outcomeOf(land(other, 401, at))).toBe('overQuota');
      expect(await outcomeOf(land(upload, 600, at))).toBe('landed');
      expect(await outcomeOf(land(other, 400, at))).toBe('landed');
    });

    it('refuses further URLs once it is used up, with the time to wait, and none before', async () => {
      const account = await open(1_000, 'minute');
      const upload = await issue(database, account, NOON);
      await land(upload, 1_000);
      const [refused] = await database.uploads.admit([requestOf(account)], NOON + 45_000);
      expect(refused).toMatchObject({ code: 'quota_exceeded', facts: { retryAfterSeconds: 15 } });
      await land(upload, 999, NOON + 46_000);
      await issue(database, account, NOON + 47_000);
      expect(await database.accounts.quotaUse(account.workspaceId, NOON + 48_000)).toMatchObject({
        limit: null,
        bytesLimit: 1_000,
        used: 2,
        bytesUsed: 999,
      });
    });

    it('begins anew with its window, whoever comes first into it', async () => {
      const account = await open(1_000, 'minute');
      const uploads = [await issue(database, account, NOON), await issue(database, account, NOON)];
      const [first, other] = uploads;
      if (first === undefined || other === undefined) throw new Error('two uploads');
      await land(first, 900, NOON + 1);
      expect(await outcomeOf(land(other, 900, NOON + 2))).toBe('overQuota');
      expect(await outcomeOf(land(other, 900, NOON + MINUTE_MS))).toBe('landed');
      expect(await bytesUsed(account, NOON + MINUTE_MS)).toBe(900);
      await issue(database, account, NOON + 2 * MINUTE_MS);
      expect(await database.accounts.quotaUse(account.workspaceId, NOON + 2 * MINUTE_MS)).toMatchObject({
        used: 1,
        bytesUsed: 0,
      });
      // What it replaces was counted in a window that is over, and gives nothing back in this one.
      await land(first, 300, NOON + 2 * MINUTE_MS);
      expect(await bytesUsed(account, NOON + 2 * MINUTE_MS)).toBe(300);
    });

    it('stays exact when the clock goes back and forth', async () => {
      const account = await open(1_000, 'minute');
      const [early, late] = [await issue(database, account, NOON), await issue(database, account, NOON)];
      await land(early, 100, NOON + 1);
      await land(late, 200, NOON + MINUTE_MS);
      await issue(database, account, NOON + 2);
      expect(await bytesUsed(account, NOON + 2)).toBe(100);
      await issue(database, account, NOON + MINUTE_MS + 2);
      expect(await bytesUsed(account, NOON + MINUTE_MS + 2)).toBe(200);
    });

    it('counts what landed before it was set, and lets a smaller file take a larger one’s place', async () => {
      const account = await open(null);
      const upload = await issue(database, account, NOON);
      await land(upload, 900);
      const set = (bytesLimit: number | null) =>
        database.accounts.setQuota(
          account.workspaceId,
          { limit: null, per: 'month', bytesLimit },
          entry('quota.set', { workspaceId: account.workspaceId }),
        );
      await set(500);
      expect(await bytesUsed(account)).toBe(900);
      expect(await outcomeOf(land(await issue(database, await open(500), NOON), 501))).toBe('overQuota');
      expect(await outcomeOf(land(upload, 901))).toBe('overQuota');
      expect(await outcomeOf(land(upload, 700))).toBe('landed');
      expect(await bytesUsed(account)).toBe(700);
      expect((await database.accounts.limitedQuotas(NOON)).get(account.workspaceId)).toMatchObject({
        bytesLimit: 500,
        bytesUsed: 700,
      });
      await set(null);
      expect(await database.uploads.byteRoom(upload, NOON)).toBeUndefined();
      expect(await outcomeOf(land(upload, 9_000))).toBe('landed');
    });

    it('is by any sequence of files and times what a count of the uploads says', async () => {
      const step = fc.record({
        slot: fc.nat(3),
        bytes: fc.integer({ min: 0, max: 60 }),
        waitMs: fc.nat(40_000),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const account = await open(100, 'minute');
          const uploads = await Promise.all(Array.from({ length: 4 }, () => issue(database, account, NOON)));
          const kept = new Map<number, { bytes: number; minute: number }>();
          let at = NOON;
          for (const { slot, bytes, waitMs } of steps) {
            at += waitMs;
            const minute = Math.floor(at / MINUTE_MS);
            const others = [...kept].filter(([place, file]) => place !== slot && file.minute === minute);
            const used = others.reduce((sum, [, file]) => sum + file.bytes, 0);
            const own = kept.get(slot);
            const fits = used + bytes <= 100 || (own?.minute === minute && bytes <= own.bytes);
            const upload = uploads[slot];
            if (upload === undefined) throw new Error('four uploads');
            expect(await outcomeOf(land(upload, bytes, at))).toBe(fits ? 'landed' : 'overQuota');
            if (fits) kept.set(slot, { bytes, minute });
            const now = [...kept.values()].filter((file) => file.minute === minute);
            expect(await bytesUsed(account, at)).toBe(now.reduce((sum, file) => sum + file.bytes, 0));
          }
        }),
        { numRuns: 30 },
      );
    });
  });
}
