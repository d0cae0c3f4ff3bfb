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
      expect(await database.downloads.find(download.downloadId)).toEqual(download);
      const again = database.downloads.add({ ...download, bytes: 1 });
      await expect(again).rejects.toMatchObject({ code: 'conflict' });
      expect(await database.downloads.find(download.downloadId)).toEqual(download);
      expect(await database.downloads.find('0'.repeat(32))).toBeUndefined();
    });
  });
}
