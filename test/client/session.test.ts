import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ActivityPage,
  type ActivityTrail,
  type ActivityView,
  AuthenticationError,
  type ClientOptions,
  CsrfTokenError,
  createClient,
  type DiscardPreview,
  type FindingGroups,
  type GstIntakeError,
  type IngestedDocument,
  InvalidOptionError,
  RateLimitedError,
  type RefusedRowPage,
  SessionEndedError,
  type SessionView,
  type WarningPage,
} from '../../src/client/index.ts';
import type * as lists from '../../src/contract/activityLists.ts';
import type * as findings from '../../src/contract/findings.ts';
import type * as native from '../../src/contract/native.ts';
import type * as sessions from '../../src/contract/session.ts';
import { answer, answerJson, type ScriptedClear, startScriptedClear, TOKEN } from './scriptedClear.ts';
import { ACTIVITY_ID, viewOf } from './scriptedIngestion.ts';

const CSRF = 'csrf-canary-0123456789';

let clear: ScriptedClear;
let csrfToken: string;
beforeEach(async () => {
  clear = await startScriptedClear();
  csrfToken = CSRF;
});
afterEach(() => clear[Symbol.asyncDispose]());

function inBrowser() {
  const session = { csrfToken: () => csrfToken };
  return createClient({ baseUrl: clear.baseUrl, session, retryDelayMs: 1, retries: 1 });
}

async function failure(promise: Promise<unknown>): Promise<GstIntakeError> {
  return promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown as GstIntakeError,
  );
}

describe('a client with a session', () => {
  it('sends the CSRF token of now with every call, and no token', async () => {
    clear.onCall = answerJson(200, { activities: [], next: null });
    const client = inBrowser();
    await client.activities();
    await client.presign({ templateType: 'sales', fileContentType: 'CSV', fileName: 'a.csv' });
    csrfToken = '';
    await client.activities();
    const [list, later] = clear.calls;
    expect(list?.headers['x-gst-intake-csrf']).toBe(CSRF);
    expect(clear.presigns[0]?.headers['x-gst-intake-csrf']).toBe(CSRF);
    expect(later?.headers).not.toHaveProperty('x-gst-intake-csrf');
    expect(JSON.stringify([list, clear.presigns])).not.toContain('x-cleartax-auth-token');
  });

  it('signs in with a token that no error repeats, says who it is, and signs out', async () => {
    const view = { csrfToken: CSRF, user: { userId: 'u', name: 'Asha' } };
    clear.onCall = answerJson(201, view);
    csrfToken = '';
    const client = inBrowser();
    expect(await client.signIn({ token: TOKEN })).toEqual(view);
    expect(JSON.parse(clear.calls[0]?.body.toString() ?? '')).toEqual({ token: TOKEN });
    expect(await client.session()).toEqual(view);
    csrfToken = CSRF;
    clear.onCall = answer(204);
    await client.signOut();
    expect(clear.calls[2]).toMatchObject({ method: 'DELETE', headers: { 'x-gst-intake-csrf': CSRF } });
    clear.onCall = answer(401);
    await client.signOut();

    clear.onCall = answerJson(401, { code: 'token_invalid', detail: `Not ${TOKEN}.` });
    const refused = await failure(client.signIn({ token: TOKEN }));
    expect(refused).toBeInstanceOf(AuthenticationError);
    expect(refused).not.toBeInstanceOf(SessionEndedError);
    expect(refused.detail).toBe('Not ***.');
  });

  it('asks for the CSRF token to sign out where it does not know it', async () => {
    csrfToken = '';
    clear.onCall = (request, response) => {
      if (request.method === 'GET') return answerJson(200, { csrfToken: CSRF })(request, response);
      const isKnown = request.headers['x-gst-intake-csrf'] === CSRF;
      return (isKnown ? answer(204) : answerJson(403, { code: 'csrf_missing' }))(request, response);
    };
    await inBrowser().signOut();
    expect(clear.calls.map(({ method }) => method)).toEqual(['DELETE', 'GET', 'DELETE']);
  });

  it('lets nobody wait at a sign-in that is refused for a minute', async () => {
    clear.onCall = answerJson(429, { code: 'too_many_attempts' }, { 'retry-after': '42' });
    const refused = await failure(inBrowser().signIn({ token: TOKEN }));
    expect(refused).toBeInstanceOf(RateLimitedError);
    expect(refused).toMatchObject({ retryAfterSeconds: 42, status: 429 });
    expect(clear.calls).toHaveLength(1);
  });

  it.each([
    [401, { code: 'session_invalid', detail: 'Sign in again.' }, SessionEndedError],
    [403, { code: 'csrf_token_invalid', detail: 'Load the page anew.' }, CsrfTokenError],
    [429, { code: 'too_many_requests', detail: 'Slower, please.' }, RateLimitedError],
  ])('is told by name of %i', async (status, problem, kind) => {
    clear.onCall = answerJson(status, problem);
    const error = await failure(inBrowser().trail({ activityId: ACTIVITY_ID }));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status, ...problem, requestId: 'r-1' });
  });

  it('is told how long to wait', async () => {
    clear.onCall = answerJson(429, {}, { 'retry-after': '600' });
    expect(await failure(inBrowser().activities())).toMatchObject({ retryAfterSeconds: 600 });
  });

  it.each<[string, object]>([
    ['neither token nor session', {}],
    ['both', { token: TOKEN, session: { csrfToken: () => '' } }],
  ])('is refused with %s', (_what, given) => {
    const options = { baseUrl: clear.baseUrl, ...given } as ClientOptions;
    expect(() => createClient(options)).toThrow(InvalidOptionError);
  });
});

