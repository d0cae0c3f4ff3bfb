import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { type Account, entry, issue, NOON, openAccount, putTo, requestOf } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const TEN_MINUTES_MS = 600_000;

/** A claim that has ended when it is made. */
const endedClaim = (limit: number) => ({ at: NOON, until: NOON, limit });

export function uploadStoreSuite(make: MakeDatabase): void {
  describe('upload store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let account: Account;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    beforeEach(async () => {
      account = await openAccount(database.accounts);
    });
    afterAll(() => underTest.dispose());

    it('records what was asked for, whatever the file is called', async () => {
      const fileName = `${'जीएसटी '.repeat(40)}"'; DROP TABLE uploads; -- \\ {},%_😀.csv`;
      const request = requestOf(account, { fileName, templateType: 'purchase', fileContentType: 'CSV' });
      const [grant] = await database.uploads.admit([request], NOON);
      expect(grant).toMatchObject({ wanted: request.wanted, grantedAt: NOON });
      const ref = {
        issuedAt: NOON,
        uploadId: request.wanted instanceof Error ? '' : request.wanted.uploadId,
      };
      expect(await database.uploads.find(ref)).toEqual({
        ...ref,
        workspaceId: account.workspaceId,
        userId: account.userId,
        tokenId: account.tokenId,
        templateType: 'purchase',
        fileContentType: 'CSV',
        fileName,
        singleUse: false,
        state: 'issued',
        currentPut: null,
        bytes: null,
        sha256: null,
        landedAt: null,
      });
      expect(await database.uploads.find({ ...ref, issuedAt: NOON + 1 })).toBeUndefined();
    });

    it('lets the last PUT count, until the object is frozen', async () => {
      const upload = await issue(database, account, NOON);
      expect(await database.uploads.pin(upload, NOON)).toBe(false);
      for (const at of [NOON + 1, NOON + 2]) {
        const put = putTo(upload, at);
        expect(await database.uploads.land(put)).toMatchObject({ outcome: 'landed' });
        expect(await database.uploads.find(upload)).toEqual({
          ...upload,
          state: 'landed',
          currentPut: put.putId,
          bytes: put.bytes,
          sha256: put.sha256,
          landedAt: at,
        });
      }
      const landed = await database.uploads.find(upload);
      expect(await database.uploads.pin({ ...upload, workspaceId: 'another' }, NOON + 3)).toBe(false);
      expect(await database.uploads.pin(upload, NOON + 3)).toBe(true);
      expect(await database.uploads.pin(upload, NOON + 4)).toBe(false);
      expect(await database.uploads.land(putTo(upload, NOON + 5))).toMatchObject({ outcome: 'frozen' });
      expect(await database.uploads.find(upload)).toEqual({ ...landed, state: 'pinned' });
    });

    it('names the PUT that each one superseded, of several at once every one but the last', async () => {
      const upload = await issue(database, account, NOON);
      const first = putTo(upload, NOON);
      expect(await database.uploads.land(first)).toEqual({ outcome: 'landed', superseded: null });
      const puts = Array.from({ length: 8 }, (_, place) => putTo(upload, NOON + place));
      const landings = await Promise.all(puts.map((put) => database.uploads.land(put)));
      const superseded = landings.map((landing) => ('superseded' in landing ? landing.superseded : null));
      const current = (await database.uploads.find(upload))?.currentPut;
      expect([...superseded, current].toSorted()).toEqual(
        [first, ...puts].map(({ putId }) => putId).toSorted(),
      );
    });

    it('takes one PUT on a single-use URL, of several at once exactly one', async () => {
      const strict = await openAccount(database.accounts, { settings: { singleUse: true } });
      const upload = await issue(database, strict, NOON);
      expect(upload.singleUse).toBe(true);
      const puts = Array.from({ length: 8 }, (_, place) => putTo(upload, NOON + place));
      const landings = await Promise.all(puts.map((put) => database.uploads.land(put)));
      const outcomes = landings.map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(['landed', ...Array(7).fill('spent')]);
      const winner = puts[outcomes.indexOf('landed')];
      expect(await database.uploads.find(upload)).toMatchObject({
        currentPut: winner?.putId,
        bytes: winner?.bytes,
      });
    });

    it('tells an unknown upload from a closed one', async () => {
      const upload = await issue(database, account, NOON);
      expect(await database.uploads.land(putTo({ ...upload, issuedAt: NOON + 1 }, NOON))).toMatchObject({
        outcome: 'unknown',
      });
      await database.accounts.revokeToken(account.tokenId, NOON, entry('token.revoked'));
      expect(await database.uploads.land(putTo(upload, NOON))).toMatchObject({ outcome: 'closed' });
    });

    it('closes URLs that ran out, in any number; a PUT that began in time still lands', async () => {
      const other = await openAccount(database.accounts);
      const old = NOON - TEN_MINUTES_MS;
      const requests = Array.from({ length: 1_234 }, () => requestOf(account));
      await database.uploads.admit([...requests, requestOf(other)], old - 1);
      const late = await issue(database, account, old - 1);
      const fresh = await issue(database, account, old);
      const closed = await database.uploads.closeUnused(old, NOON);
      expect(closed).toEqual(
        new Map([
          [account.workspaceId, 1_235],
          [other.workspaceId, 1],
        ]),
      );
      expect(await database.uploads.closeUnused(old, NOON)).toEqual(new Map());
      expect(await database.uploads.find(late)).toMatchObject({ state: 'unused' });
      expect(await database.uploads.find(fresh)).toMatchObject({ state: 'issued' });
      expect(await database.uploads.land(putTo(late, NOON))).toMatchObject({ outcome: 'landed' });
    });

    it('withdraws what landed only while it is the object', async () => {
      const upload = await issue(database, account, NOON);
      const put = putTo(upload, NOON + 1);
      expect(await database.uploads.withdraw(upload, put.putId)).toBe(false);
      await database.uploads.land(put);
      expect(await database.uploads.withdraw(upload, 'another')).toBe(false);
      expect(await database.uploads.withdraw(upload, put.putId)).toBe(true);
      expect(await database.uploads.find(upload)).toMatchObject({
        state: 'issued',
        currentPut: null,
        bytes: null,
      });
      await database.uploads.land(put);
      await database.uploads.pin(upload, NOON + 2);
      expect(await database.uploads.withdraw(upload, put.putId)).toBe(false);
    });

    it('lands a file that was looked at only over what was there at the time', async () => {
      const upload = await issue(database, account, NOON);
      const [first, late, second] = [NOON + 1, NOON + 2, NOON + 3].map((at) => putTo(upload, at));
      if (!first || !late || !second) throw new Error('three PUTs');
      expect(await database.uploads.landOver(first, null)).toEqual({ outcome: 'landed', superseded: null });
      expect(await database.uploads.landOver(late, null)).toEqual({ outcome: 'overtaken' });
      expect(await database.uploads.landOver({ ...second, sha256: null }, first.putId)).toEqual({
        outcome: 'landed',
        superseded: first.putId,
      });
      expect(await database.uploads.find(upload)).toMatchObject({ currentPut: second.putId, sha256: null });
      const racing = [4, 5, 6].map((at) => database.uploads.landOver(putTo(upload, NOON + at), second.putId));
      const outcomes = (await Promise.all(racing)).map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(['landed', 'overtaken', 'overtaken']);
      const { currentPut } = (await database.uploads.find(upload)) ?? { currentPut: null };
      await database.uploads.pin(upload, NOON + 7);
      expect(await database.uploads.landOver(putTo(upload, NOON + 8), currentPut)).toEqual({
        outcome: 'frozen',
      });
      expect(await database.uploads.landOver(putTo({ ...upload, issuedAt: 1 }, NOON), null)).toEqual({
        outcome: 'unknown',
      });
    });

    it('expires what landed and was never triggered, oldest first and not more than asked', async () => {
      const uploads: Upload[] = [];
      for (const at of [1_000, 2_000, 3_000, 4_000]) {
        const upload = await issue(database, account, at);
        await database.uploads.land(putTo(upload, at + 500));
        uploads.push(upload);
      }
      const [first, second, third, fourth] = uploads;
      if (!first || !second || !third || !fourth) throw new Error('four uploads');
      await database.uploads.pin(second, 5_000);
      const expire = () => database.uploads.expireLanded({ before: 4_500, ownBefore: NOON }, 1);
      const states = () => Promise.all(uploads.map(async (ref) => (await database.uploads.find(ref))?.state));
      expect(await expire()).toEqual(new Map([[account.workspaceId, 1]]));
      expect(await states()).toEqual(['expired', 'pinned', 'landed', 'landed']);
      expect(await expire()).toEqual(new Map([[account.workspaceId, 1]]));
      expect(await expire()).toEqual(new Map());
      expect(await states()).toEqual(['expired', 'pinned', 'expired', 'landed']);
      expect(await database.uploads.find(first)).toMatchObject({ currentPut: null });
      expect(await database.uploads.land(putTo(first, NOON))).toMatchObject({ outcome: 'closed' });
    });

    it('expires by the retention of each workspace, longer or shorter than the others', async () => {
      const day = 86_400_000;
      const accounts = await Promise.all(
        [undefined, 1, 3].map((retentionDays) =>
          openAccount(database.accounts, retentionDays === undefined ? {} : { retentionDays }),
        ),
      );
      const uploads: Upload[] = [];
      for (const each of accounts) {
        for (const daysAgo of [4, 2.5, 1.5, 0.5]) {
          const at = NOON - daysAgo * day;
          const upload = await issue(database, each, at);
          await database.uploads.land(putTo(upload, at));
          uploads.push(upload);
        }
      }
      const past = { before: NOON - 2 * day, ownBefore: NOON };
      const counts = await database.uploads.expireLanded(past, 1_000);
      expect(accounts.map(({ workspaceId }) => counts.get(workspaceId))).toEqual([2, 3, 1]);
      const states = await Promise.all(uploads.map(async (ref) => (await database.uploads.find(ref))?.state));
      expect(states.map((state) => state === 'expired')).toEqual(
        [
          [true, true, false, false],
          [true, true, true, false],
          [true, false, false, false],
        ].flat(),
      );
      expect(await database.uploads.expireLanded(past, 1_000)).toEqual(new Map());
    });

    it('offers an upload for sweeping after each change of its state, once', async () => {
      const at = NOON - 86_400_000;
      const upload = await issue(database, account, at);
      const due = async () => {
        const found = await database.uploads.claimUnswept(at + 1, endedClaim(10_000));
        return found.find(({ uploadId }) => uploadId === upload.uploadId);
      };
      expect(await due()).toBeUndefined();
      await database.uploads.land(putTo(upload, at));
      const landed = await due();
      expect(landed).toMatchObject({ state: 'landed' });
      if (landed === undefined) throw new Error('the upload is due');

      await database.uploads.land(putTo(upload, at));
      expect(await database.uploads.markSwept([landed])).toEqual(new Set());
      const again = await due();
      expect(again).toMatchObject({ state: 'landed' });

      await database.uploads.pin(upload, at);
      await database.uploads.markSwept(again ? [again] : []);
      const pinned = await due();
      expect(pinned).toMatchObject({ state: 'pinned' });

      const sweeps = await Promise.all([1, 2].map(() => database.uploads.markSwept(pinned ? [pinned] : [])));
      expect(sweeps.flatMap((marked) => [...marked])).toEqual([upload.uploadId]);
      expect(await due()).toBeUndefined();
    });

    it('gives the oldest unswept first, as many as asked', async () => {
      const issuedAt = [30, 10, 20];
      for (const at of issuedAt) await database.uploads.land(putTo(await issue(database, account, at), at));
      const found = await database.uploads.claimUnswept(31, endedClaim(2));
      expect(found.map((upload) => upload.issuedAt)).toEqual([10, 20]);
      expect(
        (await database.uploads.claimUnswept(30, endedClaim(9))).map((upload) => upload.issuedAt),
      ).toEqual([10, 20]);
    });

    it('shares what is due among sweeps at the same time, and gives it again only when a claim has ended', async () => {
      const issuedAt = Array.from({ length: 40 }, (_, place) => 100 + place);
      for (const at of issuedAt) await database.uploads.land(putTo(await issue(database, account, at), at));
      const other = await underTest.open();
      const claim = { at: NOON, until: NOON + TEN_MINUTES_MS, limit: 15 };
      const claims = [database, other, database, other].map(({ uploads }) =>
        uploads.claimUnswept(140, claim),
      );
      const own = (await Promise.all(claims)).flat().filter(({ issuedAt: at }) => at >= 100);
      const ids = own.map(({ uploadId }) => uploadId);
      expect(new Set(ids).size).toBe(ids.length);
      const rest = await other.uploads.claimUnswept(140, { ...claim, limit: 100 });
      expect(rest.length + own.length).toBeGreaterThanOrEqual(40);
      expect(await database.uploads.claimUnswept(140, { ...claim, at: claim.until - 1 })).toEqual([]);
      const ended = { at: claim.until, until: claim.until, limit: 100 };
      const again = await database.uploads.claimUnswept(140, ended);
      expect(again.map(({ issuedAt: at }) => at)).toEqual(expect.arrayContaining(issuedAt));
      const [first] = again;
      if (first === undefined) throw new Error('there are forty');
      await database.uploads.markSwept([first]);
      expect(await database.uploads.claimUnswept(140, ended)).toHaveLength(again.length - 1);
    });

    it('names URLs that ran out, oldest first, and closes those of them that nothing came to since', async () => {
      // Before all that other tests issue.
      for (const at of [3, 1, 2, 4]) await issue(database, account, at);
      const ranOut = async () =>
        (await database.uploads.claimRanOut(4, endedClaim(3))).map(({ issuedAt, uploadId }) => ({
          issuedAt,
          uploadId,
        }));
      const found = await ranOut();
      expect(found.map(({ issuedAt }) => issuedAt)).toEqual([1, 2, 3]);
      const [first, second, third] = found;
      if (!first || !second || !third) throw new Error('three uploads');
      await database.uploads.land(putTo(second, NOON));
      expect(await database.uploads.closeRanOut([first, second])).toEqual(
        new Map([[account.workspaceId, 1]]),
      );
      expect(await database.uploads.closeRanOut([])).toEqual(new Map());
      expect(await database.uploads.find(first)).toMatchObject({ state: 'unused' });
      expect(await database.uploads.find(second)).toMatchObject({ state: 'landed' });
      expect(await ranOut()).toEqual([third]);
      expect(await database.uploads.closeRanOut([third])).toEqual(new Map([[account.workspaceId, 1]]));
    });

    it('counts what is open', async () => {
      const start = NOON + 50_000_000;
      const uploads: Upload[] = [];
      for (let place = 0; place < 4; place += 1) uploads.push(await issue(database, account, start + place));
      const [, landed, pinned] = uploads;
      for (const upload of [landed, pinned])
        if (upload) await database.uploads.land(putTo(upload, start + 9));
      if (pinned) await database.uploads.pin(pinned, start + 9);
      expect(await database.uploads.countOpen(start - 1)).toBe(3);
      expect(await database.uploads.countOpen(start + 1)).toBe(1);
    });
  });
}
