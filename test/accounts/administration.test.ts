import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSecret, secretHash } from '../../src/accounts/token.ts';
import { issue, NOON } from '../suites/accountFixture.ts';
import { type AdministrationUnderTest, openAdministration } from './administrationFixture.ts';

let underTest: AdministrationUnderTest;
beforeEach(async () => {
  underTest = await openAdministration();
});
afterEach(() => underTest[Symbol.asyncDispose]());

describe('the first start', () => {
  it('makes a workspace, a user and a token that works, and tells the trail', async () => {
    const { administration, database } = underTest;
    const first = await administration.firstStart();
    if (first === undefined) throw new Error('there was a workspace already');
    expect(isSecret('token', first.token)).toBe(true);
    const shown = await administration.workspaceShow('default');
    expect(shown.workspaceId).toBe(first.workspaceId);
    expect(shown.users).toMatchObject([
      { name: 'admin', permissions: ['invoice.create', 'workspace.admin'], disabledAt: null },
    ]);
    const trail = await administration.audit({ workspace: 'default', limit: 10 });
    expect(trail.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'operator token.created',
      'operator user.created',
      'operator workspace.created',
    ]);
    const upload = await issue(database, { tokenHash: secretHash(first.token) }, NOON);
    expect(upload.workspaceId).toBe(first.workspaceId);
  });

  it('makes nothing where there is a workspace', async () => {
    const { administration } = underTest;
    await administration.workspaceCreate({ name: 'w' });
    expect(await administration.firstStart()).toBeUndefined();
    expect(await administration.workspaceList()).toHaveLength(1);
    expect(await administration.tokenList(undefined)).toEqual([]);
  });

  it('of several servers at once makes one workspace, and one of them knows its token', async () => {
    const servers = await Promise.all([underTest.open(), underTest.open(), underTest.open()]);
    const made = await Promise.all(
      servers.map((server) => server.firstStart((accounts) => underTest.over(accounts).firstStart())),
    );
    const [only, ...more] = made.filter((first) => first !== undefined);
    expect(more).toEqual([]);
    const workspaces = await underTest.administration.workspaceList();
    expect(workspaces.map(({ workspaceId }) => workspaceId)).toEqual([only?.workspaceId]);
    expect(await underTest.administration.tokenList(undefined)).toHaveLength(1);
    expect(await underTest.database.accounts.findTokenHolder(secretHash(only?.token ?? ''))).toMatchObject({
      workspaceId: only?.workspaceId,
    });
  });
});
