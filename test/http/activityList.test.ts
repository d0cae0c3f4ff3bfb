import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActivityPage } from '../../src/contract/activityLists.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import type { TemplateType } from '../../src/uploads/upload.ts';
import { type Api, startApi } from './apiHarness.ts';
import { type Answer, answerOf, COMPLETED, callsOf, land, settle, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let other: Awaited<ReturnType<Api['account']>>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('lists');
  other = await api.account('elsewhere');
});
afterAll(() => api.stop());

const DAY_MS = 86_400_000;
const REFUSED: ActivityResult = { ...COMPLETED, state: 'refused', stats: null };
const WITH_ERRORS: ActivityResult = {
  ...COMPLETED,
  stats: [{ gstin: '29AABCT1332L1ZX', totalDocumentCount: 2, validRows: 3, invalidRows: 2 }],
};

async function list(query = '', token = account.token): Promise<Answer> {
  const headers = { 'x-cleartax-auth-token': token };
  return answerOf(await fetch(`${api.baseUrl}/api/v1/activities${query}`, { headers }));
}

const idsOf = ({ body }: Answer): string[] =>
  body.activities.map(({ activityId }: { activityId: string }) => activityId);

/** Begun now, a minute after the one before. */
async function begun(
  userFileName: string,
  { type = 'sales', token = account.token }: { type?: TemplateType; token?: string } = {},
): Promise<string> {
  api.state.now += 60_000;
  const calls = callsOf(api, token);
  const url = await calls.presign(type);
  await land(api, url);
  const { body } = await calls.trigger(type, {
    ...triggerBody(url, type),
    fileInfo: { s3FileUrl: url, userFileName },
  });
  return body.activityId;
}

