import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretHash } from '../../src/accounts/token.ts';
import type { WorkspaceSettings } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import { entry, issue, NOON, openAccount, putTo } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const DAY_MS = 86_400_000;
/** Midnight in India after `NOON`. */
const MIDNIGHT = NOON + 12 * 3_600_000;

export function clientSecretSuite(make: MakeDatabase): void {
  describe('client secrets', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    async function openSecret(settings: Partial<WorkspaceSettings> = {}) {
      const account = await openAccount(database.accounts, { settings });
      const secretId = randomUUID();
      const hash = secretHash(`secret ${secretId}`);
      await database.accounts.createClientSecret(
        { id: secretId, userId: account.userId, hash, createdAt: NOON, revokedAt: null },
        entry('client_secret.created'),
      );
      return { ...account, secretId, secretHash: hash };
    }

    async function fetchToken(secret: { readonly secretHash: string }, at: number, from = database) {
      const tokenId = randomUUID();
      const tokenHash = secretHash(`token ${tokenId}`);
      const plan = await from.accounts.fetchToken({ secretHash: secret.secretHash, tokenId, tokenHash, at });
      return { ...plan, tokenId, tokenHash };
    }

    const holderOf = ({ tokenHash }: { readonly tokenHash: string }) =>
      database.accounts.findTokenHolder(tokenHash);

    it('give a token of their user for a day, and the trail says so', async () => {
      const secret = await openSecret();
      const { tokenId, tokenHash, expiresAt } = await fetchToken(secret, NOON + 1_234);
      expect(expiresAt).toBe(NOON + DAY_MS + 1_000);
      expect(await holderOf({ tokenHash })).toMatchObject({
        tokenId,
        userId: secret.userId,
        workspaceId: secret.workspaceId,
        expiresAt,
        revokedAt: null,
      });
      const trail = await database.accounts.listAudit({ workspaceId: secret.workspaceId, limit: 10 });
      expect(trail.find(({ subject }) => subject === tokenId)).toEqual({
        at: NOON + 1_234,
        workspaceId: secret.workspaceId,
        actor: secret.userId,
        action: 'token.created',
        subject: tokenId,
        detail: { userId: secret.userId, expiresAt, clientSecretId: secret.secretId },
      });
    });

    it('end the token before with the next one, but neither what it opened nor other tokens', async () => {
      const secret = await openSecret();
      const first = await fetchToken(secret, NOON);
      const upload = await issue(database, first, NOON + 1);
      await fetchToken(secret, NOON + 2);
      expect((await holderOf(first))?.revokedAt).toBe(NOON + 2);
      expect((await holderOf(secret))?.revokedAt).toBeNull();
      expect(await database.uploads.land(putTo(upload, NOON + 3))).toMatchObject({ outcome: 'landed' });
    });

    it('list the tokens of theirs that are good, and leave out what ended', async () => {
      const secret = await openSecret({ tokenGraceSeconds: 60 });
      const first = await fetchToken(secret, NOON);
      const second = await fetchToken(secret, NOON + 1_000);
      const listed = async (now: number) =>
        (await database.accounts.listTokens({ workspaceId: secret.workspaceId, now })).map(({ id }) => id);
      expect(new Set(await listed(NOON + 2_000))).toEqual(
        new Set([secret.tokenId, first.tokenId, second.tokenId]),
      );
      expect(new Set(await listed(NOON + 61_000))).toEqual(new Set([secret.tokenId, second.tokenId]));
      await database.accounts.revokeToken(second.tokenId, NOON, entry('token.revoked'));
      expect(await listed(NOON + 2_000)).toEqual(expect.not.arrayContaining([second.tokenId]));
    });

    it('leave the token before as much time as the workspace grants, never more than it had', async () => {
      const secret = await openSecret({ tokenGraceSeconds: 60 });
      const first = await fetchToken(secret, NOON);
      const second = await fetchToken(secret, NOON + 1_000);
      expect(await holderOf(first)).toMatchObject({ revokedAt: null, expiresAt: NOON + 61_000 });
      await fetchToken(secret, NOON + 2_000);
      expect((await holderOf(first))?.expiresAt).toBe(NOON + 61_000);
      expect((await holderOf(second))?.expiresAt).toBe(NOON + 62_000);
    });

    it('give 288 tokens a day, exactly, however many ask at once and through however many servers', async () => {
      const secret = await openSecret();
      const handles = [database, await underTest.open()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 300 }, (_, place) => fetchToken(secret, NOON + place, handles[place % 2])),
      );
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refusals).toHaveLength(12);
      for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'quota_exceeded' });
      const [stored] = await underTest.query(
        `SELECT count(*) AS tokens FROM tokens WHERE client_secret_id = '${secret.secretId}'`,
      );
      expect(Number(stored?.['tokens'])).toBe(288);
      await expect(fetchToken(secret, MIDNIGHT - 1_500)).rejects.toMatchObject({
        facts: { retryAfterSeconds: 2 },
      });
      const next = await fetchToken(secret, MIDNIGHT);
      const [good] = await underTest.query(
        `SELECT count(*) AS tokens FROM tokens WHERE client_secret_id = '${secret.secretId}' AND revoked_at IS NULL`,
      );
      expect(Number(good?.['tokens'])).toBe(1);
      expect((await holderOf(next))?.revokedAt).toBeNull();
      await fetchToken(await openSecret(), NOON);
    });

    it('are worth nothing when unknown, revoked, or of a disabled user', async () => {
      await expect(fetchToken({ secretHash: '0'.repeat(64) }, NOON)).rejects.toMatchObject({
        code: 'client_secret_invalid',
      });
      const revoked = await openSecret();
      await database.accounts.revokeClientSecret(revoked.secretId, NOON, entry('client_secret.revoked'));
      await expect(fetchToken(revoked, NOON + 1)).rejects.toMatchObject({ code: 'client_secret_invalid' });
      const disabled = await openSecret();
      await database.accounts.disableUser(disabled.userId, NOON, entry('user.disabled'));
      await expect(fetchToken(disabled, NOON + 1)).rejects.toMatchObject({ code: 'client_secret_invalid' });
    });

    it('when revoked end their tokens and close what any of these has open, and nothing of others', async () => {
      const secret = await openSecret();
      const bystander = await openSecret();
      const first = await fetchToken(secret, NOON);
      const early = await issue(database, first, NOON + 1);
      const second = await fetchToken(secret, NOON + 2);
      const late = await issue(database, second, NOON + 3);
      const others = await fetchToken(bystander, NOON + 4);
      const foreign = await issue(database, others, NOON + 5);
      const audit = entry('client_secret.revoked', { at: NOON + 9, subject: secret.secretId });
      expect(await database.accounts.revokeClientSecret(secret.secretId, NOON + 9, audit)).toBe(true);
      expect(await database.accounts.revokeClientSecret(secret.secretId, NOON + 10, audit)).toBe(false);
      expect((await holderOf(first))?.revokedAt).toBe(NOON + 2);
      expect((await holderOf(second))?.revokedAt).toBe(NOON + 9);
      expect((await holderOf(others))?.revokedAt).toBeNull();
      const states = [early, late, foreign].map(async (ref) => (await database.uploads.find(ref))?.state);
      expect(await Promise.all(states)).toEqual(['revoked', 'revoked', 'issued']);
      const trail = await database.accounts.listAudit({ workspaceId: secret.workspaceId, limit: 100 });
      expect(trail.filter(({ action }) => action === 'client_secret.revoked')).toEqual([
        { ...audit, workspaceId: secret.workspaceId, detail: { endedTokens: 1, closedUploads: 2 } },
      ]);
    });
  });
}
