import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSecret, secretHash } from '../../src/accounts/token.ts';
import { issue, NOON } from '../suites/accountFixture.ts';
import { type AdministrationUnderTest, openAdministration } from './administrationFixture.ts';

let underTest: AdministrationUnderTest;
let administration: AdministrationUnderTest['administration'];
let workspaceId: string;
beforeEach(async () => {
  underTest = await openAdministration();
  administration = underTest.administration;
  ({ workspaceId } = await administration.workspaceCreate({ name: 'w' }));
});
afterEach(() => underTest[Symbol.asyncDispose]());

function refusal(words: RegExp) {
  return { code: 'input_invalid', message: expect.stringMatching(words) };
}

const user = (name = 'erp', workspace = 'w') =>
  administration.userCreate({ workspace, name, permissions: ['invoice.create'] });

async function stateOf(upload: Awaited<ReturnType<typeof issue>>) {
  return (await underTest.database.uploads.find(upload))?.state;
}

describe('a user', () => {
  it('is made with permissions in their order, without doubles, and told to the trail', async () => {
    const permissions = ['workspace.admin', 'invoice.read', 'workspace.admin'];
    const made = await administration.userCreate({ workspace: workspaceId, name: ' erp ', permissions });
    expect(made).toEqual({
      userId: expect.any(String),
      name: 'erp',
      permissions: ['invoice.read', 'workspace.admin'],
    });
    expect((await administration.workspaceShow('w')).users).toEqual([{ ...made, disabledAt: null }]);
    expect(await underTest.lastEntry()).toEqual({
      at: NOON,
      workspaceId,
      actor: 'operator',
      action: 'user.created',
      subject: made.userId,
      detail: { permissions: 'invoice.read workspace.admin' },
    });
  });

  it.each([
    [{ name: '', permissions: ['invoice.read'] }, /^name is ''\. Allowed: 1 to 200 characters/],
    [
      { name: 'u', permissions: ['invoice.read', 'invoice.delete'] },
      /^permissions is 'invoice\.delete'\. Allowed: invoice\.create, invoice\.read, workspace\.admin\.$/,
    ],
    [{ name: 'u', permissions: [] }, /^permissions is ''\. Allowed: at least one of invoice\.create, /],
  ])('of %j is refused', async (input, words) => {
    await expect(administration.userCreate({ workspace: 'w', ...input })).rejects.toMatchObject(
      refusal(words),
    );
    expect((await administration.workspaceShow('w')).users).toEqual([]);
    expect((await underTest.lastEntry())?.action).toBe('workspace.created');
  });

  it('shares a name with none of its workspace; of several workspaces the id tells which', async () => {
    const first = await user();
    await expect(user()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('a user named erp already'),
    });
    await administration.workspaceCreate({ name: 'other' });
    await user('erp', 'other');
    await expect(administration.userDisable('erp')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining("give the user's id instead"),
    });
    expect(await administration.userDisable(first.userId)).toMatchObject({ userId: first.userId });
  });

  it('when disabled loses what is open, once; gets nothing new; and stays listed', async () => {
    const { userId } = await user();
    const { token } = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const account = { tokenHash: secretHash(token) };
    const uploads = [
      await issue(underTest.database, account, NOON),
      await issue(underTest.database, account, NOON + 1),
    ];
    underTest.clock.now = NOON + 1_000;
    expect(await administration.userDisable('erp')).toEqual({
      userId,
      name: 'erp',
      permissions: ['invoice.create'],
      closedUploads: 2,
    });
    expect(await Promise.all(uploads.map(stateOf))).toEqual(['revoked', 'revoked']);
    const entry = await underTest.lastEntry();
    expect(entry).toMatchObject({
      at: NOON + 1_000,
      workspaceId,
      action: 'user.disabled',
      subject: userId,
      detail: { closedUploads: 2 },
    });
    await expect(issue(underTest.database, account, NOON + 2_000)).rejects.toMatchObject({
      code: 'token_invalid',
    });

    underTest.clock.now = NOON + 5_000;
    expect(await administration.userDisable(userId)).toMatchObject({ closedUploads: 0 });
    for (const call of [
      administration.tokenCreate({ user: 'erp', expiresInSeconds: null }),
      administration.clientSecretCreate({ user: 'erp' }),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'conflict',
        message: "The user 'erp' is disabled. Create another user.",
      });
    }
    expect(await underTest.lastEntry()).toEqual(entry);
    expect((await administration.workspaceShow('w')).users).toMatchObject([
      { userId, disabledAt: '2026-04-10T06:30:01.000Z' },
    ]);
  });

  it('that is not there is named by every use-case', async () => {
    for (const call of [
      administration.userDisable('nobody'),
      administration.tokenCreate({ user: 'nobody', expiresInSeconds: null }),
      administration.clientSecretCreate({ user: 'nobody' }),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'not_found',
        message: expect.stringMatching(/^There is no user with the id or name 'nobody'\./),
      });
    }
  });
});