describe('GET /api/v1/activities', () => {
  let made: Record<string, string>;
  let second: { readonly userId: string; readonly token: string };
  beforeAll(async () => {
    const user = await api.administration.userCreate({
      workspace: account.workspaceId,
      name: 'अंजलि',
      permissions: ['invoice.create'],
    });
    const { token } = await api.administration.tokenCreate({ user: user.userId, expiresInSeconds: null });
    second = { userId: user.userId, token };
    await begun('elsewhere.csv', { token: other.token });
    await settle(api, COMPLETED);
    const done = await begun('Sales APRIL.xlsx');
    await settle(api, COMPLETED);
    const withErrors = await begun('बिक्री ड़ 100%_.csv');
    await settle(api, WITH_ERRORS);
    const refused = await begun('purchases.csv', { type: 'purchase', token });
    await settle(api, REFUSED);
    const discarded = await begun('wrong.csv');
    await settle(api, COMPLETED);
    await callsOf(api, account.token).native(`${discarded}/discard`, { method: 'POST' });
    api.state.now += DAY_MS;
    const waiting = await begun('sales may.xlsx', { token });
    made = { done, withErrors, refused, discarded, waiting };
  });
  const newestFirst = () => Object.values(made).toReversed();

  it('tells of all activities of the workspace, newest first, who began them and whom to ask about', async () => {
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect([...Value.Errors(ActivityPage, answer.body)]).toEqual([]);
    expect(idsOf(answer)).toEqual(newestFirst());
    const states = answer.body.activities.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['waiting', 'discarded', 'file_refused', 'done_with_errors', 'done']);
    expect(answer.body.activities[0].user).toEqual({ userId: second.userId, name: 'अंजलि' });
    expect(answer.body.users).toEqual([
      { userId: account.userId, name: 'lists-user' },
      { userId: second.userId, name: 'अंजलि' },
    ]);
    expect(answer.body.next).toBeNull();
  });

  it.each([
    ['state=waiting', ['waiting']],
    ['state=done', ['done']],
    ['state=done_with_errors', ['withErrors']],
    ['state=done,%20done_with_errors,file_refused', ['done', 'withErrors', 'refused']],
    ['state=checking', []],
    ['state=', ['done', 'withErrors', 'refused', 'discarded', 'waiting']],
    ['templateType=purchase', ['refused']],
    ['templateType=SALES&state=waiting,file_refused', ['waiting']],
    ['search=sales%20', ['done', 'waiting']],
    ['search=April', ['done']],
    [`search=${encodeURIComponent('बिक्री')}`, ['withErrors']],
    [`search=${encodeURIComponent('ड़')}`, ['withErrors']],
    ['search=100%25_', ['withErrors']],
    ['search=%25', ['withErrors']],
    ['search=nothing', []],
    ['from=2026-11-24', ['waiting']],
    ['to=2026-11-23', ['done', 'withErrors', 'refused', 'discarded']],
    ['from=2026-11-23&to=2026-11-23&search=csv', ['withErrors', 'refused', 'discarded']],
    ['from=2026-11-25', []],
  ] as const)('filters by %s', async (query, wanted) => {
    const answer = await list(`?${query}`);
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(wanted.map((name) => made[name]).toReversed());
  });

  it('filters by who began it, also with a state', async () => {
    const of = (query: string) => list(`?userId=${second.userId}${query}`);
    expect(idsOf(await of(''))).toEqual([made['waiting'], made['refused']]);
    expect(idsOf(await of('&state=file_refused,done'))).toEqual([made['refused']]);
    expect(idsOf(await list(`?userId=${other.userId}`))).toEqual([]);
  });

  it.each(['', 'state=done,done_with_errors,file_refused', 'search=.', 'templateType=sales'])(
    'goes on where a page ended, whatever is begun meanwhile, with %s',
    async (filter) => {
      const whole = idsOf(await list(`?${filter}`));
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await list(`?${filter}&limit=1&cursor=${cursor}`);
        expect(page.status).toBe(200);
        expect(page.body.activities).toHaveLength(1);
        expect(page.body.users === null).toBe(cursor !== '');
        seen.push(...idsOf(page));
        cursor = page.body.next ?? '';
      } while (cursor !== '');
      expect(seen).toEqual(whole);
    },
  );

  it('shows nothing of another workspace, and takes no cursor of it', async () => {
    const theirs = await list('', other.token);
    expect(theirs.body.activities).toHaveLength(1);
    expect(theirs.body.users).toEqual([{ userId: other.userId, name: 'elsewhere-user' }]);
    const { next } = (await list('?limit=1')).body;
    const refused = await list(`?limit=1&cursor=${next}`, other.token);
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain('another list');
  });

  it.each([
    ['state=finished', /^state='finished': allowed are waiting, checking, done, .*discarded/],
    ['templateType=gst', /templateType='gst': allowed are sales and purchase/],
    ['from=2026-02-30', /from='2026-02-30': must be a day, yyyy-mm-dd/],
    ['to=1.4.2026', /to='1.4.2026'/],
    ['from=2026-04-02&to=2026-04-01', /from=2026-04-02 is after to=2026-04-01/],
    ['limit=0', /limit='0': must be a whole number from 1 to 100/],
    ['limit=101', /limit='101'/],
    ['limit=1e1', /limit='1e1'/],
    ['cursor=x', /cursor is none of ours/],
    ['search=%ff', /search is not well percent-encoded/],
    ['search=a%00', /search/],
    ['search=a&search=b', /search is given twice/],
    ['status=done', /no parameter 'status': allowed are state, templateType/],
    ['state=a&limit=b', /state='a'.*limit='b'/],
  ])('answers 422 to %s and says what is allowed', async (query, message) => {
    const { status, body, headers } = await list(`?${query}`);
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('problem+json');
    expect(body.code).toBe('input_invalid');
    expect(body.detail).toMatch(message);
  });

  it('takes no cursor with other filters than those it came with', async () => {
    const { next } = (await list('?limit=1&templateType=sales')).body;
    expect((await list(`?limit=2&templateType=sales&cursor=${next}`)).status).toBe(200);
    expect((await list(`?limit=1&cursor=${next}`)).status).toBe(422);
  });

  it('wants a token and its permission', async () => {
    expect((await answerOf(await fetch(`${api.baseUrl}/api/v1/activities`))).status).toBe(401);
    const mute = await api.account('mute', { permissions: ['workspace.admin'] });
    expect((await list('', mute.token)).status).toBe(403);
    const post = await fetch(`${api.baseUrl}/api/v1/activities`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET']);
  });
});
