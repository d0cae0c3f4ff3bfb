import { describe, expect, it } from 'vitest';
import {
  connectionState,
  createConnectionStore,
  noteConnection,
} from '../../src/console/api/connectionState.ts';
import { observedFetch } from '../../src/console/api/observedFetch.ts';
import { limitNotices } from '../../src/console/shell/limits.ts';
import { readPreferences, writePreferences } from '../../src/console/shell/preferences.ts';

describe('preferences', () => {
  const storing = (text: string | null) => () => ({ getItem: () => text });

  it('are remembered, and otherwise the browser decides', () => {
    const kept = new Map<string, string>();
    const storage = () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    expect(readPreferences(storage, ['fr-FR', 'hi-IN', 'en'])).toEqual({ language: 'hi', theme: 'system' });
    writePreferences(storage, { language: 'en', theme: 'dark' });
    expect(readPreferences(storage, ['hi-IN'])).toEqual({ language: 'en', theme: 'dark' });
  });

  it.each(['null', '[]', 'not json', '{"language":"xx","theme":"toString"}', '"text"'])(
    'do without a memory that holds %s',
    (text) => {
      expect(readPreferences(storing(text), ['en-IN'])).toEqual({ language: 'en', theme: 'system' });
    },
  );

  it('do without a memory at all', () => {
    const forbidden = () => {
      throw new DOMException('no', 'SecurityError');
    };
    expect(readPreferences(forbidden, [])).toEqual({ language: 'en', theme: 'system' });
    expect(() => writePreferences(forbidden, { language: 'hi', theme: 'light' })).not.toThrow();
  });
});

describe('limits', () => {
  const limits = { maxUploadBytes: 1, quota: null, licenseUntil: null };
  const quota = (used: number, limit: number | null) => ({ ...limits, quota: { used, limit, per: 'day' } });

  it('are told of only near their end', () => {
    expect(limitNotices(limits, '2026-04-01')).toEqual([]);
    expect(limitNotices({ ...limits, licenseUntil: '2026-04-16' }, '2026-04-01')).toEqual([]);
    expect(limitNotices(quota(79, 100), '2026-04-01')).toEqual([]);
    expect(limitNotices(quota(1000, null), '2026-04-01')).toEqual([]);
  });

  it('say how much is left', () => {
    expect(limitNotices({ ...limits, licenseUntil: '2026-04-15' }, '2026-04-01')).toEqual([
      { kind: 'license', until: '2026-04-15', daysLeft: 14 },
    ]);
    expect(limitNotices({ ...limits, licenseUntil: '2026-03-31' }, '2026-04-01')[0]).toMatchObject({
      daysLeft: -1,
    });
    expect(limitNotices(quota(80, 100), '2026-04-01')).toEqual([
      { kind: 'quota', left: 20, limit: 100, per: 'day' },
    ]);
    expect(limitNotices(quota(101, 100), '2026-04-01')[0]).toMatchObject({ left: 0 });
  });
});

describe('the connection', () => {
  it('is worst where it is broken nearest', () => {
    const facts = { browserOnline: true, answered: true, live: 'up' } as const;
    expect(connectionState(facts)).toBe('online');
    expect(connectionState({ ...facts, live: 'off' })).toBe('online');
    expect(connectionState({ ...facts, live: 'down' })).toBe('late');
    expect(connectionState({ ...facts, live: 'down', answered: false })).toBe('unreachable');
    expect(connectionState({ ...facts, answered: false, browserOnline: false })).toBe('offline');
  });

  it('tells of changes only', () => {
    const store = createConnectionStore(true);
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    noteConnection(store, { answered: true });
    noteConnection(store, { answered: false });
    noteConnection(store, { answered: false });
    expect(told).toBe(1);
    expect(store.read()).toEqual({ browserOnline: true, answered: false, live: 'off' });
  });

  it('is learned from every call, and not from one that was cancelled', async () => {
    const seen: string[] = [];
    const observer = {
      onAnswer: () => void seen.push('answer'),
      onNoAnswer: () => void seen.push('none'),
      onUnauthorised: () => void seen.push('401'),
      onOtherSession: async () => '',
    };
    const answering = (status: number) => observedFetch(async () => new Response(null, { status }), observer);
    const failing = observedFetch(() => Promise.reject(new TypeError('Failed to fetch')), observer);
    expect((await answering(204)('http://x')).status).toBe(204);
    await answering(401)('http://x');
    await expect(failing('http://x')).rejects.toThrow('Failed to fetch');
    await expect(failing('http://x', { signal: AbortSignal.abort() })).rejects.toThrow('Failed to fetch');
    expect(seen).toEqual(['answer', 'answer', '401', 'none']);
  });

  it('sends a call again whose only fault was that another tab has signed in since', async () => {
    const sent: (string | null)[] = [];
    const server: typeof fetch = async (_input, init) => {
      const token = new Headers(init?.headers).get('x-gst-intake-csrf');
      sent.push(token);
      return token === 'new'
        ? new Response('done')
        : new Response(null, { status: 403, headers: { 'x-gst-intake-error': 'csrf_missing' } });
    };
    const nothing = () => undefined;
    const observer = (token: string) => ({
      onAnswer: nothing,
      onNoAnswer: nothing,
      onUnauthorised: nothing,
      onOtherSession: async () => token,
    });
    const init = { method: 'POST', headers: { 'x-gst-intake-csrf': 'old' } };
    expect(await (await observedFetch(server, observer('new'))('http://x', init)).text()).toBe('done');
    expect((await observedFetch(server, observer('old'))('http://x', init)).status).toBe(403);
    expect((await observedFetch(server, observer('new'))('http://x')).status).toBe(403);
    expect(sent).toEqual(['old', 'new', 'old', null]);
  });
});
