import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_SETTINGS, type Workspace } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import { entry, issue, NOON, openAccount, openToken, openUser, putTo } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const HOUR_MS = 3_600_000;

export function accountStoreSuite(make: MakeDatabase): void {
  describe('account store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    afterAll(() => underTest.dispose());

    describe('workspaces', () => {
      const workspace: Workspace = {
        id: randomUUID(),
        name: "शर्मा & Sons'; DROP TABLE users",
        gstins: ['29AABCT1332L1ZX', '27AABCT1332L1Z1'],
        settings: { ...DEFAULT_WORKSPACE_SETTINGS, sez: true, turnoverCrore: 5.5, hsnBlank: 'error' },
        retentionDays: 2_555,
        createdAt: NOON,
      };

      it('come back as they were stored, by id and by name', async () => {
        await database.accounts.createWorkspace(workspace, entry('workspace.created'));
        expect(await database.accounts.findWorkspace(workspace.id)).toEqual(workspace);
        expect(await database.accounts.findWorkspace(workspace.name)).toEqual(workspace);
        expect(await database.accounts.listWorkspaces()).toContainEqual(workspace);
        expect(await database.accounts.findWorkspace('nobody')).toBeUndefined();
      });

      it('are seen by the transaction that makes them, also bound to them, and by nobody if it fails', async () => {
        const made = { ...workspace, id: randomUUID(), name: 'made in a transaction' };
        const failing = database.inTransaction(async (accounts) => {
          await accounts.createWorkspace(made, entry('workspace.created'));
          expect(await accounts.license(made.id)).toEqual({ from: null, until: null });
          throw new Error('after all');
        });
        await expect(failing).rejects.toThrow('after all');
        expect(await database.accounts.findWorkspace(made.id)).toBeUndefined();
      });

      it('have a name of their own', async () => {
        const twin = { ...workspace, id: randomUUID() };
        const created = database.accounts.createWorkspace(twin, entry('workspace.created'));
        await expect(created).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('शर्मा'),
        });
        expect(await database.accounts.findWorkspace(twin.id)).toBeUndefined();
      });

      it('change whole, but never to a taken name', async () => {
        const { workspaceId } = await openAccount(database.accounts);
        const changed = { ...workspace, id: workspaceId, name: 'new name', gstins: [] };
        await database.accounts.updateWorkspace(changed, entry('workspace.updated'));
        expect(await database.accounts.findWorkspace('new name')).toEqual(changed);
        const taken = { ...changed, name: workspace.name };
        await expect(
          database.accounts.updateWorkspace(taken, entry('workspace.updated')),
        ).rejects.toMatchObject({
          code: 'conflict',
        });
        const unknown = { ...changed, id: randomUUID(), name: 'unknown' };
        await expect(
          database.accounts.updateWorkspace(unknown, entry('workspace.updated')),
        ).rejects.toMatchObject({ code: 'not_found' });
      });

      it('have an unlimited license until one is set', async () => {
        const { workspaceId } = await openAccount(database.accounts);
        expect(await database.accounts.license(workspaceId)).toEqual({ from: null, until: null });
        const license = { from: '2026-04-01', until: '2027-03-31' };
        await database.accounts.setLicense(workspaceId, license, entry('license.set'));
        expect(await database.accounts.license(workspaceId)).toEqual(license);
        await expect(database.accounts.license('nobody')).rejects.toMatchObject({ code: 'not_found' });
      });
    });

    describe('users', () => {
      it('are found by id and by name, within their workspace', async () => {
        const one = await openAccount(database.accounts);
        const other = await openAccount(database.accounts);
        const user = {
          id: randomUUID(),
          workspaceId: one.workspaceId,
          name: `Asha ${one.workspaceId}`,
          permissions: ['invoice.create', 'workspace.admin'] as const,
          createdAt: NOON + 1,
          disabledAt: null,
        };
        await database.accounts.createUser(user, entry('user.created'));
        expect(await database.accounts.findUser(user.id)).toEqual(user);
        expect(await database.accounts.findUser(user.name)).toEqual(user);
        expect(await database.accounts.listUsers(one.workspaceId)).toContainEqual(user);
        expect((await database.accounts.listUsers(other.workspaceId)).map(({ id }) => id)).toEqual([
          other.userId,
        ]);

        const twin = { ...user, id: randomUUID() };
        await expect(database.accounts.createUser(twin, entry('user.created'))).rejects.toMatchObject({
          code: 'conflict',
        });
        const namesake = { ...twin, workspaceId: other.workspaceId };
        await database.accounts.createUser(namesake, entry('user.created'));
        await expect(database.accounts.findUser(user.name)).rejects.toMatchObject({ code: 'conflict' });
        expect(await database.accounts.findUser(namesake.id)).toEqual(namesake);
      });

      it('need a workspace', async () => {
        await expect(openUser(database.accounts, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
      });

      it('when disabled lose what all their tokens have open', async () => {
        const account = await openAccount(database.accounts);
        const second = await openToken(database.accounts, account.userId);
        const bystander = await openUser(database.accounts, account.workspaceId);
        const uploads = [
          await issue(database, account, NOON),
          await issue(database, second, NOON + 1),
          await issue(database, bystander, NOON + 2),
        ];
        const detail = { name: 'asha' };
        const audit = entry('user.disabled', { at: NOON + 5, subject: account.userId, detail });
        expect(await database.accounts.disableUser(account.userId, NOON + 5, audit)).toBe(2);
        const trail = await database.accounts.listAudit({ limit: 1_000 });
        expect(trail.find(({ subject }) => subject === account.userId)).toEqual({
          ...audit,
          detail: { name: 'asha', closedUploads: 2 },
        });
        const states = await Promise.all(
          uploads.map(async (ref) => (await database.uploads.find(ref))?.state),
        );
        expect(states).toEqual(['revoked', 'revoked', 'issued']);
        expect((await database.accounts.findUser(account.userId))?.disabledAt).toBe(NOON + 5);
        const holder = await database.accounts.findTokenHolder(second.tokenHash);
        expect(holder?.userDisabledAt).toBe(NOON + 5);
      });
    });

    describe('tokens', () => {
      it('show their holder whole', async () => {
        const account = await openAccount(database.accounts, {
          permissions: ['invoice.read'],
          settings: { singleUse: true },
          license: { from: null, until: '2026-04-30' },
          retentionDays: 90,
        });
        const { tokenId, tokenHash } = await openToken(database.accounts, account.userId, NOON + 60_000);
        expect(await database.accounts.findTokenHolder(tokenHash)).toEqual({
          tokenId,
          userId: account.userId,
          workspaceId: account.workspaceId,
          expiresAt: NOON + 60_000,
          revokedAt: null,
          userDisabledAt: null,
          permissions: ['invoice.read'],
          license: { from: null, until: '2026-04-30' },
          singleUse: true,
          lastUsedAt: null,
          retentionDays: 90,
        });
        expect(await database.accounts.findTokenHolder('0'.repeat(64))).toBeUndefined();
      });

      it('are listed for one workspace or for all', async () => {
        const one = await openAccount(database.accounts);
        const other = await openAccount(database.accounts);
        const listed = await database.accounts.listTokens({ workspaceId: one.workspaceId, now: NOON });
        expect(listed).toEqual([
          {
            id: one.tokenId,
            userId: one.userId,
            userName: `user ${one.userId}`,
            workspaceId: one.workspaceId,
            hash: one.tokenHash,
            createdAt: NOON,
            expiresAt: null,
            revokedAt: null,
            lastUsedAt: null,
            parentTokenId: null,
          },
        ]);
        expect(await database.accounts.findToken(one.tokenId)).toEqual(listed[0]);
        expect(await database.accounts.findToken('nobody')).toBeUndefined();
        const all = (await database.accounts.listTokens({ now: NOON })).map(({ id }) => id);
        expect(all).toEqual(expect.arrayContaining([one.tokenId, other.tokenId]));
      });

      it('remember the latest use and never an earlier one', async () => {
        const { tokenId, tokenHash } = await openAccount(database.accounts);
        const lastUse = async () => (await database.accounts.findTokenHolder(tokenHash))?.lastUsedAt;
        await database.accounts.touchTokens([tokenId, tokenId], NOON);
        expect(await lastUse()).toBe(NOON);
        await database.accounts.touchTokens([tokenId], NOON - 60_000);
        expect(await lastUse()).toBe(NOON);
        await database.accounts.touchTokens([tokenId, 'nobody'], NOON + 60_000);
        expect(await lastUse()).toBe(NOON + 60_000);
      });

      it('when revoked close what can still take a PUT, and nothing else', async () => {
        const account = await openAccount(database.accounts);
        const other = await openUser(database.accounts, account.workspaceId);
        const revokedAt = NOON + 100 * HOUR_MS;
        const landed = async (at: number) => {
          const upload = await issue(database, account, at);
          expect(await database.uploads.land(putTo(upload, at + 1))).toMatchObject({ outcome: 'landed' });
          return upload;
        };
        const uploads = {
          ranOutLongAgo: await issue(database, account, revokedAt - 73 * HOUR_MS),
          ranOut: await issue(database, account, revokedAt - 71 * HOUR_MS),
          ranOutJustNow: await issue(database, account, revokedAt - 615_000),
          closedUnusedLongAgo: await issue(database, account, revokedAt - 73 * HOUR_MS - 1),
          closedUnused: await issue(database, account, revokedAt - 71 * HOUR_MS - 1),
          issuedJustInTime: await issue(database, account, revokedAt - 614_999),
          issued: await issue(database, account, revokedAt - 1),
          landedLongAgo: await landed(revokedAt - 615_000),
          landedJustNow: await landed(revokedAt - 614_999),
          pinned: await landed(revokedAt - 2),
          ofAnotherToken: await issue(database, other, revokedAt - 1),
        };
        await database.uploads.pin(uploads.pinned, revokedAt - 1);
        for (const ref of [uploads.closedUnusedLongAgo, uploads.closedUnused]) {
          await underTest.query(
            `UPDATE uploads SET state = 'unused', swept = 1 WHERE upload_id = '${ref.uploadId}'`,
          );
        }
        const audit = entry('token.revoked', { at: revokedAt, subject: account.tokenId });
        expect(await database.accounts.revokeToken(account.tokenId, revokedAt, audit)).toBe(3);
        const trail = await database.accounts.listAudit({ limit: 1_000 });
        expect(trail.find(({ action }) => action === 'token.revoked')).toEqual({
          ...audit,
          detail: { closedUploads: 3 },
        });
        const states: Record<string, string | undefined> = {};
        for (const [name, ref] of Object.entries(uploads))
          states[name] = (await database.uploads.find(ref))?.state;
        expect(states).toEqual({
          ranOutLongAgo: 'issued',
          ranOut: 'revoked',
          ranOutJustNow: 'revoked',
          closedUnusedLongAgo: 'unused',
          closedUnused: 'revoked',
          issuedJustInTime: 'revoked',
          issued: 'revoked',
          landedLongAgo: 'landed',
          landedJustNow: 'revoked',
          pinned: 'pinned',
          ofAnotherToken: 'issued',
        });
        expect(await database.uploads.land(putTo(uploads.issued, revokedAt + 1))).toMatchObject({
          outcome: 'closed',
        });
      });

      it('stay revoked from the first time on, and unknown ones are told apart', async () => {
        const { tokenId, tokenHash } = await openAccount(database.accounts);
        await database.accounts.revokeToken(tokenId, NOON, entry('token.revoked'));
        expect(await database.accounts.revokeToken(tokenId, NOON + 9, entry('token.revoked'))).toBe(0);
        expect((await database.accounts.findTokenHolder(tokenHash))?.revokedAt).toBe(NOON);
        expect(await database.accounts.revokeToken('nobody', NOON, entry('token.revoked'))).toBeUndefined();
      });
    });

    it('keeps client secrets that are revoked once, in the trail of their workspace', async () => {
      const { userId, workspaceId } = await openAccount(database.accounts);
      const secret = { id: randomUUID(), userId, hash: randomUUID(), createdAt: NOON, revokedAt: null };
      await database.accounts.createClientSecret(secret, entry('client_secret.created'));
      const revoke = () =>
        database.accounts.revokeClientSecret(secret.id, NOON, entry('client_secret.revoked'));
      expect(await revoke()).toBe(true);
      expect(await revoke()).toBe(false);
      const trail = await database.accounts.listAudit({ workspaceId, limit: 100 });
      expect(trail.filter(({ action }) => action === 'client_secret.revoked')).toHaveLength(1);
    });
  });
}
