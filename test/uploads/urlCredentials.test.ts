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
let provider: {
  lifeMs: number | null;
  sessionToken?: string;
  fetches: number;
  fail: Error | null;
  release: (() => void) | null;
};
let told: { fetched: number; readonly failures: unknown[] };

beforeEach(() => {
  now = START;
  provider = { lifeMs: 60 * MINUTE_MS, fetches: 0, fail: null, release: null };
  told = { fetched: 0, failures: [] };
});

function open(): UrlCredentials {
  return createUrlCredentials({
    fetch,
    now: () => now,
    onFetched: () => (told.fetched += 1),
    onFailed: (error) => told.failures.push(error),
  });
}

async function opened(): Promise<UrlCredentials> {
  const credentials = open();
  await settled();
  return credentials;
}

async function fetch(): Promise<GivenCredentials> {
  provider.fetches += 1;
  if (provider.release !== null) await new Promise<void>((resolve) => (provider.release = resolve));
  if (provider.fail !== null) throw provider.fail;
  const { lifeMs, sessionToken } = provider;
  return {
    accessKeyId: `key ${lifeMs === null ? 0 : provider.fetches}`,
    secretAccessKey: 's',
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(lifeMs === null ? {} : { expiration: new Date(now + lifeMs) }),
  };
}

/** Lets a fetch in the background end. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('credentials for URLs', () => {
  it('are fetched at once, and good until a URL would outlive them', async () => {
    const credentials = open();
    expect(credentials.at(now)).toBe('no_credentials');
    expect(credentials.endsAt()).toBeUndefined();
    await settled();
    const first = credentials.at(now);
    expect(first).toEqual({ accessKeyId: 'key 1', secretAccessKey: 's' });
    expect(credentials.endsAt()).toBe(START + 60 * MINUTE_MS);
    provider.fail = new Error('no more');
    expect(credentials.at(START + 60 * MINUTE_MS - LEAST_LEFT_MS)).toBe(first);
    expect(credentials.at(START + 60 * MINUTE_MS - LEAST_LEFT_MS + 1)).toBe('ends_early');
    expect(LEAST_LEFT_MS).toBe(11 * MINUTE_MS);
  });

  it('are replaced before need, beside the calls, and once however many ask', async () => {
    const credentials = await opened();
    const first = credentials.at(now);
    now = START + 43 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    now = START + 45 * MINUTE_MS;
    for (let call = 0; call < 50; call += 1) expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(2);
    expect(credentials.at(now)).toMatchObject({ accessKeyId: 'key 2' });
  });

  it('of 15 minutes are good for four, and replaced after two', async () => {
    provider.lifeMs = 15 * MINUTE_MS;
    const credentials = await opened();
    const first = credentials.at(now);
    now = START + 2 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    now += 1;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(2);
  });

  it('that no URL can be signed with are no credentials, and are fetched every ten seconds at most', async () => {
    provider.lifeMs = LEAST_LEFT_MS - 1;
    const credentials = await opened();
    for (let call = 0; call < 50; call += 1) {
      expect(credentials.at(now)).toBe('ends_early');
      await settled();
    }
    expect(provider.fetches).toBe(1);
    now += 9_999;
    credentials.at(now);
    await settled();
    expect(provider.fetches).toBe(1);
    now += 1;
    credentials.at(now);
    await settled();
    expect(provider.fetches).toBe(2);
  });

  it('that cannot be had are asked for every ten seconds at most, one caller after the other', async () => {
    provider.fail = new Error('the metadata service does not answer');
    const credentials = await opened();
    for (let call = 0; call < 50; call += 1) {
      expect(credentials.at(now)).toBe('no_credentials');
      await settled();
    }
    expect(provider.fetches).toBe(1);
    expect(told.failures).toEqual([provider.fail]);
    provider.fail = null;
    now += 10_000;
    credentials.at(now);
    await settled();
    expect(credentials.at(now)).toMatchObject({ accessKeyId: 'key 2' });
  });

  it('keep nobody waiting while they are fetched, and are not fetched twice at once', async () => {
    provider.release = () => undefined;
    const credentials = open();
    now += 60_000;
    for (let call = 0; call < 3; call += 1) expect(credentials.at(now)).toBe('no_credentials');
    await settled();
    expect(provider.fetches).toBe(1);
    provider.release();
    await settled();
    expect(credentials.at(now)).toMatchObject({ accessKeyId: 'key 1' });
  });

  it('stay where newer ones cannot be had, until they end too early, as those of an instance do each time', async () => {
    const credentials = await opened();
    const first = credentials.at(now);
    provider.fail = new Error('the metadata service does not answer');
    now = START + 46 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(told.failures).toEqual([provider.fail]);
    now = START + 50 * MINUTE_MS;
    expect(credentials.at(now)).toBe('ends_early');
    await settled();
    provider.fail = null;
    now = START + 56 * MINUTE_MS;
    expect(credentials.at(now)).toBe('ends_early');
    await settled();
    expect(credentials.at(now)).toMatchObject({ accessKeyId: 'key 4' });
  });

  it('of a long-lived key are fetched once, and are one object', async () => {
    provider.lifeMs = null;
    const credentials = await opened();
    const first = credentials.at(now);
    now += 10 * 365 * 24 * 60 * MINUTE_MS;
    expect(credentials.at(now)).toBe(first);
    await settled();
    expect(provider.fetches).toBe(1);
    expect(told.fetched).toBe(1);
    expect(credentials.endsAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a session whose end nobody knows sign nothing: its URLs may be dead', async () => {
    provider = { ...provider, lifeMs: null, sessionToken: 't' };
    const credentials = await opened();
    expect(credentials.at(now)).toBe('end_unknown');
    expect(credentials.endsAt()).toBeUndefined();
  });

  it('that come back the same stay one object, so that what was prepared for them is kept', async () => {
    const same = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' };
    let fetches = 0;
    const again = createUrlCredentials({
      fetch: async () => {
        fetches += 1;
        return { ...same, expiration: new Date(now + 20 * MINUTE_MS) };
      },
      now: () => now,
      onFetched: () => undefined,
      onFailed: () => undefined,
    });
    await settled();
    const first = again.at(now);
    now += 10 * MINUTE_MS;
    again.at(now);
    await settled();
    expect(fetches).toBe(2);
    expect(again.at(now)).toBe(first);
    expect(first).toEqual(same);
  });
});
