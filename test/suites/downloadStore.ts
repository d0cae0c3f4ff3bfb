import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import { NOON, openAccount } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

export function downloadStoreSuite(make: MakeDatabase): void {
  describe('download store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    it('gives back what was added, and adds nothing twice', async () => {
      const { workspaceId } = await openAccount(database.accounts);
      const download = {
        downloadId: randomBytes(16).toString('hex'),
        workspaceId,
        fileName: 'errors अप्रैल.csv',
        contentType: 'application/octet-stream',
        bytes: 5_000_000_000,
        sha256: 'ab'.repeat(32),
        createdAt: NOON,
      };
      await database.downloads.add(download);
      expect(await database.downloads.find(workspaceId, download.downloadId)).toEqual(download);
      const again = database.downloads.add({ ...download, bytes: 1 });
      await expect(again).rejects.toMatchObject({ code: 'conflict' });
      expect(await database.downloads.find(workspaceId, download.downloadId)).toEqual(download);
      expect(await database.downloads.find(workspaceId, '0'.repeat(32))).toBeUndefined();
      const { workspaceId: other } = await openAccount(database.accounts);
      expect(await database.downloads.find(other, download.downloadId)).toBeUndefined();
      expect(await database.downloads.remove(other, download.downloadId)).toBe(false);
      expect(await database.downloads.find(workspaceId, download.downloadId)).toEqual(download);
    });

    it('gives what is past the retention of its workspace', async () => {
      const day = 86_400_000;
      const ages = [4, 2.5, 1.5, 0.5];
      const old = new Map<string, number[]>();
      for (const retentionDays of [undefined, 1, 3]) {
        const facts = retentionDays === undefined ? {} : { retentionDays };
        const { workspaceId } = await openAccount(database.accounts, facts);
        for (const age of ages) {
          const downloadId = randomBytes(16).toString('hex');
          const file = { fileName: 'e.csv', contentType: 'text/csv', bytes: 1, sha256: 'ab'.repeat(32) };
          await database.downloads.add({ downloadId, workspaceId, ...file, createdAt: NOON - age * day });
        }
        old.set(workspaceId, []);
      }
      const past = { before: NOON - 2 * day, ownBefore: NOON };
      for (const { workspaceId, createdAt } of await database.downloads.claimOld(past, {
        at: NOON,
        until: NOON,
        limit: 100,
      })) {
        old.get(workspaceId)?.push((NOON - createdAt) / day);
      }
      expect([...old.values()]).toEqual([[4, 2.5], [4, 2.5, 1.5], [4]]);
    });

    it('gives the oldest first, and forgets what is removed', async () => {
      const { workspaceId } = await openAccount(database.accounts);
      const add = async (createdAt: number) => {
        const downloadId = randomBytes(16).toString('hex');
        const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 1, sha256: 'ab'.repeat(32) };
        await database.downloads.add({ downloadId, workspaceId, ...facts, createdAt });
        return downloadId;
      };
      const [second, first, third] = [await add(2_000), await add(1_000), await add(3_000)];
      const past = { before: 3_000, ownBefore: 3_000 };
      const old = async (limit: number) =>
        (await database.downloads.claimOld(past, { at: NOON, until: NOON, limit })).map(
          ({ downloadId }) => downloadId,
        );
      expect(await old(9)).toEqual([first, second]);
      expect(await old(1)).toEqual([first]);
      expect(await database.downloads.remove(workspaceId, first)).toBe(true);
      expect(await database.downloads.remove(workspaceId, first)).toBe(false);
      expect(await old(9)).toEqual([second]);
      expect(await database.downloads.find(workspaceId, third)).toBeDefined();
    });
  });
}
