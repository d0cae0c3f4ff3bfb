import { describe, expect, it } from 'vitest';
import type { TokenHolder } from '../../src/accounts/admission.ts';
import { createLastUse } from '../../src/accounts/lastUse.ts';
import { NOON, openAccount } from '../suites/accountFixture.ts';
import { openAdministration } from './administrationFixture.ts';

const MINUTE_MS = 60_000;

/** Two tokens of a real database, whose writes fail while `outage.isOn`. */
async function setUp() {
  const underTest = await openAdministration();
  const { accounts } = underTest.database;
  const outage = { isOn: false };
  const writes: number[] = [];
  const lastUse = createLastUse(async (tokenIds, at) => {
    if (outage.isOn) throw new Error('the disk is gone');
    writes.push(tokenIds.length);
    await accounts.touchTokens(tokenIds, at);
  });
  const tokens = [await openAccount(accounts), await openAccount(accounts)] as const;
  const holders: TokenHolder[] = [];
  for (const { tokenHash } of tokens) {
    const holder = await accounts.findTokenHolder(tokenHash);
    if (holder !== undefined) holders.push(holder);
  }
  const [one, other] = holders;
  if (one === undefined || other === undefined) throw new Error('two tokens');
  const written = async () => {
    const listed = await accounts.listTokens({ now: 0 });
    return [one, other].map(({ tokenId }) => listed.find(({ id }) => id === tokenId)?.lastUsedAt);
  };
  return {
    lastUse,
    one,
    other,
    outage,
    writes,
    written,
    [Symbol.asyncDispose]: underTest[Symbol.asyncDispose],
  };
}

describe('last use', () => {
  it('costs one write a minute and token', async () => {
    await using test = await setUp();
    const { lastUse, one, other, writes, written } = test;
    for (const at of [NOON, NOON + 1, NOON + 59_999]) lastUse.note(one, at);
    lastUse.note(other, NOON + 2);
    await lastUse.flush();
    lastUse.note(one, NOON + 3);
    await lastUse.flush();
    expect(writes).toEqual([2]);
    expect(await written()).toEqual([NOON, NOON]);
  });

  it('is kept until it is written, each token with its own minute', async () => {
    await using test = await setUp();
    const { lastUse, one, other, outage, writes, written } = test;
    lastUse.note(one, NOON);
    lastUse.note(other, NOON);
    outage.isOn = true;
    await expect(lastUse.flush()).rejects.toThrow('the disk is gone');
    lastUse.note(other, NOON + MINUTE_MS);
    await expect(lastUse.flush()).rejects.toThrow('the disk is gone');
    expect(await written()).toEqual([null, null]);
    outage.isOn = false;
    await lastUse.flush();
    expect(await written()).toEqual([NOON, NOON + MINUTE_MS]);
    await lastUse.flush();
    expect(writes).toEqual([1, 1]);
  });

  it('keeps a use that comes in while an earlier one is being written', async () => {
    await using test = await setUp();
    const { lastUse, one, written } = test;
    lastUse.note(one, NOON);
    const flushed = lastUse.flush();
    lastUse.note(one, NOON + MINUTE_MS);
    await flushed;
    await lastUse.flush();
    expect(await written()).toEqual([NOON + MINUTE_MS, null]);
  });
});