describe('a token', () => {
  beforeEach(() => user());

  it('is told once and kept as a hash alone', async () => {
    const made = await administration.tokenCreate({ user: 'erp', expiresInSeconds: 30 * 86_400 });
    expect(isSecret('token', made.token)).toBe(true);
    expect(made.expiresAt).toBe('2026-05-10T06:30:00.000Z');
    const [stored] = await underTest.database.accounts.listTokens({ now: 0 });
    expect(stored).toMatchObject({ id: made.tokenId, hash: secretHash(made.token) });
    const told = JSON.stringify([
      stored,
      await administration.tokenList(undefined),
      await administration.workspaceShow('w'),
      await administration.audit({ workspace: undefined, limit: 100 }),
    ]);
    expect(told).toContain(made.tokenId);
    expect(told).not.toContain(made.token.slice(8, 51));
    expect(await underTest.lastEntry()).toMatchObject({
      workspaceId,
      action: 'token.created',
      subject: made.tokenId,
      detail: { expiresAt: NOON + 30 * 86_400_000 },
    });
  });

  it('is another each time, lasts for ever without an expiry, and else to its last second', async () => {
    const ever = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const brief = await administration.tokenCreate({ user: 'erp', expiresInSeconds: 1 });
    expect(brief.token).not.toBe(ever.token);
    expect(ever.expiresAt).toBeNull();
    const { database } = underTest;
    const account = { tokenHash: secretHash(brief.token) };
    expect(await issue(database, account, NOON + 999)).toMatchObject({ state: 'issued' });
    await expect(issue(database, account, NOON + 1_000)).rejects.toMatchObject({ code: 'token_invalid' });
    const muchLater = Date.UTC(2099, 0, 1);
    expect(await issue(database, { tokenHash: secretHash(ever.token) }, muchLater)).toMatchObject({
      issuedAt: muchLater,
    });
  });

  it.each([0, -5, 0.5, 3_660 * 86_400 + 1])('does not expire in %d seconds', async (expiresInSeconds) => {
    await expect(administration.tokenCreate({ user: 'erp', expiresInSeconds })).rejects.toMatchObject(
      refusal(/^expires-in \(seconds\) is '.*'\. Allowed: a whole number from 1 to 316224000\.$/),
    );
    expect(await administration.tokenList(undefined)).toEqual([]);
  });

  it('is listed for its workspace with all its times', async () => {
    const { tokenId } = await administration.tokenCreate({ user: 'erp', expiresInSeconds: 60 });
    await administration.workspaceCreate({ name: 'other' });
    await underTest.database.accounts.touchTokens([tokenId], NOON + 60_000);
    underTest.clock.now += 90_000;
    await administration.tokenRevoke(tokenId);
    expect(await administration.tokenList('w')).toEqual([
      {
        tokenId,
        workspaceId,
        userName: 'erp',
        createdAt: '2026-04-10T06:30:00.000Z',
        expiresAt: '2026-04-10T06:31:00.000Z',
        revokedAt: '2026-04-10T06:31:30.000Z',
        lastUsedAt: '2026-04-10T06:31:00.000Z',
        parentTokenId: null,
      },
    ]);
    expect(await administration.tokenList('other')).toEqual([]);
    expect(await administration.tokenList(undefined)).toHaveLength(1);
  });

  it('when revoked closes what was issued with it, and nothing of another', async () => {
    const one = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const other = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const issuedWith = (token: string) =>
      issue(underTest.database, { tokenHash: secretHash(token) }, NOON + 1);
    const uploads = [await issuedWith(one.token), await issuedWith(other.token)];
    underTest.clock.now = NOON + 10;
    expect(await administration.tokenRevoke(one.tokenId)).toEqual({
      tokenId: one.tokenId,
      closedUploads: 1,
    });
    expect(await Promise.all(uploads.map(stateOf))).toEqual(['revoked', 'issued']);
    expect(await underTest.lastEntry()).toEqual({
      at: NOON + 10,
      workspaceId,
      actor: 'operator',
      action: 'token.revoked',
      subject: one.tokenId,
      detail: { closedUploads: 1 },
    });
    await expect(issuedWith(one.token)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  it('is revoked without a look at all the others', async () => {
    const { tokenId } = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const listTokens = () => Promise.reject(new Error('a list of every token'));
    const revoked = underTest.over({ ...underTest.database.accounts, listTokens }).tokenRevoke(tokenId);
    expect(await revoked).toEqual({ tokenId, closedUploads: 0 });
  });

  it('is not revoked by itself or by an unknown id, and not repeated to the person', async () => {
    const { token } = await administration.tokenCreate({ user: 'erp', expiresInSeconds: null });
    const entry = await underTest.lastEntry();
    for (const id of [token, randomUUID()]) {
      const failure = await administration.tokenRevoke(id).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'not_found',
        message: expect.stringContaining("'admin token list' shows the ids"),
      });
      expect(String(failure)).not.toContain(id);
    }
    expect(await underTest.lastEntry()).toEqual(entry);
  });
});

describe('a client secret', () => {
  it('is told once, revoked once, and both stand in the trail of its workspace', async () => {
    await user();
    const { clientSecret, clientSecretId } = await administration.clientSecretCreate({ user: 'erp' });
    expect(isSecret('clientSecret', clientSecret)).toBe(true);
    expect(await administration.clientSecretRevoke(clientSecretId)).toEqual({ clientSecretId });
    const trail = await administration.audit({ workspace: 'w', limit: 2 });
    expect(trail.map(({ action, subject }) => [action, subject])).toEqual([
      ['client_secret.revoked', clientSecretId],
      ['client_secret.created', clientSecretId],
    ]);
    expect(JSON.stringify(trail)).not.toContain(clientSecret.slice(8, 51));
    for (const id of [clientSecretId, clientSecret]) {
      const failure = await administration.clientSecretRevoke(id).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'not_found' });
      expect(String(failure)).not.toContain(clientSecret);
    }
    expect(await administration.audit({ workspace: 'w', limit: 2 })).toEqual(trail);
  });
});
