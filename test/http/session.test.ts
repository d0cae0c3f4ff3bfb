import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionView } from '../../src/contract/session.ts';
import { AppError } from '../../src/errors.ts';
import { type Api, rawGet, startApi } from './apiHarness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const HOUR_MS = 3_600_000;
const URL_PATH = '/integration/v1/generatePreSign/sales?fileName=a.csv';

interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
  readonly view: SessionView;
}

function postToken(token: unknown, headers: Record<string, string> = {}, from = api): Promise<Response> {
  return fetch(`${from.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
}

async function signIn(token: string, from = api): Promise<SignedIn> {
  const answer = await postToken(token, {}, from);
  expect(answer.status).toBe(200);
  const view = (await answer.json()) as SessionView;
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { cookie, csrf: view.csrfToken, view };
}

const lines = (headers: Record<string, string>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(api.baseUrl + path, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

const presign = (headers: Record<string, string>) =>
  ask(URL_PATH, { headers: { fileContentType: 'CSV', ...headers } });

describe('signing in', () => {
  it('gives a cookie that no script sees and tells who is signed in, where and until when', async () => {
    const account = await api.account('told');
    await api.administration.quotaSet({ workspace: account.workspaceId, limit: 5, per: 'day' });
    await api.administration.licenseSet({ workspace: account.workspaceId, from: null, until: '2027-03-31' });
    const answer = await postToken(` ${account.token}\n`);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^gst-intake-session=gst_ses_[\w-]{49}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    const view = await answer.json();
    expect(Value.Check(SessionView, view)).toBe(true);
    expect(view).toEqual({
      user: { userId: account.userId, name: 'told-user' },
      workspace: { workspaceId: account.workspaceId, name: 'told', gstins: [] },
      permissions: ['invoice.create'],
      expiresAt: new Date(api.state.now + 12 * HOUR_MS).toISOString(),
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      limits: {
        maxUploadBytes: 2_147_483_648,
        quota: { limit: 5, per: 'day', used: 0 },
        licenseUntil: '2027-03-31',
      },
      server: { version: '1.2.3', retentionDays: 30, mode: null, publicUrl: api.baseUrl },
    });
  });

  it('keeps the cookie to the path and the scheme that it is published at', async () => {
    const behind = await startApi({ pathPrefix: '/gst', publicOrigin: 'https://intake.example.com' });
    try {
      const { token } = await behind.account('behind');
      const answer = await postToken(token, {}, behind);
      expect(answer.headers.get('set-cookie')).toMatch(/^gst-intake-session=.*; Path=\/gst; .*; Secure$/);
      expect(((await answer.json()) as SessionView).server.publicUrl).toBe('https://intake.example.com/gst');
    } finally {
      await behind.stop();
    }
  });

  it('has a cookie that no other host can set, where it is published at / over TLS', async () => {
    const secure = await startApi({ publicOrigin: 'https://intake.example.com' });
    try {
      const { token } = await secure.account('secure');
      const { cookie } = await signIn(token, secure);
      expect(cookie).toMatch(/^__Host-gst-intake-session=gst_ses_/);
      const statusWith = async (sent: string) =>
        (await fetch(`${secure.baseUrl}/api/v1/session`, { headers: { cookie: sent } })).status;
      expect(await statusWith(cookie)).toBe(200);
      expect(await statusWith(cookie.slice('__Host-'.length))).toBe(401);
    } finally {
      await secure.stop();
    }
  });

  it('ends the session whose cookie came along, and no other', async () => {
    const { token } = await api.account('once more');
    const [elsewhere, first] = [await signIn(token), await signIn(token)];
    const second = await postToken(token, { cookie: first.cookie });
    const [cookie = ''] = (second.headers.get('set-cookie') ?? '').split(';');
    const statuses = [elsewhere.cookie, first.cookie, cookie].map(
      async (sent) => (await ask('/api/v1/session', { headers: { cookie: sent } })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 401, 200]);
  });

  it('refuses what is no token in words, and never says the token again', async () => {
    const { userId } = await api.account('unwelcome');
    const { clientSecret } = await api.administration.clientSecretCreate({ user: userId });
    const { token } = await api.account('of-a-session');
    const { cookie } = await signIn(token);
    const session = cookie.slice('gst-intake-session='.length);
    for (const [wrong, words] of [
      ['gst_tok_nonsense', 'not known here'],
      [clientSecret, 'This is a client secret'],
      [session, 'not known here'],
    ] as const) {
      const answer = await postToken(wrong);
      expect(answer.status).toBe(401);
      expect(answer.headers.has('set-cookie')).toBe(false);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({
        code: 'token_invalid',
        detail: expect.stringContaining(words),
      });
      expect(text).not.toContain(wrong);
    }
    for (const body of [undefined, 'x', '[]', '{}', '{"token":1}', '{"token":"a","more":1}']) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await ask('/api/v1/session', body === undefined ? init : { ...init, body });
      expect({ body, status: answer.status }).toEqual({ body, status: 422 });
    }
  });

  it('takes no form and nothing of another site', async () => {
    const { token } = await api.account('foreign');
    const form = await postToken(token, { 'content-type': 'text/plain' });
    expect([form.status, form.headers.get('x-gst-intake-error')]).toEqual([400, 'request_malformed']);
    for (const site of ['cross-site', 'same-site']) {
      const answer = await postToken(token, { 'sec-fetch-site': site });
      expect([answer.status, answer.headers.get('x-gst-intake-error')]).toEqual([403, 'csrf_missing']);
      expect(answer.headers.has('set-cookie')).toBe(false);
    }
    expect((await postToken(token, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('a session', () => {
  it('is told again to who has the cookie, and stands in the list of tokens under its own', async () => {
    const { token, workspaceId } = await api.account('again');
    const { cookie, view } = await signIn(token);
    const answer = await ask('/api/v1/session', { headers: { cookie: `other=1; ${cookie}; more=2` } });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual(view);
    const listed = await api.administration.tokenList(workspaceId);
    const kinds = new Map(listed.map((each) => [each.parentTokenId, each.tokenId]));
    expect([listed.length, kinds.size]).toEqual([2, 2]);
    expect(kinds.has(kinds.get(null) ?? '')).toBe(true);
  });

  it('reads where a token does, and changes or spends something only with its own CSRF token', async () => {
    const { token, used } = await api.account('csrf');
    const { cookie, csrf } = await signIn(token);
    const other = await signIn((await api.account('csrf-other')).token);
    const unknown = '/api/v1/activities/0123456789abcdef01234567';
    expect((await ask(unknown, { headers: { cookie } })).status).toBe(404);
    for (const headers of [
      {},
      { 'x-gst-intake-csrf': '' },
      { 'x-gst-intake-csrf': other.csrf },
      { 'x-gst-intake-csrf': `${csrf}x` },
      { 'x-gst-intake-csrf': csrf, 'sec-fetch-site': 'cross-site' },
    ]) {
      const changed = await ask(`${unknown}/discard`, { method: 'POST', headers: { cookie, ...headers } });
      expect(changed.status).toBe(403);
      expect(JSON.parse(changed.text)).toMatchObject({ code: 'csrf_missing', status: 403 });
      const spent = await presign({ cookie, ...headers });
      expect(spent.status).toBe(403);
      expect(spent.headers.get('x-gst-intake-error')).toBe('csrf_missing');
      expect(JSON.parse(spent.text)).toMatchObject({ status: null, errorCode: 'PERMISSION_DENIED' });
    }
    expect(await used()).toBe(0);
    const headers = { cookie, 'x-gst-intake-csrf': csrf };
    expect((await ask(`${unknown}/discard`, { method: 'POST', headers })).status).toBe(404);
    expect(JSON.parse((await presign(headers)).text)).toMatchObject({ status: 'CREATED' });
    const status = `/integration/v1/ingest/file/sales/status/0123456789abcdef01234567?tenant=GSTSALES`;
    expect((await ask(status, { headers: { cookie } })).headers.get('x-gst-intake-error')).toBe(
      'csrf_missing',
    );
    expect((await ask(status, { headers })).headers.get('x-gst-intake-error')).toBe('activity_unknown');
  });

  it('is read by no page of another site, and by a link that is followed', async () => {
    const { token } = await api.account('beside', { permissions: ['invoice.create', 'invoice.read'] });
    const { cookie } = await signIn(token);
    for (const path of ['/api/v1/session', '/api/v1/activities']) {
      const statusFrom = async (site: string, headers: Record<string, string> = {}) =>
        (await rawGet(api.port, path, lines({ cookie, 'sec-fetch-site': site, ...headers }))).status;
      for (const site of ['same-site', 'cross-site']) {
        expect(await statusFrom(site)).toBe(403);
        const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
        expect(await statusFrom(site, frame)).toBe(403);
        const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
        expect(await statusFrom(site, link)).toBe(200);
      }
      expect(await statusFrom('same-origin')).toBe(200);
      expect(await statusFrom('none')).toBe(200);
    }
    const withToken = lines({ 'x-cleartax-auth-token': token, 'sec-fetch-site': 'cross-site' });
    expect((await rawGet(api.port, '/api/v1/activities', withToken)).status).toBe(200);
  });

  it('is refused where another one comes with it', async () => {
    const { token } = await api.account('two');
    const [{ cookie, csrf }, other] = [await signIn(token), await signIn(token)];
    const both = { cookie: `${cookie}; ${other.cookie}`, 'x-gst-intake-csrf': csrf };
    const answer = await ask('/api/v1/session', { headers: both });
    expect([answer.status, JSON.parse(answer.text).detail]).toEqual([
      401,
      expect.stringContaining('Two sessions came at once'),
    ]);
    expect((await presign(both)).status).toBe(401);
    const twice = { ...both, cookie: `${cookie}; gst-intake-session=x; ${cookie}` };
    expect((await presign(twice)).status).toBe(200);
  });

  it('is kept by no cache, and neither is a refusal of our own calls', async () => {
    const { token } = await api.account('uncached');
    const { cookie } = await signIn(token);
    for (const [path, headers, wanted] of [
      ['/api/v1/session', { cookie }, 200],
      ['/api/v1/activities', {}, 401],
      ['/api/v1/activities/0123456789abcdef01234567/errors', {}, 401],
      ['/api/v1/nothing', {}, 404],
    ] as const) {
      const answer = await ask(path, { headers });
      expect([path, answer.status]).toEqual([path, wanted]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    const template = await ask('/api/v1/templates/sales.csv');
    expect(template.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('is good in its cookie alone, and gives way to a token in a header', async () => {
    const { token } = await api.account('place');
    const { cookie, csrf } = await signIn(token);
    const secret = cookie.slice('gst-intake-session='.length);
    for (const headers of [
      { 'x-cleartax-auth-token': secret },
      { authorization: `Bearer ${secret}` },
      { cookie: `gst-intake-session=${token}`, 'x-gst-intake-csrf': csrf },
      { cookie, 'x-gst-intake-csrf': csrf, 'x-cleartax-auth-token': `${token.slice(0, -1)}!` },
    ]) {
      expect((await presign(headers)).status).toBe(401);
    }
    expect((await presign({ cookie, 'x-cleartax-auth-token': token })).status).toBe(200);
    const basic = { cookie, authorization: 'Basic cHJveHk6cHJveHk=' };
    expect((await ask('/api/v1/activities/0123456789abcdef01234567', { headers: basic })).status).toBe(404);
  });

  it('ends when it is signed out of, and a second time is no fault', async () => {
    const { token } = await api.account('leaving');
    const { cookie, csrf } = await signIn(token);
    const refused = await ask('/api/v1/session', { method: 'DELETE', headers: { cookie } });
    expect(refused.headers.get('x-gst-intake-error')).toBe('csrf_missing');
    const headers = { cookie, 'x-gst-intake-csrf': csrf };
    for (const init of [{ headers }, { headers }, {}]) {
      const { status, headers: got, text } = await ask('/api/v1/session', { method: 'DELETE', ...init });
      expect([status, text]).toEqual([204, '']);
      expect(got.get('set-cookie')).toBe('gst-intake-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict');
    }
    const after = await ask('/api/v1/session', { headers: { cookie } });
    expect([after.status, JSON.parse(after.text).code]).toEqual([401, 'token_invalid']);
    expect((await presign(headers)).status).toBe(401);
    expect((await presign({ 'x-cleartax-auth-token': token })).status).toBe(200);
  });

  it('ends with its token, its user and its twelve hours', async () => {
    const ends: readonly ((account: Awaited<ReturnType<Api['account']>>) => Promise<unknown>)[] = [
      ({ tokenId }) => api.administration.tokenRevoke(tokenId),
      ({ userId }) => api.administration.userDisable(userId),
      async () => {
        api.state.now += 12 * HOUR_MS;
      },
    ];
    for (const [place, end] of ends.entries()) {
      const account = await api.account(`ending-${place}`);
      const { cookie, csrf } = await signIn(account.token);
      const headers = { cookie, 'x-gst-intake-csrf': csrf };
      expect((await presign(headers)).status).toBe(200);
      await end(account);
      expect((await presign(headers)).status).toBe(401);
      expect((await ask('/api/v1/session', { headers })).status).toBe(401);
    }
  });

  it('stands in no line of the log', async () => {
    const { token } = await api.account('quiet');
    const { cookie, csrf } = await signIn(token);
    await presign({ cookie, 'x-gst-intake-csrf': csrf });
    await postToken('gst_tok_wrong');
    const log = JSON.stringify(api.logged());
    expect(log).toContain('/api/v1/session');
    for (const secret of [token, cookie.slice('gst-intake-session='.length), csrf, 'gst_tok_', 'gst_ses_']) {
      expect(log).not.toContain(secret);
    }
  });

  it('is answered 405 to other methods', async () => {
    const { status, headers } = await ask('/api/v1/session', { method: 'PUT' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
  });
});

describe('guessing tokens', () => {
  it('is not what an outage is', async () => {
    const failing = await startApi();
    try {
      const { token } = await failing.account('unlucky');
      const { sessions } = failing.deps.session;
      const { start } = sessions;
      Object.assign(sessions, { start: async () => Promise.reject(new AppError('unavailable', 'A while.')) });
      for (let tries = 0; tries < 12; tries += 1) {
        expect((await postToken(token, {}, failing)).status).toBe(503);
      }
      Object.assign(sessions, { start });
      expect((await postToken('gst_tok_guess', {}, failing)).status).toBe(401);
    } finally {
      await failing.stop();
    }
  });

  it('ends after ten failures in a minute, for the address that failed and nobody else', async () => {
    let now = 0;
    const clock = { now: () => now, every: () => () => undefined };
    const guarded = await startApi({ clock, isTrustedProxy: (address) => address === '127.0.0.1' });
    try {
      const { token } = await guarded.account('guarded');
      const from = (address: string, sent: string) =>
        postToken(sent, { 'x-forwarded-for': `203.0.113.99, ${address}` }, guarded);
      for (let tries = 0; tries < 20; tries += 1)
        expect((await from('198.51.100.7', token)).status).toBe(200);
      const guesses = await Promise.all(
        Array.from({ length: 15 }, async () => (await from('198.51.100.7', 'gst_tok_guess')).status),
      );
      expect(guesses.toSorted()).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
      const refused = await from('198.51.100.7', 'gst_tok_guess');
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
      expect(await refused.json()).toMatchObject({
        code: 'too_many_attempts',
        detail: expect.stringContaining('60 seconds'),
      });
      expect((await from('198.51.100.7', token)).status).toBe(200);
      expect((await from('198.51.100.8', 'gst_tok_guess')).status).toBe(401);
      now = 60_000;
      expect((await from('198.51.100.7', 'gst_tok_guess')).status).toBe(401);
    } finally {
      await guarded.stop();
    }
  });
});
