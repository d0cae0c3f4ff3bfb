import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceInput } from '../../src/accounts/workspaceAdministration.ts';
import { issue, NOON, openUser } from '../suites/accountFixture.ts';
import { type AdministrationUnderTest, openAdministration } from './administrationFixture.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;
const DEFAULTS = {
  sandboxGstins: false,
  monthFirst: false,
  singleUse: false,
  sez: false,
  turnoverCrore: null,
  hsnMaster: true,
  hsnBlank: 'warn',
  tokenGraceSeconds: 0,
};

let underTest: AdministrationUnderTest;
let administration: AdministrationUnderTest['administration'];
beforeEach(async () => {
  underTest = await openAdministration();
  administration = underTest.administration;
});
afterEach(() => underTest[Symbol.asyncDispose]());

function refusal(words: RegExp) {
  return { code: 'input_invalid', message: expect.stringMatching(words) };
}

const NOT_FOUND = {
  code: 'not_found',
  message: "There is no workspace with the id or name 'Nobody & Co'. 'admin workspace list' shows them.",
};

describe('a workspace', () => {
  it('is made with the defaults, found by id and by name, and told to the trail', async () => {
    const made = await administration.workspaceCreate({ name: 'Sharma Traders' });
    expect(made).toEqual({
      workspaceId: expect.stringMatching(UUID),
      name: 'Sharma Traders',
      gstins: [],
      settings: DEFAULTS,
      retentionDays: null,
    });
    const { workspaceId } = made;
    expect(await underTest.lastEntry()).toEqual({
      at: NOON,
      workspaceId,
      actor: 'operator',
      action: 'workspace.created',
      subject: workspaceId,
      detail: {},
    });
    const shown = {
      ...made,
      license: { workspaceId, from: null, until: null },
      quota: { workspaceId, limit: null, per: 'month', used: 0, bytesLimit: null, bytesUsed: 0 },
      users: [],
    };
    expect(await administration.workspaceShow(workspaceId)).toEqual(shown);
    expect(await administration.workspaceShow('Sharma Traders')).toEqual(shown);
  });

  it('keeps every setting given, and its GSTINs clean and without doubles', async () => {
    const settings = {
      sandboxGstins: true,
      monthFirst: true,
      singleUse: true,
      sez: true,
      turnoverCrore: 1.5,
      hsnMaster: false,
      hsnBlank: 'error' as const,
      tokenGraceSeconds: 900,
    };
    const gstins = [' 27aapfu0939f1zv', '29AAFCD5862R000', '27 AAPFU 0939F1ZV'];
    const made = await administration.workspaceCreate({ name: 'All', gstins, ...settings });
    expect(made).toMatchObject({ gstins: ['27AAPFU0939F1ZV', '29AAFCD5862R000'], settings });
    expect(await administration.workspaceShow('All')).toMatchObject(made);
  });

  it('takes a name in any script, in its composed form and without blanks around it', async () => {
    const { name } = await administration.workspaceCreate({ name: '  शर्मा Cafe\u0301 ' });
    expect(name).toBe('शर्मा Café');
    expect(await administration.workspaceShow('शर्मा Café')).toMatchObject({ name });
    expect(await administration.workspaceCreate({ name: '😀'.repeat(200) })).toMatchObject({
      name: '😀'.repeat(200),
    });
  });

  it('keeps its files for as long as it is told, until it is told to do as the others', async () => {
    await administration.workspaceCreate({ name: 'w', retentionDays: 2_555 });
    expect(await administration.workspaceUpdate('w', { singleUse: true })).toMatchObject({
      retentionDays: 2_555,
    });
    expect(await administration.workspaceUpdate('w', { retentionDays: null })).toMatchObject({
      retentionDays: null,
    });
  });

  it.each<[string, Partial<WorkspaceInput>, RegExp]>([
    [
      'no day of retention',
      { retentionDays: 0 },
      /^retention-days is '0'\. Allowed: a whole number from 1 to 36500/,
    ],
    ['an empty name', { name: '' }, /^name is ''\. Allowed: 1 to 200 characters/],
    ['a name of blanks', { name: ' \u00a0 ' }, /^name is ' .*Allowed: 1 to 200 characters/s],
    ['201 characters', { name: 'n'.repeat(201) }, /^name is 'n{60}…'\. Allowed: 1 to 200 characters/],
    ['a line break', { name: 'a\nb' }, /^name is 'a\nb'\. Allowed: .*without line breaks/],
    ['half a character', { name: 'a\ud800' }, /^name is 'a.'\. Allowed: /],
    [
      'a name that reads as an id',
      { name: '0197D0F2-6f0e-7c8e-9f68-0f6f3c1a2b3c' },
      /^name is '0197D0F2.*not of the form of an id/,
    ],
    ['a GSTIN of 14', { gstins: ['27AAPFU0939F1Z'] }, /^gstins is '27AAPFU0939F1Z'\. Allowed: GSTINs of 15/],
    [
      'a wrong check character among right ones',
      { gstins: ['27AAPFU0939F1ZV', '27AAPFU0939F1ZW'] },
      /^gstins is '27AAPFU0939F1ZW'\. .*right check character\.$/,
    ],
    [
      'a sandbox GSTIN where none are accepted',
      { gstins: ['29AAFCD5862R000'] },
      /^gstins is '29AAFCD5862R000'\. .*--sandbox-gstins\.$/,
    ],
    ['a turnover below 0', { turnoverCrore: -1 }, /^turnoverCrore is '-1'\. Allowed: crore rupees from 0 to/],
    ['no number', { turnoverCrore: Number.NaN }, /^turnoverCrore is 'NaN'\. Allowed: .*, or none/],
    ['a turnover of everyone', { turnoverCrore: 100_000_001 }, /^turnoverCrore is '100000001'/],
    [
      'an unknown verdict',
      { hsnBlank: 'ignore' as 'warn' },
      /^hsnBlank is 'ignore'\. Allowed: error, warn\.$/,
    ],
    [
      'too long a grace',
      { tokenGraceSeconds: 30 * 86_400 + 1 },
      /^tokenGraceSeconds is '2592001'\. Allowed: a whole number from 0 to 2592000\.$/,
    ],
    ['half a second', { tokenGraceSeconds: 0.5 }, /^tokenGraceSeconds is '0\.5'/],
  ])('is neither made nor changed with %s', async (_name, input, words) => {
    const before = await administration.workspaceCreate({ name: 'good' });
    const entry = await underTest.lastEntry();
    await expect(administration.workspaceCreate({ name: 'new', ...input })).rejects.toMatchObject(
      refusal(words),
    );
    await expect(administration.workspaceUpdate('good', input)).rejects.toMatchObject(refusal(words));
    expect(await administration.workspaceList()).toEqual([before]);
    expect(await underTest.lastEntry()).toEqual(entry);
  });

  it('shares its name with no other', async () => {
    await administration.workspaceCreate({ name: 'one' });
    const other = await administration.workspaceCreate({ name: 'other' });
    const taken = { code: 'conflict', message: expect.stringContaining('named one already') };
    await expect(administration.workspaceCreate({ name: 'one' })).rejects.toMatchObject(taken);
    await expect(administration.workspaceUpdate('other', { name: ' one' })).rejects.toMatchObject(taken);
    expect((await administration.workspaceShow(other.workspaceId)).name).toBe('other');
  });

  it('changes in what is given alone, and the trail names the fields', async () => {
    const { workspaceId } = await administration.workspaceCreate({
      name: 'before',
      gstins: ['27AAPFU0939F1ZV'],
      singleUse: true,
      turnoverCrore: 6,
    });
    underTest.clock.now += 5;
    const changed = await administration.workspaceUpdate('before', { name: 'after', turnoverCrore: null });
    expect(changed).toEqual({
      workspaceId,
      name: 'after',
      gstins: ['27AAPFU0939F1ZV'],
      settings: { ...DEFAULTS, singleUse: true },
      retentionDays: null,
    });
    expect(await administration.workspaceShow(workspaceId)).toMatchObject(changed);
    expect(await underTest.lastEntry()).toEqual({
      at: NOON + 5,
      workspaceId,
      actor: 'operator',
      action: 'workspace.updated',
      subject: workspaceId,
      detail: { fields: 'name turnoverCrore' },
    });
    expect(await administration.workspaceUpdate('after', { gstins: [] })).toMatchObject({ gstins: [] });
    expect((await underTest.lastEntry())?.detail).toEqual({ fields: 'gstins' });
  });

  it('keeps no sandbox GSTIN when it stops to accept them', async () => {
    await administration.workspaceCreate({ name: 'w', gstins: ['29AAFCD5862R000'], sandboxGstins: true });
    await expect(administration.workspaceUpdate('w', { sandboxGstins: false })).rejects.toMatchObject(
      refusal(/^gstins is '29AAFCD5862R000'/),
    );
    const both = { sandboxGstins: false, gstins: ['27AAPFU0939F1ZV'] };
    expect((await administration.workspaceUpdate('w', both)).gstins).toEqual(both.gstins);
  });

  it('is not written when nothing is given', async () => {
    await administration.workspaceCreate({ name: 'w' });
    const entry = await underTest.lastEntry();
    await expect(administration.workspaceUpdate('w', {})).rejects.toMatchObject(
      refusal(/^Nothing to change/),
    );
    expect(await underTest.lastEntry()).toEqual(entry);
  });

  it('is listed with the others, the oldest first', async () => {
    for (const name of ['c', 'a', 'b']) {
      underTest.clock.now += 1;
      await administration.workspaceCreate({ name });
    }
    expect((await administration.workspaceList()).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });

  it('that is not there is named by every use-case', async () => {
    const workspace = 'Nobody & Co';
    for (const call of [
      administration.workspaceShow(workspace),
      administration.workspaceUpdate(workspace, { sez: true }),
      administration.licenseSet({ workspace, from: null, until: null }),
      administration.quotaSet({ workspace, limit: 1, per: 'day' }),
      administration.audit({ workspace, limit: 1 }),
      administration.userCreate({ workspace, name: 'u', permissions: ['invoice.read'] }),
      administration.tokenList(workspace),
    ]) {
      await expect(call).rejects.toMatchObject(NOT_FOUND);
    }
    expect(await underTest.lastEntry()).toBeUndefined();
  });
});

describe('a license', () => {
  it.each([
    ['2026-04-01', '2027-03-31'],
    ['2028-02-29', '2028-02-29'],
    [null, '2027-03-31'],
    ['2026-04-01', null],
    [null, null],
  ])('from %s until %s is set and told', async (from, until) => {
    const { workspaceId } = await administration.workspaceCreate({ name: 'w' });
    expect(await administration.licenseSet({ workspace: 'w', from, until })).toEqual({
      workspaceId,
      from,
      until,
    });
    expect((await administration.workspaceShow('w')).license).toEqual({ workspaceId, from, until });
    expect(await underTest.lastEntry()).toMatchObject({
      workspaceId,
      action: 'license.set',
      subject: workspaceId,
      detail: { from, until },
    });
  });

  it.each([
    [
      { from: '2026-02-29', until: null },
      /^from is '2026-02-29'\. Allowed: a date as yyyy-mm-dd, or none\.$/,
    ],
    [
      { from: null, until: '2026-13-01' },
      /^until is '2026-13-01'\. Allowed: a date as yyyy-mm-dd, or none\.$/,
    ],
    [{ from: '01/04/2026', until: null }, /^from is '01\/04\/2026'/],
    [{ from: '2026-4-1', until: null }, /^from is '2026-4-1'/],
    [{ from: '', until: null }, /^from is ''/],
    [{ from: null, until: '2026-04-31' }, /^until is '2026-04-31'/],
    [
      { from: '2026-04-02', until: '2026-04-01' },
      /^until is '2026-04-01'\. Allowed: 2026-04-02 \(from\) or later\.$/,
    ],
  ])('of %j is refused', async (dates, words) => {
    await administration.workspaceCreate({ name: 'w' });
    const entry = await underTest.lastEntry();
    await expect(administration.licenseSet({ workspace: 'w', ...dates })).rejects.toMatchObject(
      refusal(words),
    );
    expect((await administration.workspaceShow('w')).license).toMatchObject({ from: null, until: null });
    expect(await underTest.lastEntry()).toEqual(entry);
  });
});

describe('a quota', () => {
  it('counts what the window has issued already, and begins anew with the next', async () => {
    const { workspaceId } = await administration.workspaceCreate({ name: 'w' });
    const account = await openUser(underTest.database.accounts, workspaceId);
    await issue(underTest.database, account, NOON - DAY_MS);
    await issue(underTest.database, account, NOON - 2);
    await issue(underTest.database, account, NOON - 1);
    const set = await administration.quotaSet({ workspace: 'w', limit: 3, per: 'day' });
    expect(set).toEqual({ workspaceId, limit: 3, per: 'day', used: 2, bytesLimit: null, bytesUsed: 0 });
    expect(await underTest.lastEntry()).toMatchObject({
      workspaceId,
      actor: 'operator',
      action: 'quota.set',
      subject: workspaceId,
      detail: { limit: 3, per: 'day', bytesLimit: null },
    });
    await issue(underTest.database, account, NOON + 1);
    await expect(issue(underTest.database, account, NOON + 2)).rejects.toMatchObject({
      code: 'quota_exceeded',
    });
    underTest.clock.now += DAY_MS;
    expect((await administration.workspaceShow('w')).quota).toMatchObject({ limit: 3, used: 0 });
  });

  it('of 0 stops a workspace, and null lifts it', async () => {
    const { workspaceId } = await administration.workspaceCreate({ name: 'w' });
    const account = await openUser(underTest.database.accounts, workspaceId);
    await administration.quotaSet({ workspace: 'w', limit: 0, per: 'minute' });
    await expect(issue(underTest.database, account, NOON)).rejects.toMatchObject({ code: 'quota_exceeded' });
    const lifted = await administration.quotaSet({ workspace: 'w', limit: null, per: 'month' });
    expect(lifted).toMatchObject({ limit: null, per: 'month' });
    expect((await underTest.lastEntry())?.detail).toEqual({ limit: null, per: 'month', bytesLimit: null });
    expect(await issue(underTest.database, account, NOON)).toMatchObject({ state: 'issued' });
  });

  it('of bytes stays as it is where it is not given', async () => {
    await administration.workspaceCreate({ name: 'w' });
    const set = (facts: { bytesLimit?: number | null }) =>
      administration.quotaSet({ workspace: 'w', limit: 5, per: 'month', ...facts });
    expect(await set({ bytesLimit: 2 ** 40 })).toMatchObject({ bytesLimit: 2 ** 40, bytesUsed: 0 });
    expect(await set({})).toMatchObject({ limit: 5, bytesLimit: 2 ** 40 });
    expect(await set({ bytesLimit: null })).toMatchObject({ bytesLimit: null });
    await expect(set({ bytesLimit: -1 })).rejects.toMatchObject(
      refusal(/^bytes is '-1'\. Allowed: a whole number from 0/),
    );
  });

  it.each([
    [{ limit: -1, per: 'day' }, /^limit is '-1'\. Allowed: a whole number from 0 to 1000000000000\.$/],
    [{ limit: 1.5, per: 'day' }, /^limit is '1\.5'/],
    [{ limit: 1_000_000_000_001, per: 'day' }, /^limit is '1000000000001'/],
    [{ limit: Number.NaN, per: 'day' }, /^limit is 'NaN'/],
    [{ limit: 1, per: 'week' }, /^per is 'week'\. Allowed: minute, hour, day, month\.$/],
    [{ limit: null, per: '' }, /^per is ''\. Allowed: minute, hour, day, month\.$/],
  ])('of %j is refused', async (quota, words) => {
    await administration.workspaceCreate({ name: 'w' });
    const entry = await underTest.lastEntry();
    await expect(administration.quotaSet({ workspace: 'w', ...quota })).rejects.toMatchObject(refusal(words));
    expect((await administration.workspaceShow('w')).quota).toMatchObject({ limit: null });
    expect(await underTest.lastEntry()).toEqual(entry);
  });
});

describe('the trail', () => {
  it('is told newest first with times in words, of all workspaces or of one', async () => {
    const one = await administration.workspaceCreate({ name: 'one' });
    underTest.clock.now += 1_500;
    const other = await administration.workspaceCreate({ name: 'other' });
    const all = await administration.audit({ workspace: undefined, limit: 10 });
    expect(all.map(({ at, subject }) => [at, subject])).toEqual([
      ['2026-04-10T06:30:01.500Z', other.workspaceId],
      ['2026-04-10T06:30:00.000Z', one.workspaceId],
    ]);
    expect(await administration.audit({ workspace: 'one', limit: 10 })).toEqual([all[1]]);
    expect(await administration.audit({ workspace: undefined, limit: 1 })).toEqual([all[0]]);
    const before = NOON + 1_500;
    expect(await administration.audit({ workspace: undefined, before, limit: 1 })).toEqual([all[1]]);
    expect(await administration.audit({ workspace: 'one', before: NOON, limit: 1 })).toEqual([]);
  });

  it.each([0, -1, 1.5, 10_001])('is not asked for %d entries', async (limit) => {
    await expect(administration.audit({ workspace: undefined, limit })).rejects.toMatchObject(
      refusal(/^limit is '.*'\. Allowed: a whole number from 1 to 10000\.$/),
    );
  });
});
