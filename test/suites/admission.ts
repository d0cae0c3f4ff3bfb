import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import { AppError } from '../../src/errors.ts';
import { createAdmitter } from '../../src/uploads/admitter.ts';
import { type Account, entry, NOON, openAccount, openToken, requestOf } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const DAY_MS = 86_400_000;

export function admissionSuite(make: MakeDatabase): void {
  describe('admission', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let second: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
      second = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    async function ask(account: { tokenHash: string }, times: number, now: number) {
      const batch = Array.from({ length: times }, () => requestOf(account));
      return (await database.uploads.admit(batch, now)).map(verdict);
    }

    async function recorded({ workspaceId }: Account): Promise<number> {
      const [row] = await underTest.query(
        `SELECT count(*) AS n FROM uploads WHERE workspace_id = '${workspaceId}'`,
      );
      return Number(row?.['n']);
    }

    it('judges each request of a batch by itself and answers in order', async () => {
      const good = await openAccount(database.accounts);
      const reader = await openAccount(database.accounts, { permissions: ['invoice.read'] });
      const unlicensed = await openAccount(database.accounts, {
        license: { from: null, until: '2026-04-09' },
      });
      const lastDay = await openAccount(database.accounts, { license: { from: null, until: '2026-04-10' } });
      const spent = await openAccount(database.accounts, { quota: { limit: 0, per: 'month' } });
      const expired = await openToken(database.accounts, good.userId, NOON);
      const lasting = await openToken(database.accounts, good.userId, NOON + 1);
      const disabled = await openAccount(database.accounts);
      await database.accounts.disableUser(disabled.userId, NOON, entry('user.disabled'));
      const invalid = { ...requestOf(good), wanted: new AppError('file_name_empty', 'fileName is empty') };
      const requests = [
        requestOf(good),
        requestOf({ tokenHash: '0'.repeat(64) }),
        requestOf(expired),
        requestOf(lasting),
        requestOf(disabled),
        requestOf(unlicensed),
        requestOf(lastDay),
        requestOf(reader),
        invalid,
        requestOf(spent),
        requestOf(good),
      ];
      const outcomes = await database.uploads.admit(requests, NOON);
      expect(outcomes.map(verdict)).toEqual([
        'granted',
        'token_invalid',
        'token_invalid',
        'granted',
        'token_invalid',
        'license_expired',
        'granted',
        'permission_denied',
        'file_name_empty',
        'quota_exceeded',
        'granted',
      ]);
      expect(await recorded(good)).toBe(3);
      expect(await recorded(spent)).toBe(0);
    });

    it('writes nothing at all when one upload cannot be written', async () => {
      const account = await openAccount(database.accounts, { quota: { limit: 10, per: 'day' } });
      const request = requestOf(account);
      await expect(
        database.uploads.admit([requestOf(account), request, request], NOON),
      ).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await recorded(account)).toBe(0);
      expect(await database.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({ used: 0 });
      expect(await ask(account, 1, NOON)).toEqual(['granted']);
    });

    it('grants exactly the limit to 1,000 callers at once over two servers', async () => {
      const account = await openAccount(database.accounts, { quota: { limit: 100, per: 'month' } });
      const admitters = [database, second].map(({ uploads }) =>
        createAdmitter({ admit: uploads.admit, now: () => NOON, maxBatch: 16 }),
      );
      const outcomes = await Promise.all(
        Array.from({ length: 1_000 }, (_, place) => admitters[place % 2]?.(requestOf(account))),
      );
      const verdicts = outcomes.map(verdict);
      expect(verdicts.filter((one) => one === 'granted')).toHaveLength(100);
      expect(verdicts.filter((one) => one === 'quota_exceeded')).toHaveLength(900);
      expect(await recorded(account)).toBe(100);
      expect(await second.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({
        limit: 100,
        used: 100,
      });
    });

    it('begins each window anew, and counts again when the clock goes back', async () => {
      const account = await openAccount(database.accounts, { quota: { limit: 3, per: 'day' } });
      const midnight = Date.UTC(2026, 3, 10, 18, 30);
      const [refusal] = (
        await database.uploads.admit(
          Array(4)
            .fill(null)
            .map(() => requestOf(account)),
          midnight - 1_500,
        )
      ).filter((outcome) => outcome instanceof AppError);
      expect(refusal).toMatchObject({ code: 'quota_exceeded', facts: { retryAfterSeconds: 2 } });
      expect(await ask(account, 2, midnight)).toEqual(['granted', 'granted']);
      expect(await ask(account, 1, midnight - 1)).toEqual(['quota_exceeded']);
      expect(await ask(account, 2, midnight + 1)).toEqual(['granted', 'quota_exceeded']);
      expect(await ask(account, 1, midnight - DAY_MS - 1)).toEqual(['granted']);
      expect(await ask(account, 1, midnight + 2)).toEqual(['quota_exceeded']);
      for (const [now, used] of [
        [midnight - DAY_MS - 1, 1],
        [midnight - 1, 3],
        [midnight, 3],
        [midnight + DAY_MS, 0],
      ] as const) {
        expect(await database.accounts.quotaUse(account.workspaceId, now)).toMatchObject({ used });
      }
    });

    it('holds a new limit against what the window has seen already', async () => {
      const account = await openAccount(database.accounts);
      const { workspaceId } = account;
      expect(await ask(account, 5, NOON)).toEqual(Array(5).fill('granted'));
      expect(await database.accounts.quotaUse(workspaceId, NOON)).toMatchObject({ limit: null, used: 5 });
      const set = (limit: number | null, per: 'day' | 'month') =>
        database.accounts.setQuota(
          workspaceId,
          { limit, per, bytesLimit: null },
          entry('quota.set', { at: NOON }),
        );
      await set(6, 'month');
      expect(await ask(account, 2, NOON)).toEqual(['granted', 'quota_exceeded']);
      await set(null, 'month');
      expect(await ask(account, 2, NOON + DAY_MS)).toEqual(['granted', 'granted']);
      await set(9, 'month');
      expect(await ask(account, 2, NOON + DAY_MS)).toEqual(['granted', 'quota_exceeded']);
      await set(1, 'day');
      expect(await ask(account, 1, NOON + 2 * DAY_MS)).toEqual(['granted']);
      await expect(
        database.accounts.setQuota('nobody', { limit: 1, per: 'day', bytesLimit: null }, entry('quota.set')),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    it('reads no upload for limits that change within a window, and all of them once for many new ones', async () => {
      const accounts: Account[] = [];
      for (let place = 0; place < 40; place += 1) {
        const limits = place < 20 ? { quota: { limit: 9, per: 'month' as const } } : {};
        accounts.push(await openAccount(database.accounts, limits));
      }
      for (const account of accounts) await ask(account, 3, NOON);
      const [limited, free] = [accounts.slice(0, 20), accounts.slice(20)];
      // What is stored is told apart from what a count would find.
      await underTest.query(
        `UPDATE quota_use SET used = 5 WHERE workspace_id IN (${limited.map((one) => `'${one.workspaceId}'`).join()}) RETURNING used`,
      );
      await database.accounts.setQuotas(
        accounts.map(({ workspaceId }) => ({
          workspaceId,
          quota: { limit: 7, per: 'month', bytesLimit: null },
          audit: entry('quota.set', { at: NOON, workspaceId }),
        })),
      );
      const usedOf = async ({ workspaceId }: Account) =>
        (await database.accounts.quotaUse(workspaceId, NOON)).used;
      expect(new Set(await Promise.all(limited.map(usedOf)))).toEqual(new Set([5]));
      expect(new Set(await Promise.all(free.map(usedOf)))).toEqual(new Set([3]));
    });

    it('counts right when limits are set while URLs are issued', async () => {
      const account = await openAccount(database.accounts);
      const admit = createAdmitter({ admit: second.uploads.admit, now: () => NOON, maxBatch: 8 });
      const asked = Array.from({ length: 200 }, () => admit(requestOf(account)));
      for (const limit of [null, 500, null, 100]) {
        await database.accounts.setQuota(
          account.workspaceId,
          { limit, per: 'month', bytesLimit: null },
          entry('quota.set', { at: NOON }),
        );
      }
      await Promise.all(asked);
      const { used } = await database.accounts.quotaUse(account.workspaceId, NOON);
      expect(used).toBe(await recorded(account));
    });

    it('leaves nothing open behind a revocation that races with it', async () => {
      for (let round = 0; round < 8; round += 1) {
        const account = await openAccount(database.accounts);
        const admit = createAdmitter({ admit: database.uploads.admit, now: () => NOON, maxBatch: 4 });
        const asked = Array.from({ length: 60 }, () => admit(requestOf(account)));
        await asked[round * 4];
        const closed = await second.accounts.revokeToken(account.tokenId, NOON, entry('token.revoked'));
        expect(await ask(account, 1, NOON)).toEqual(['token_invalid']);
        const granted = (await Promise.all(asked)).map(verdict).filter((one) => one === 'granted').length;
        expect(closed).toBe(granted);
        const open = await underTest.query(
          `SELECT upload_id FROM uploads WHERE token_id = '${account.tokenId}' AND state <> 'revoked'`,
        );
        expect(open).toEqual([]);
      }
    });

    it('never makes two servers wait for each other crosswise', async () => {
      const accounts: Account[] = [];
      for (let place = 0; place < 6; place += 1) {
        accounts.push(await openAccount(database.accounts, { quota: { limit: 1_000, per: 'month' } }));
      }
      const batch = () => accounts.map((account) => requestOf(account));
      const rounds = Array.from({ length: 40 }, () => [
        database.uploads.admit(batch(), NOON),
        second.uploads.admit(batch().reverse(), NOON),
      ]);
      const outcomes = (await Promise.all(rounds.flat())).flat();
      expect(outcomes.map(verdict)).toEqual(Array(480).fill('granted'));
      for (const account of accounts) {
        expect(await database.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({ used: 80 });
      }
    });
  });
}

function verdict(outcome: unknown): string {
  return outcome instanceof AppError ? outcome.code : 'granted';
}