describe('lists', () => {
  it('are asked for by the filters that are given, and no others', async () => {
    clear.onCall = answerJson(200, { activities: [], next: null });
    const client = inBrowser();
    await client.activities({ states: [], search: undefined });
    await client.activities({ states: ['done', 'failed'], search: 'a&b é', from: '2026-04-01', limit: 5 });
    expect(clear.calls.map(({ path }) => path)).toEqual([
      '/api/v1/activities',
      '/api/v1/activities?state=done%2Cfailed&search=a%26b+%C3%A9&from=2026-04-01&limit=5',
    ]);
  });

  it('are walked page after page, as far as somebody reads', async () => {
    const page = (id: string, next: string | null) =>
      answerJson(200, { activities: [viewOf({ activityId: id })], next });
    const pages = [page('a', 'n 1'), page('b', 'n2'), page('c', null)];
    clear.onCall = (request, response) => pages.shift()?.(request, response);
    const walk = inBrowser().allActivities({ templateType: 'sales' })[Symbol.asyncIterator]();
    expect((await walk.next()).value?.activityId).toBe('a');
    expect(clear.calls).toHaveLength(1);
    expect((await walk.next()).value?.activityId).toBe('b');
    expect((await walk.next()).value?.activityId).toBe('c');
    expect((await walk.next()).done).toBe(true);
    expect(clear.calls[1]?.path).toBe('/api/v1/activities?templateType=sales&cursor=n+1');
  });

  it('of findings are asked for by rule, offset and limit', async () => {
    clear.onCall = answerJson(200, { groups: [], rows: [] });
    const client = inBrowser();
    const activityId = 'a/b';
    await client.errorGroups({ activityId });
    await client.warningGroups({ activityId });
    await client.errorRows({ activityId, rule: 'G03', offset: 200, limit: 50 });
    await client.warningRows({ activityId });
    expect(clear.calls.map(({ path }) => path.replace('/api/v1/activities/a%2Fb', ''))).toEqual([
      '/errors/groups',
      '/warnings/groups',
      '/errors?offset=200&limit=50&rule=G03',
      '/warnings',
    ]);
  });

  it('that are none are no success', async () => {
    clear.onCall = answerJson(200, {});
    await expect(inBrowser().activities()).rejects.toMatchObject({ status: 200 });
  });
});

describe('the types that callers see', () => {
  it('say what the server answers, key by key', () => {
    expectTypeOf<native.ActivityView>().toExtend<ActivityView>();
    expectTypeOf<keyof native.ActivityView>().toEqualTypeOf<keyof ActivityView>();
    expectTypeOf<keyof native.ActivityView['progress']>().toEqualTypeOf<keyof ActivityView['progress']>();
    expectTypeOf<native.IngestedDocument>().toExtend<IngestedDocument>();
    expectTypeOf<keyof native.IngestedDocument>().toEqualTypeOf<keyof IngestedDocument>();
    expectTypeOf<lists.ActivityPage>().toExtend<ActivityPage>();
    expectTypeOf<lists.ActivityTrail>().toExtend<ActivityTrail>();
    expectTypeOf<lists.DiscardPreview>().toExtend<DiscardPreview>();
    expectTypeOf<keyof lists.DiscardPreview>().toEqualTypeOf<keyof DiscardPreview>();
    expectTypeOf<findings.FindingGroups>().toExtend<FindingGroups>();
    expectTypeOf<findings.RefusedRowPage>().toExtend<RefusedRowPage>();
    expectTypeOf<keyof findings.RefusedRow>().toEqualTypeOf<keyof RefusedRowPage['rows'][number]>();
    expectTypeOf<findings.WarningPage>().toExtend<WarningPage>();
    expectTypeOf<keyof findings.WarningPage>().toEqualTypeOf<keyof WarningPage>();
    expectTypeOf<sessions.SessionView>().toExtend<SessionView>();
    expectTypeOf<keyof sessions.SessionView>().toEqualTypeOf<keyof SessionView>();
  });
});
