import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import { entry, issue, NOON, openAccount, openUser, putTo } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

export function auditTrailSuite(make: MakeDatabase): void {
  describe('audit trail', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    it('tells newest first what was written and what was issued', async () => {
      const account = await openAccount(database.accounts);
      const { workspaceId, userId } = account;
      const upload = await issue(database, account, NOON + 10);
      const put = putTo(upload, NOON + 20);
      await database.uploads.land(put);
      const closing = entry('uploads.expired', {
        at: NOON + 30,
        workspaceId,
        actor: 'sweep',
        detail: { count: 1 },
      });
      await database.accounts.appendAudit(closing);

      const trail = await database.accounts.listAudit({ workspaceId, limit: 3 });
      expect(trail).toEqual([
        closing,
        {
          at: NOON + 20,
          workspaceId,
          actor: userId,
          action: 'upload.landed',
          subject: upload.uploadId,
          detail: { putId: put.putId, bytes: put.bytes },
        },
        {
          at: NOON + 10,
          workspaceId,
          actor: userId,
          action: 'upload.issued',
          subject: upload.uploadId,
          detail: {
            tokenId: account.tokenId,
            templateType: 'sales',
            fileContentType: 'XLSX',
            fileName: 'sales april.xlsx',
          },
        },
      ]);
      const older = await database.accounts.listAudit({ workspaceId, before: NOON + 20, limit: 1 });
      expect(older.map(({ action }) => action)).toEqual(['upload.issued']);
    });

    it('tells once that an upload was frozen, and which PUT it is', async () => {
      const account = await openAccount(database.accounts);
      const { workspaceId, userId } = account;
      const upload = await issue(database, account, NOON);
      const put = putTo(upload, NOON + 1);
      await database.uploads.pin(upload, NOON + 1);
      await database.uploads.land(put);
      await database.uploads.pin(upload, NOON + 2);
      await database.uploads.pin(upload, NOON + 3);
      const trail = await database.accounts.listAudit({ workspaceId, limit: 100 });
      expect(trail.filter(({ action }) => action === 'upload.pinned')).toEqual([
        {
          at: NOON + 2,
          workspaceId,
          actor: userId,
          action: 'upload.pinned',
          subject: upload.uploadId,
          detail: { putId: put.putId },
        },
      ]);
    });

    it('shows one workspace nothing of another', async () => {
      const one = await openAccount(database.accounts);
      const other = await openAccount(database.accounts);
      await issue(database, other, NOON);
      const trail = await database.accounts.listAudit({ workspaceId: one.workspaceId, limit: 100 });
      expect(trail.length).toBeGreaterThan(0);
      expect(trail.every(({ workspaceId }) => workspaceId === one.workspaceId)).toBe(true);
    });

    it('gets no line from a write that fails', async () => {
      const lines = async () => (await database.accounts.listAudit({ limit: 1_000 })).length;
      const before = await lines();
      await expect(openUser(database.accounts, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
      expect(await lines()).toBe(before);
    });

    it.each(["UPDATE audit SET actor = 'nobody'", 'DELETE FROM audit'])('refuses %s', async (statement) => {
      await openAccount(database.accounts);
      const lines = await underTest.query('SELECT * FROM audit ORDER BY id');
      await expect(underTest.query(statement)).rejects.toThrow('append-only');
      expect(await underTest.query('SELECT * FROM audit ORDER BY id')).toEqual(lines);
    });
  });
}
