import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import type { Rotation } from '../../src/uploads/storageKey.ts';
import { entry, NOON } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const ROOT = 'GSTIROOT';

export function storageKeyStoreSuite(make: MakeDatabase): void {
  describe('storage key store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    const rotation = (accessKeyId: string, at: number, verifiesUntil: number): Rotation => ({
      rootKeyId: ROOT,
      next: { accessKeyId, sealedSecret: `sealed ${accessKeyId}` },
      at,
      verifiesUntil,
      audit: { ...entry('storage_key.rotated'), workspaceId: null, subject: accessKeyId },
    });
    const times = async () =>
      (await database.storageKeys.list()).map(({ accessKeyId, replacedAt, verifiesUntil }) => [
        accessKeyId,
        replacedAt,
        verifiesUntil,
      ]);

    it('replaces the root key by the first, and each by the next', async () => {
      expect(await database.storageKeys.list()).toEqual([]);
      await database.storageKeys.rotate(rotation('K1', NOON, NOON + 100));
      await database.storageKeys.rotate(rotation('K2', NOON + 10, NOON + 110));
      expect(await database.storageKeys.list()).toEqual([
        { accessKeyId: ROOT, sealedSecret: null, createdAt: 0, replacedAt: NOON, verifiesUntil: NOON + 100 },
        {
          accessKeyId: 'K1',
          sealedSecret: 'sealed K1',
          createdAt: NOON,
          replacedAt: NOON + 10,
          verifiesUntil: NOON + 110,
        },
        {
          accessKeyId: 'K2',
          sealedSecret: 'sealed K2',
          createdAt: NOON + 10,
          replacedAt: null,
          verifiesUntil: null,
        },
      ]);
      const { subject, action } = (await database.accounts.listAudit({ limit: 1 }))[0] ?? {};
      expect({ subject, action }).toEqual({ subject: 'K2', action: 'storage_key.rotated' });
    });

    it('ends all older ones at once, and lengthens none that has ended', async () => {
      await database.storageKeys.rotate(rotation('K3', NOON + 20, NOON + 20));
      await database.storageKeys.rotate(rotation('K4', NOON + 30, NOON + 130));
      expect(await times()).toEqual([
        [ROOT, NOON, NOON + 20],
        ['K1', NOON + 10, NOON + 20],
        ['K2', NOON + 20, NOON + 20],
        ['K3', NOON + 30, NOON + 130],
        ['K4', null, null],
      ]);
    });

    it('forgets those that have ended, but never that the root key was replaced', async () => {
      expect(await database.storageKeys.removeEnded(NOON + 20)).toBe(0);
      expect(await database.storageKeys.removeEnded(NOON + 21)).toBe(2);
      expect((await times()).map(([id]) => id)).toEqual([ROOT, 'K3', 'K4']);
    });

    it('takes in a key of elsewhere, once', async () => {
      const key = {
        accessKeyId: 'OLD',
        sealedSecret: 's',
        createdAt: 1,
        replacedAt: 2,
        verifiesUntil: NOON + 500,
      };
      await database.storageKeys.add(key);
      await database.storageKeys.add({ ...key, sealedSecret: 'other' });
      expect(await database.storageKeys.list()).toContainEqual(key);
    });

    it('has one newest after rotations at once', async () => {
      const handles = await Promise.all([underTest.open(), underTest.open(), underTest.open()]);
      await Promise.all(
        handles.map((each, place) => each.storageKeys.rotate(rotation(`P${place}`, NOON + 40, NOON + 140))),
      );
      expect((await times()).filter(([, replacedAt]) => replacedAt === null)).toHaveLength(1);
    });
  });
}
