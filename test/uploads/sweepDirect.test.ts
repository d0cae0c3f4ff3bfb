import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectKey } from '../../src/uploads/objectKey.ts';
import type { DirectStore } from '../../src/uploads/ports.ts';
import { unreadable } from '../../src/uploads/unreadable.ts';
import { type Account, entry, NOON } from '../suites/accountFixture.ts';
import { type Direct, MAX_BYTES, startDirect } from './directHarness.ts';

const MINUTE_MS = 60_000;
const RAN_OUT = NOON + 11 * MINUTE_MS + 1;
/** Far enough in the future that files written now count as settled. */
const LATER = Date.now() + 10 * 365 * 86_400_000;

let direct: Direct;
let account: Account;
beforeEach(async () => {
  direct = await startDirect();
  account = await direct.openAccount();
});
afterEach(() => direct.stop());

describe('a sweep where URLs lead straight to the bucket', () => {
  it('takes in what landed and was not triggered before it closes what ran out', async () => {
    const [landed, empty] = [await direct.issue(account), await direct.issue(account)];
    await direct.put(landed, 'a register');
    expect(await direct.sweepAt(RAN_OUT - 1)).toMatchObject({ closedUnused: 0 });
    expect(await direct.row(landed)).toMatchObject({ state: 'issued' });
    expect(await direct.sweepAt(RAN_OUT)).toMatchObject({ closedUnused: 1, more: false });
    expect(await direct.row(landed)).toMatchObject({ state: 'landed', bytes: 10, landedAt: RAN_OUT });
    expect(await direct.row(empty)).toMatchObject({ state: 'unused' });
    expect(await direct.current(landed)).toBe('a register');
    expect(await direct.atKey(landed)).toBeUndefined();
    expect(direct.failures).toEqual([]);
  });

  it('lets a trigger after it take a newer file, or the one that it took in', async () => {
    const [newer, same] = [await direct.issue(account), await direct.issue(account)];
    await direct.put(newer, 'old');
    await direct.put(same, 'same');
    await direct.sweepAt(RAN_OUT);
    await direct.put(newer, 'sent by a PUT that began in time');
    for (const upload of [newer, same]) {
      expect(await direct.trigger(upload)).toMatchObject({ outcome: 'created' });
      expect(await direct.parts(upload)).toHaveLength(1);
    }
    expect(await direct.current(newer)).toBe('sent by a PUT that began in time');
    expect(await direct.current(same)).toBe('same');
  });

  it('removes what is too large, says so in the audit, and closes the upload', async () => {
    const upload = await direct.issue(account);
    await direct.put(upload, 'a'.repeat(MAX_BYTES + 1));
    expect(await direct.sweepAt(RAN_OUT)).toMatchObject({ closedUnused: 1 });
    expect(await direct.row(upload)).toMatchObject({ state: 'unused', bytes: null });
    expect(await direct.atKey(upload)).toBeUndefined();
    expect(direct.audit.map(({ action }) => action)).toContain('upload.refused');
  });

  it('of several servers at once harms nothing', async () => {
    const uploads = [];
    for (let place = 0; place < 12; place += 1) {
      const upload = await direct.issue(account);
      if (place % 3 !== 0) await direct.put(upload, `register ${place}`);
      uploads.push(upload);
    }
    await Promise.all([1, 2, 3].map(() => direct.sweepAt(RAN_OUT)));
    for (const [place, upload] of uploads.entries()) {
      const row = await direct.row(upload);
      expect(row.state).toBe(place % 3 === 0 ? 'unused' : 'landed');
      expect(await direct.current(upload)).toBe(place % 3 === 0 ? '' : `register ${place}`);
      expect(await direct.parts(upload)).toEqual(row.currentPut === null ? [] : [row.currentPut]);
      expect(await direct.atKey(upload)).toBeUndefined();
    }
    expect(direct.failures).toEqual([]);
  });

  it('goes on past a file that cannot be taken in, and comes back for it', async () => {
    const [broken, good] = [await direct.issue(account), await direct.issue(account)];
    for (const upload of [broken, good]) await direct.put(upload, 'a');
    const { bucket } = direct.landing;
    const failing: DirectStore = {
      ...bucket,
      adopt: (seen, name) =>
        seen.key === objectKey(broken) ? Promise.reject(new Error('archived')) : bucket.adopt(seen, name),
    };
    expect(await direct.sweepAt(RAN_OUT, { bucket: failing })).toMatchObject({ closedUnused: 0 });
    expect(direct.failures).toEqual([new Error('archived')]);
    expect(await direct.row(good)).toMatchObject({ state: 'landed' });
    expect(await direct.row(broken)).toMatchObject({ state: 'issued' });
    await direct.sweepAt(RAN_OUT + 10 * MINUTE_MS);
    expect(await direct.row(broken)).toMatchObject({ state: 'landed' });
  });

  it('reaches the file of one workspace past all that fail of another, and tries those again only later', async () => {
    const broken: string[] = [];
    for (let place = 0; place < 120; place += 1) broken.push(objectKey(await direct.issue(account)));
    const other = await direct.openAccount();
    const good = await direct.issue(other, NOON + 1);
    await direct.put(good, 'a register');
    const looked: string[] = [];
    const { bucket } = direct.landing;
    const failing: DirectStore = {
      ...bucket,
      look(key) {
        looked.push(key);
        return broken.includes(key) ? Promise.reject(new Error('refused')) : bucket.look(key);
      },
    };
    const summary = await direct.sweepAt(RAN_OUT + 1, { bucket: failing });
    expect(summary).toMatchObject({ closedUnused: 0, more: false, failures: { count: 120 } });
    expect(await direct.row(good)).toMatchObject({ state: 'landed' });
    looked.length = 0;
    await direct.sweepAt(RAN_OUT + MINUTE_MS, { bucket: failing });
    expect(looked).toEqual([]);
  });

  it('closes an upload whose file nobody can read, and removes that file an hour later', async () => {
    const upload = await direct.issue(account);
    await direct.put(upload, 'sealed');
    const { bucket } = direct.landing;
    const sealed: DirectStore = { ...bucket, look: () => Promise.reject(unreadable(new Error('SSE-C'))) };
    expect(await direct.trigger(upload, { bucket: sealed })).toMatchObject({ outcome: 'notLanded' });
    const closing = await direct.sweepAt(RAN_OUT, { bucket: sealed });
    expect(closing).toMatchObject({ closedUnused: 1, failures: { count: 0 } });
    expect(await direct.row(upload)).toMatchObject({ state: 'unused' });
    await direct.sweepAt(LATER, { bucket: sealed });
    expect(await direct.atKey(upload)).toBeUndefined();
    expect(direct.audit).toContainEqual(
      expect.objectContaining({ action: 'upload.refused', detail: { reason: 'unreadable' } }),
    );
  });

  it('takes in a file that came after its URL was closed', async () => {
    const upload = await direct.issue(account);
    await direct.sweepAt(RAN_OUT);
    await direct.put(upload, 'late');
    await direct.sweepAt(LATER);
    expect(await direct.row(upload)).toMatchObject({ state: 'landed' });
    expect(await direct.current(upload)).toBe('late');
  });

  it('removes what lies under the keys of uploads that are frozen or closed', async () => {
    const revoked = await direct.openAccount();
    const [frozen, closed] = [await direct.issue(account), await direct.issue(revoked)];
    await direct.put(frozen, 'the file');
    await direct.trigger(frozen);
    for (const upload of [frozen, closed]) await direct.put(upload, 'too late');
    await direct.database.accounts.revokeToken(revoked.tokenId, NOON, entry('token.revoked'));
    await direct.sweepAt(RAN_OUT);
    expect([await direct.atKey(frozen), await direct.atKey(closed)]).toEqual([8, 8]);
    await direct.sweepAt(LATER);
    expect([await direct.atKey(frozen), await direct.atKey(closed)]).toEqual([undefined, undefined]);
    expect(await direct.current(frozen)).toBe('the file');
  });

  it('asks the bucket nothing for single-use URLs, which lead to the gateway', async () => {
    const strict = await direct.openAccount({ settings: { singleUse: true } });
    const upload = await direct.issue(strict);
    await direct.put(upload, 'by a URL that was never given out');
    await direct.sweepAt(RAN_OUT);
    expect(await direct.row(upload)).toMatchObject({ state: 'unused' });
    expect(await direct.atKey(upload)).toBe(33);
  });

  it('removes after an hour what the quota of bytes had no room for', async () => {
    const limited = await direct.openAccount({ quota: { limit: null, bytesLimit: 10, per: 'day' } });
    const upload = await direct.issue(limited);
    await direct.put(upload, 'eleven byte');
    await direct.sweepAt(RAN_OUT);
    expect(await direct.atKey(upload)).toBe(11);
    await direct.sweepAt(LATER);
    expect(await direct.atKey(upload)).toBeUndefined();
    expect(direct.audit).toContainEqual(
      expect.objectContaining({
        action: 'upload.refused',
        detail: expect.objectContaining({ reason: 'over_quota' }),
      }),
    );
  });
});
