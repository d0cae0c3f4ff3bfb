import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landDirect } from '../../src/uploads/landDirect.ts';
import type { DirectStore } from '../../src/uploads/ports.ts';
import { createTurns } from '../../src/uploads/turns.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { type Account, entry, NOON } from '../suites/accountFixture.ts';
import { type Direct, MAX_BYTES, startDirect } from './directHarness.ts';

let direct: Direct;
let account: Account;
beforeAll(async () => {
  direct = await startDirect();
  account = await direct.openAccount();
});
afterAll(() => direct.stop());

/** The bucket, with something happening between what was looked at and its copy. */
function between(happens: () => Promise<unknown>): { readonly bucket: DirectStore } {
  const { bucket } = direct.landing;
  return {
    bucket: {
      ...bucket,
      async adopt(seen, name) {
        await happens();
        return bucket.adopt(seen, name);
      },
    },
  };
}

async function uploaded(body: string): Promise<Upload> {
  const upload = await direct.issue(account);
  expect(await direct.put(upload, body)).toBe(200);
  return upload;
}

describe('a trigger of a file that went straight to the bucket', () => {
  it('takes it in under a name that no URL leads to, and records what it is', async () => {
    const upload = await uploaded('the register');
    expect(await direct.row(upload)).toMatchObject({ state: 'issued', currentPut: null });
    const outcome = await direct.trigger(upload);
    expect(outcome).toMatchObject({ outcome: 'created', activity: { bytes: 12 } });
    const row = await direct.row(upload);
    expect(row).toMatchObject({ state: 'pinned', bytes: 12, sha256: null, landedAt: NOON + 1 });
    expect(await direct.parts(upload)).toEqual([row.currentPut]);
    expect(await direct.current(upload)).toBe('the register');
    expect(await direct.atKey(upload)).toBeUndefined();
  });

  it('freezes it: what is sent later changes nothing, and asking again finds the same activity', async () => {
    const upload = await uploaded('first');
    const created = await direct.trigger(upload);
    expect(await direct.put(upload, 'second, longer')).toBe(200);
    const again = await direct.trigger(upload);
    expect(again).toEqual({ ...created, outcome: 'existing' });
    expect(await direct.current(upload)).toBe('first');
    expect(await direct.row(upload)).toMatchObject({ bytes: 5 });
  });

  it('takes the last of several files', async () => {
    const upload = await uploaded('first');
    await direct.put(upload, 'second');
    await direct.trigger(upload);
    expect(await direct.current(upload)).toBe('second');
  });

  it('says so where nothing was sent, and takes it in when it comes', async () => {
    const upload = await direct.issue(account);
    expect(await direct.trigger(upload)).toEqual({ outcome: 'notLanded' });
    await direct.put(upload, 'at last');
    expect(await direct.trigger(upload)).toMatchObject({ outcome: 'created' });
  });

  it('takes a file of just the largest size, and refuses, removes and notes a larger one', async () => {
    const largest = await uploaded('a'.repeat(MAX_BYTES));
    expect(await direct.trigger(largest)).toMatchObject({ outcome: 'created' });
    const upload = await uploaded('a'.repeat(MAX_BYTES + 1));
    expect(await direct.trigger(upload)).toEqual({
      outcome: 'tooLarge',
      bytes: MAX_BYTES + 1,
      maxBytes: MAX_BYTES,
    });
    expect(await direct.atKey(upload)).toBeUndefined();
    expect(await direct.parts(upload)).toEqual([]);
    expect(direct.audit).toContainEqual(
      expect.objectContaining({
        action: 'upload.refused',
        subject: upload.uploadId,
        workspaceId: account.workspaceId,
        detail: { reason: 'too_large', bytes: MAX_BYTES + 1, maxBytes: MAX_BYTES },
      }),
    );
    expect(await direct.trigger(upload)).toEqual({ outcome: 'notLanded' });
  });

  it('looks again where the file is replaced between look and copy', async () => {
    const upload = await uploaded('old');
    let replaced = false;
    const outcome = await direct.trigger(
      upload,
      between(async () => {
        if (!replaced) await direct.put(upload, 'new');
        replaced = true;
      }),
    );
    expect(outcome).toMatchObject({ outcome: 'created' });
    expect(await direct.current(upload)).toBe('new');
    expect(await direct.parts(upload)).toHaveLength(1);
  });

  it('gives up on a file that is replaced again and again, without a trace', async () => {
    const upload = await uploaded('0');
    let times = 0;
    const replacing = between(() => direct.put(upload, `${++times}`.repeat(times)));
    await expect(direct.trigger(upload, replacing)).rejects.toMatchObject({ code: 'unavailable' });
    expect(times).toBe(5);
    expect(await direct.row(upload)).toMatchObject({ state: 'issued' });
    expect(await direct.parts(upload)).toEqual([]);
  });

  it('keeps a file that came between copy and removal: the next look finds it', async () => {
    const upload = await uploaded('old');
    const { bucket } = direct.landing;
    const put: DirectStore = {
      ...bucket,
      async remove(seen) {
        await direct.put(upload, 'newer');
        return bucket.remove(seen);
      },
    };
    await direct.trigger(upload, { bucket: put });
    expect(await direct.current(upload)).toBe('old');
    expect(await direct.atKey(upload)).toBe(5);
  });

  it('of eight at once makes one activity and leaves one file', async () => {
    const upload = await uploaded('one of eight');
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => direct.trigger(upload)));
    const kinds = outcomes.map(({ outcome }) => outcome).toSorted();
    expect(kinds).toEqual(['created', ...Array(7).fill('existing')]);
    expect(await direct.parts(upload)).toEqual([(await direct.row(upload)).currentPut]);
    expect(await direct.current(upload)).toBe('one of eight');
  });

  it('does not let a copy that was overtaken take the place of a newer file', async () => {
    const upload = await uploaded('older');
    const { uploads } = direct.landing;
    let overtaken = false;
    const outcome = await direct.trigger(upload, {
      uploads: {
        ...uploads,
        async landOver(put, current) {
          if (!overtaken) {
            overtaken = true;
            await direct.put(upload, 'newer, taken in by a sweep');
            await landDirect(upload, { ...direct.landing, takeTurns: createTurns() });
          }
          return uploads.landOver(put, current);
        },
      },
    });
    expect(outcome).toMatchObject({ outcome: 'created' });
    expect(await direct.current(upload)).toBe('newer, taken in by a sweep');
    expect(await direct.parts(upload)).toHaveLength(1);
  });

  it('refuses an upload that was revoked, before and in between, and leaves no copy', async () => {
    const revoked = await direct.openAccount();
    const [before, inBetween] = [await direct.issue(revoked), await direct.issue(revoked)];
    await direct.put(before, 'a');
    await direct.put(inBetween, 'b');
    const revoke = () => direct.database.accounts.revokeToken(revoked.tokenId, NOON, entry('token.revoked'));
    expect(await direct.trigger(inBetween, between(revoke))).toEqual({ outcome: 'closed' });
    expect(await direct.trigger(before)).toEqual({ outcome: 'closed' });
    expect([await direct.parts(before), await direct.parts(inBetween)]).toEqual([[], []]);
  });

  it('removes its copy where the upload is revoked after it landed', async () => {
    const revoked = await direct.openAccount();
    const upload = await direct.issue(revoked);
    await direct.put(upload, 'a');
    const { uploads } = direct.landing;
    const outcome = await direct.trigger(upload, {
      uploads: {
        ...uploads,
        async landOver(put, current) {
          const landing = await uploads.landOver(put, current);
          await direct.database.accounts.revokeToken(revoked.tokenId, NOON, entry('token.revoked'));
          return landing;
        },
      },
    });
    expect(outcome).toEqual({ outcome: 'closed' });
    expect(await direct.parts(upload)).toEqual([]);
  });

  it('asks the bucket nothing for an upload of somebody else, or with a single-use URL', async () => {
    const upload = await uploaded('mine');
    const stranger = await direct.openAccount();
    const asks: DirectStore = {
      look: () => Promise.reject(new Error('the bucket was asked')),
      adopt: () => Promise.reject(new Error('the bucket was asked')),
      remove: () => Promise.reject(new Error('the bucket was asked')),
      discard: () => Promise.reject(new Error('the bucket was asked')),
    };
    expect(await direct.trigger(upload, { bucket: asks }, { workspaceId: stranger.workspaceId })).toEqual({
      outcome: 'unknown',
    });
    const strict = await direct.openAccount({ settings: { singleUse: true } });
    const singleUse = await direct.issue(strict);
    expect(await direct.trigger(singleUse, { bucket: asks })).toEqual({ outcome: 'notLanded' });
  });

  it('leaves everything where the bucket or the database fails midway, and a second one takes it in', async () => {
    const upload = await uploaded('kept');
    const down = () => Promise.reject(new Error('down'));
    await expect(direct.trigger(upload, between(down))).rejects.toThrow('down');
    const { uploads } = direct.landing;
    await expect(direct.trigger(upload, { uploads: { ...uploads, landOver: down } })).rejects.toThrow('down');
    expect(await direct.row(upload)).toMatchObject({ state: 'issued' });
    expect(await direct.trigger(upload)).toMatchObject({ outcome: 'created' });
    expect(await direct.current(upload)).toBe('kept');
  });

  it('refuses what the quota of bytes has no room for, and takes it in once there is room', async () => {
    const limited = await direct.openAccount({ quota: { limit: null, bytesLimit: 10, per: 'day' } });
    const upload = await direct.issue(limited);
    await direct.put(upload, 'eleven byte');
    expect(await direct.trigger(upload)).toMatchObject({
      outcome: 'overQuota',
      bytes: 11,
      room: { left: 10 },
    });
    expect(await direct.parts(upload)).toEqual([]);
    expect(await direct.atKey(upload)).toBe(11);
    const larger = { limit: null, bytesLimit: 11, per: 'day' } as const;
    await direct.database.accounts.setQuota(limited.workspaceId, larger, entry('quota.set'));
    expect(await direct.trigger(upload)).toMatchObject({ outcome: 'created' });
  });

  it('is copied once however often it is triggered at once', async () => {
    const upload = await uploaded('once');
    let copies = 0;
    const counting = between(async () => {
      copies += 1;
    });
    const triggers = Array.from({ length: 30 }, () => direct.trigger(upload, counting));
    expect((await Promise.all(triggers)).filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(copies).toBe(1);
  });

  it('is not copied where the quota of bytes has no room for it', async () => {
    const limited = await direct.openAccount({ quota: { limit: null, bytesLimit: 10, per: 'day' } });
    const upload = await direct.issue(limited);
    await direct.put(upload, 'eleven byte');
    const copied = between(() => Promise.reject(new Error('it was copied')));
    for (let call = 0; call < 3; call += 1) {
      expect(await direct.trigger(upload, copied)).toMatchObject({
        outcome: 'overQuota',
        room: { left: 10 },
      });
    }
  });

  it('does not fall back on an earlier file where the last one is too large, and gives its bytes back', async () => {
    const limited = await direct.openAccount({ quota: { limit: null, bytesLimit: 10, per: 'day' } });
    const [upload, other] = [await direct.issue(limited), await direct.issue(limited)];
    await direct.put(upload, '8 bytes!');
    expect(await landDirect(upload, direct.landing)).toMatchObject({ outcome: 'landed' });
    await direct.put(upload, 'a'.repeat(MAX_BYTES + 1));
    expect(await direct.trigger(upload)).toMatchObject({ outcome: 'tooLarge' });
    expect(await direct.row(upload)).toMatchObject({ state: 'issued', currentPut: null, bytes: null });
    expect(await direct.trigger(upload)).toEqual({ outcome: 'notLanded' });
    await direct.put(other, '10 bytes!!');
    expect(await direct.trigger(other)).toMatchObject({ outcome: 'created' });
  });

  it('is dated by when it was sent, as far as clocks agree, and not by when somebody looked', async () => {
    const { bucket } = direct.landing;
    const sentAt = async (modifiedAt: number) => {
      const upload = await uploaded('dated');
      const dated: DirectStore = {
        ...bucket,
        async look(key) {
          const seen = await bucket.look(key);
          return seen && { ...seen, modifiedAt };
        },
      };
      await landDirect(upload, { ...direct.landing, bucket: dated, now: () => NOON + 3_600_000 });
      return (await direct.row(upload)).landedAt;
    };
    expect(await sentAt(NOON + 5_000)).toBe(NOON + 5_000);
    expect(await sentAt(NOON - 5_000)).toBe(NOON);
    expect(await sentAt(NOON + 7_200_000)).toBe(NOON + 3_600_000);
  });

  it('is counted by how each look ended', async () => {
    direct.outcomes.length = 0;
    const upload = await direct.issue(account);
    await direct.trigger(upload);
    await direct.put(upload, 'counted');
    await expect(
      direct.trigger(
        upload,
        between(() => Promise.reject(new Error('down'))),
      ),
    ).rejects.toThrow();
    await direct.trigger(upload);
    expect(direct.outcomes).toEqual(['nothing', 'failed', 'landed']);
  });
});
