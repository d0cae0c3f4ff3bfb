import { beforeEach, describe, expect, it } from 'vitest';
import {
  createUrlCredentials,
  type GivenCredentials,
  LEAST_LEFT_MS,
  type UrlCredentials,
} from '../../src/uploads/urlCredentials.ts';

const START = Date.UTC(2026, 10, 24, 9);
const MINUTE_MS = 60_000;

let now: number;
let provider: { lifeMs: number | null; fetches: number; fail: Error | null; release: (() => void) | null };
let told: { readonly lifeMs: (number | null)[]; readonly failures: unknown[] };
let credentials: UrlCredentials;

beforeEach(() => {
  now = START;
  provider = { lifeMs: 60 * MINUTE_MS, fetches: 0, fail: null, release: null };
  told = { lifeMs: [], failures: [] };
  credentials = createUrlCredentials({
    fetch,
    now: () => now,
    onFetched: (_, lifeMs) => told.lifeMs.push(lifeMs),
    onFailed: (error) => told.failures.push(error),
  });
});

async function fetch(): Promise<GivenCredentials> {
  provider.fetches += 1;
  if (provider.release !== null) await new Promise<void>((resolve) => (provider.release = resolve));
  if (provider.fail !== null) throw provider.fail;
  const key = { accessKeyId: `key ${provider.lifeMs === null ? 0 : provider.fetches}`, secretAccessKey: 's' };
  return provider.lifeMs === null ? key : { ...key, expiration: new Date(now + provider.lifeMs) };
}

/** Lets a fetch in the background end. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('credentials for URLs', () => {
  it('are at hand once they were fetched, until a URL would outlive them', async () => {
    expect(credentials.at(now)).toBeUndefined();
    const first = await credentials.fetchedAt(now);
    expect(first).toEqual({ accessKeyId: 'key 1', secretAccessKey: 's' });
    provider.fail = new Error('no more');
    expect(credentials.at(START + 60 * MINUTE_MS - LEAST_LEFT_MS)).toBe(first);
    expect(credentials.at(START + 60 * MINUTE_MS - LEAST_LEFT_MS + 1)).toBeUndefined();
    expect(LEAST_LEFT_MS).toBe(11 * MINUTE_MS);
  });

  it('are replaced before need, beside the calls, and once however many ask', async () => {
    const first = await credentials.fetchedAt(now);
    now = START + 43 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    now = START + 45 * MINUTE_MS;
    for (let call = 0; call < 50; call += 1) expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(2);
    expect(credentials.at(now)?.accessKeyId).toBe('key 2');
  });

  it('of 15 minutes are good for four, and replaced after two', async () => {
    provider.lifeMs = 15 * MINUTE_MS;
    const first = await credentials.fetchedAt(now);
    now = START + 2 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    now += 1;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(2);
    expect(told.lifeMs).toEqual([15 * MINUTE_MS, 15 * MINUTE_MS]);
  });

  it('that no URL can be signed with are no credentials, and are not fetched at every call', async () => {
    provider.lifeMs = LEAST_LEFT_MS - 1;
    await expect(credentials.fetchedAt(now)).rejects.toMatchObject({ code: 'unavailable' });
    expect(told.lifeMs).toEqual([LEAST_LEFT_MS - 1]);
    for (let call = 0; call < 50; call += 1) credentials.at(now);
    await settled();
    expect(provider.fetches).toBe(1);
  });

  it('are fetched once for all that wait', async () => {
    provider.release = () => undefined;
    const waiting = [1, 2, 3].map(() => credentials.fetchedAt(now));
    await settled();
    provider.release();
    const got = await Promise.all(waiting);
    expect(new Set(got).size).toBe(1);
    expect(provider.fetches).toBe(1);
  });

  it('stay where newer ones cannot be had, and a failure is told and tried again', async () => {
    const first = await credentials.fetchedAt(now);
    provider.fail = new Error('the metadata service does not answer');
    now = START + 46 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(told.failures).toEqual([provider.fail]);
    expect(credentials.at(now + 9_999)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(2);
    now = START + 50 * MINUTE_MS;
    await expect(credentials.fetchedAt(now)).rejects.toMatchObject({ code: 'unavailable' });
    provider.fail = null;
    expect((await credentials.fetchedAt(now)).accessKeyId).toBe('key 4');
  });

  it('without an end are fetched once, and are one object', async () => {
    provider.lifeMs = null;
    const first = await credentials.fetchedAt(now);
    now += 10 * 365 * 24 * 60 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    expect(await credentials.fetchedAt(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    expect(told.lifeMs).toEqual([null]);
  });

  it('that come back the same stay one object, so that what was prepared for them is kept', async () => {
    const same = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' };
    const again = createUrlCredentials({
      fetch: async () => ({ ...same, expiration: new Date(now + 20 * MINUTE_MS) }),
      now: () => now,
      onFetched: () => undefined,
      onFailed: () => undefined,
    });
    const first = await again.fetchedAt(now);
    now += 10 * MINUTE_MS;
    expect(await again.fetchedAt(now)).toBe(first);
    expect(first).toEqual(same);
  });
});
