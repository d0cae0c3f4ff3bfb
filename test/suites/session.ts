import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_SESSIONS, SESSION_LIFETIME_MS } from '../../src/accounts/session.ts';
import { secretHash } from '../../src/accounts/token.ts';
import type { WorkspaceSettings } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import { entry, issue, NOON, openAccount, openToken, putTo } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const MINUTE_MS = 60_000;
const TOKENS_PER_DAY = 288;

export function sessionSuite(make: MakeDatabase): void {
  describe('sessions', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    async function start(parent: { readonly tokenHash: string }, at = NOON, from = database) {
      const sessionId = randomUUID();
      const tokenHash = secretHash(`session ${sessionId}`);
      const plan = await from.accounts.startSession({
        parentHash: parent.tokenHash,
        sessionId,
        sessionHash: tokenHash,
        at,
      });
      return { ...plan, sessionId, tokenHash };
    }

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
      await from.accounts.fetchToken({ secretHash: secret.secretHash, tokenId, tokenHash, at });
      return { tokenId, tokenHash };
    }

    const holderOf = ({ tokenHash }: { readonly tokenHash: string }) =>
      database.accounts.findTokenHolder(tokenHash);
    const revoke = (tokenId: string, at: number, from = database) =>
      from.accounts.revokeToken(tokenId, at, entry('token.revoked', { subject: tokenId }));

    it('stand for the user of their token for twelve hours, and the trail says since when and until when', async () => {
      const account = await openAccount(database.accounts);
      const { sessionId, tokenHash, expiresAt } = await start(account);
      expect(expiresAt).toBe(NOON + SESSION_LIFETIME_MS);
      const { workspaceId, userId, tokenId } = account;
      expect(await holderOf({ tokenHash })).toMatchObject({
        ...{ tokenId: sessionId, workspaceId, userId, expiresAt, revokedAt: null },
        permissions: ['invoice.create'],
      });
      expect(await database.accounts.endSession(tokenHash, NOON + 5)).toBe(true);
      expect((await holderOf({ tokenHash }))?.revokedAt).toBe(NOON + 5);
      expect(await database.accounts.endSession(tokenHash, NOON + 6)).toBe(false);
      const trail = await database.accounts.listAudit({ workspaceId, limit: 10 });
      const common = { workspaceId, actor: userId, subject: sessionId };
      expect(trail.filter(({ subject }) => subject === sessionId)).toEqual([
        { ...common, at: NOON + 5, action: 'session.ended', detail: {} },
        {
          ...common,
          at: NOON,
          action: 'session.started',
          detail: { userId, expiresAt, parentTokenId: tokenId },
        },
      ]);
      expect((await holderOf(account))?.revokedAt).toBeNull();
    });

    it('are so many of one token, and the oldest ends for one more', async () => {
      const [account, other] = [await openAccount(database.accounts), await openAccount(database.accounts)];
      const theirs = await start(other);
      const sessions = [];
      for (let at = 0; at < MOST_SESSIONS + 1; at += 1) sessions.push(await start(account, NOON + at));
      const ended = await Promise.all(
        sessions.map(async (session) => (await holderOf(session))?.revokedAt ?? null),
      );
      expect(ended).toEqual([NOON + MOST_SESSIONS, ...Array(MOST_SESSIONS).fill(null)]);
      expect((await holderOf(theirs))?.revokedAt).toBeNull();
      const trail = await database.accounts.listAudit({ workspaceId: account.workspaceId, limit: 50 });
      expect(trail.filter(({ action }) => action === 'session.ended')).toMatchObject([
        { at: NOON + MOST_SESSIONS, subject: sessions[0]?.sessionId },
      ]);
    });

    it('never outlive their token', async () => {
      const { userId } = await openAccount(database.accounts);
      const token = await openToken(database.accounts, userId, NOON + MINUTE_MS);
      expect((await start(token)).expiresAt).toBe(NOON + MINUTE_MS);
      await expect(start(token, NOON + MINUTE_MS)).rejects.toMatchObject({ code: 'token_invalid' });
    });

    it('begin with no token that is unknown or revoked, or whose user is disabled', async () => {
      await expect(start({ tokenHash: secretHash('nobody') })).rejects.toMatchObject({
        code: 'token_invalid',
      });
      const revoked = await openAccount(database.accounts);
      await revoke(revoked.tokenId, NOON);
      await expect(start(revoked)).rejects.toMatchObject({ code: 'token_invalid' });
      const { userId, ...disabled } = await openAccount(database.accounts);
      await database.accounts.disableUser(userId, NOON, entry('user.disabled'));
      await expect(start(disabled)).rejects.toMatchObject({ code: 'token_invalid' });
    });

    it('end with their token, and so do the uploads that they opened, of sessions that ended before too', async () => {
      const account = await openAccount(database.accounts);
      const [ended, running] = [await start(account), await start(account)];
      const uploads = [
        await issue(database, ended, NOON + 1),
        await issue(database, running, NOON + 2),
        await issue(database, account, NOON + 3),
      ];
      await database.accounts.endSession(ended.tokenHash, NOON + 4);
      const [first] = uploads;
      if (first === undefined) throw new Error('none was issued');
      expect(await database.uploads.land(putTo(first, NOON + 5))).toMatchObject({ outcome: 'landed' });
      expect(await revoke(account.tokenId, NOON + 6)).toBe(3);
      expect((await holderOf(running))?.revokedAt).toBe(NOON + 6);
      expect((await holderOf(ended))?.revokedAt).toBe(NOON + 4);
      for (const { issuedAt, uploadId } of uploads) {
        expect(await database.uploads.find({ issuedAt, uploadId })).toMatchObject({ state: 'revoked' });
      }
    });

    it('end alone where they themselves are revoked', async () => {
      const account = await openAccount(database.accounts);
      const [one, other] = [await start(account), await start(account)];
      await issue(database, one, NOON + 1);
      expect(await revoke(one.sessionId, NOON + 2)).toBe(1);
      expect((await holderOf(one))?.revokedAt).toBe(NOON + 2);
      for (const each of [other, account]) expect((await holderOf(each))?.revokedAt).toBeNull();
    });

    it('end with the client secret that fetched their token, and with the next token of it', async () => {
      const secret = await openSecret();
      const first = await start(await fetchToken(secret, NOON), NOON + 1);
      const second = await start(await fetchToken(secret, NOON + 2), NOON + 3);
      expect((await holderOf(first))?.revokedAt).toBe(NOON + 2);
      await issue(database, second, NOON + 4);
      await database.accounts.revokeClientSecret(secret.secretId, NOON + 5, {
        at: NOON + 5,
        actor: 'operator',
        action: 'client_secret.revoked',
        subject: secret.secretId,
        detail: {},
      });
      expect((await holderOf(second))?.revokedAt).toBe(NOON + 5);
      const trail = await database.accounts.listAudit({ workspaceId: secret.workspaceId, limit: 1 });
      expect(trail[0]?.detail).toEqual({ endedTokens: 2, closedUploads: 1 });
    });

    it('have the grace of their token', async () => {
      const secret = await openSecret({ tokenGraceSeconds: 60 });
      const session = await start(await fetchToken(secret, NOON), NOON + 1);
      await fetchToken(secret, NOON + 2);
      expect(await holderOf(session)).toMatchObject({ revokedAt: null, expiresAt: NOON + 2 + MINUTE_MS });
    });

    it('are no tokens of the day that a client secret has', async () => {
      const secret = await openSecret({ tokenGraceSeconds: 3_600 });
      const token = await fetchToken(secret, NOON);
      for (let made = 0; made < TOKENS_PER_DAY; made += 1) await start(token, NOON + 1);
      await fetchToken(secret, NOON + 2);
    });

    it('end whichever comes first, they or the end of their token', async () => {
      const other = await underTest.open();
      for (let round = 0; round < 10; round += 1) {
        const secret = await openSecret();
        const account = await openAccount(database.accounts);
        const fetched = await fetchToken(secret, NOON);
        const started = await Promise.allSettled([
          start(account, NOON + 1),
          revoke(account.tokenId, NOON + 1, other),
          start(fetched, NOON + 1),
          fetchToken(secret, NOON + 1, other),
        ]);
        for (const session of [started[0], started[2]]) {
          if (session?.status !== 'fulfilled' || !('tokenHash' in session.value)) continue;
          expect((await holderOf(session.value))?.revokedAt).toBe(NOON + 1);
        }
        expect([started[1]?.status, started[3]?.status]).toEqual(['fulfilled', 'fulfilled']);
      }
    });

    it('are listed with their token while they are good', async () => {
      const account = await openAccount(database.accounts);
      const [kept, ended] = [await start(account), await start(account)];
      await database.accounts.endSession(ended.tokenHash, NOON + 1);
      const listed = async (now: number) =>
        (await database.accounts.listTokens({ workspaceId: account.workspaceId, now })).map(
          ({ id, parentTokenId }) => ({ id, parentTokenId }),
        );
      const token = { id: account.tokenId, parentTokenId: null };
      expect(await listed(NOON + 2)).toEqual(
        [token, { id: kept.sessionId, parentTokenId: account.tokenId }].sort(byId),
      );
      expect(await listed(NOON + SESSION_LIFETIME_MS)).toEqual([token]);
    });
  });
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}
