import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseWorkspace } from '../../src/ingestion/eraseWorkspace.ts';
import { type Account, NOON } from '../suites/accountFixture.ts';
import { type Direct, startDirect } from './directHarness.ts';

const HOUR_MS = 3_600_000;

let direct: Direct;
beforeAll(async () => {
  direct = await startDirect();
});
afterAll(() => direct.stop());

describe('erasure where URLs lead straight to the bucket', () => {
  const erase = ({ workspaceId }: Account, now: number, isDirect = true) => {
    const { database, objects, clientKeys } = direct;
    const { erasure, documents, downloads } = database;
    return eraseWorkspace(workspaceId, {
      ...{ erasure, documents, downloads, objects, clientKeys, isDirect },
      now: () => now,
    });
  };

  it('removes what was sent and never looked at, and nothing of another company', async () => {
    const [ours, other] = [await direct.openAccount(), await direct.openAccount()];
    const [waiting, landed, kept] = [
      await direct.issue(ours),
      await direct.issue(ours),
      await direct.issue(other),
    ];
    await direct.put(waiting, 'never looked at');
    await direct.put(landed, 'taken in');
    await direct.trigger(landed);
    await direct.put(landed, 'sent once more');
    await direct.put(kept, 'of the other one');
    const erased = await erase(ours, NOON + HOUR_MS);
    expect(erased).toMatchObject({ filesRemoved: 3, bytesRemoved: 37, mayArriveUntil: null });
    expect([await direct.atKey(waiting), await direct.atKey(landed)]).toEqual([undefined, undefined]);
    expect(await direct.parts(landed)).toEqual([]);
    expect(await direct.atKey(kept)).toBe(16);
  });

  it('says until when files may arrive, and removes those that did when it is done again', async () => {
    const account = await direct.openAccount();
    const upload = await direct.issue(account);
    expect(await erase(account, NOON + HOUR_MS - 1)).toMatchObject({
      filesRemoved: 0,
      mayArriveUntil: NOON + HOUR_MS,
    });
    expect(await direct.put(upload, 'after it')).toBe(200);
    expect(await erase(account, NOON + HOUR_MS)).toMatchObject({
      filesRemoved: 1,
      bytesRemoved: 8,
      mayArriveUntil: null,
    });
    expect(await direct.atKey(upload)).toBeUndefined();
  });

  it('waits for nothing where no URL was ever issued, or all led to the gateway', async () => {
    expect(await erase(await direct.openAccount(), NOON)).toMatchObject({ mayArriveUntil: null });
    const account = await direct.openAccount();
    await direct.issue(account);
    expect(await erase(account, NOON, false)).toMatchObject({ mayArriveUntil: null });
  });
});
