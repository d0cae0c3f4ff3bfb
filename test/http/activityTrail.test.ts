import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActivityTrail, DiscardPreview } from '../../src/contract/activityLists.ts';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { document } from '../suites/documentStore.ts';
import { type Api, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, claim, land, settle, triggerBody } from './ingestionHarness.ts';

let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
let calls: ReturnType<typeof callsOf>;
beforeAll(async () => {
  api = await startApi();
  account = await api.account('trail');
  calls = callsOf(api, account.token);
});
afterAll(() => api.stop());

async function begun(headers: Record<string, string> = {}): Promise<string> {
  const url = await calls.presign();
  api.state.now += 1_000;
  await land(api, url);
  api.state.now += 1_000;
  const { status, body } = await calls.trigger('sales', triggerBody(url), headers);
  expect({ status, errors: body.errors }).toEqual({ status: 201, errors: [] });
  return body.activityId;
}

/** A whole ingestion that took documents of these numbers in. */
async function ingested(numbers: readonly string[]): Promise<string> {
  const activityId = await begun();
  const { fence } = await claim(api);
  const { workspaceId } = account;
  const load = await api.database.documents.openLoad({ workspaceId, activityId, attempt: fence });
  await load.add(
    'sales',
    numbers.map((number) => document({ number })),
  );
  await load.commit();
  const [stats] = COMPLETED.stats ?? [];
  if (stats === undefined) throw new Error('it has some');
  const result: ActivityResult = { ...COMPLETED, stats: [{ ...stats, totalDocumentCount: numbers.length }] };
  await api.database.activities.settle({ activityId, fence, at: api.state.now, result });
  return activityId;
}

describe('the trail of an activity', () => {
  it('tells who did what to it and its upload, oldest first', async () => {
    const first = await begun();
    await settle(api, COMPLETED);
    const activityId = await begun({ 'x-gst-intake-corrects': first });
    api.state.now += 1_000;
    await settle(api, COMPLETED);
    const other = await api.administration.userCreate({
      workspace: account.workspaceId,
      name: 'मीरा',
      permissions: ['invoice.create'],
    });
    const { token } = await api.administration.tokenCreate({ user: other.userId, expiresInSeconds: null });
    api.state.now += 1_000;
    await callsOf(api, token).native(`${activityId}/discard`, { method: 'POST' });
    const { status, body } = await calls.native(`${activityId}/trail`);
    expect(status).toBe(200);
    expect([...Value.Errors(ActivityTrail, body)]).toEqual([]);
    const user = { kind: 'user', userId: account.userId, name: 'trail-user' };
    expect(
      body.entries.map(({ action, actor }: { action: string; actor: object }) => [action, actor]),
    ).toEqual([
      ['upload.issued', user],
      ['upload.landed', user],
      ['upload.pinned', user],
      ['activity.triggered', user],
      ['activity.ended', { kind: 'worker', userId: null, name: null }],
      ['activity.discarded', { kind: 'user', userId: other.userId, name: 'मीरा' }],
    ]);
    const times = body.entries.map(({ at }: { at: string }) => at);
    expect(times).toEqual([...times].sort());
    expect(body.entries[0].detail).toEqual({
      templateType: 'sales',
      fileContentType: 'CSV',
      fileName: 'a.csv',
    });
    expect(body.entries[3].detail).toMatchObject({ corrects: first });
    expect(JSON.stringify(body)).not.toContain(account.tokenId);
  });

  it('tells of a cancelled one, and nothing to another workspace', async () => {
    const activityId = await begun();
    await calls.native(`${activityId}/cancel`, { method: 'POST' });
    const { body } = await calls.native(`${activityId}/trail`);
    expect(body.entries.at(-1)).toMatchObject({ action: 'activity.cancelled', actor: { kind: 'user' } });
    const stranger = callsOf(api, (await api.account('strange')).token);
    expect((await stranger.native(`${activityId}/trail`)).status).toBe(404);
  });
});

describe('a preview of discarding', () => {
  it('tells what would be gone, come back and stay replaced, and changes nothing', async () => {
    const first = await ingested(['A', 'B']);
    const second = await ingested(['B', 'C', 'D']);
    const third = await ingested(['D']);
    const preview = async (id: string) => {
      const { status, body } = await calls.native(`${id}/discard`);
      expect(status).toBe(200);
      expect([...Value.Errors(DiscardPreview, body)]).toEqual([]);
      return body;
    };
    expect(await preview(second)).toEqual({
      documents: 3,
      examined: 3,
      removed: 1,
      restored: 1,
      replaced: 1,
    });
    expect(await preview(first)).toMatchObject({ documents: 2, removed: 1, restored: 0, replaced: 1 });
    expect(await preview(third)).toMatchObject({ removed: 0, restored: 1, replaced: 0 });
    await calls.native(`${second}/discard`, { method: 'POST' });
    expect(await preview(first)).toMatchObject({ removed: 2, restored: 0, replaced: 0 });
    expect(await preview(third)).toMatchObject({ removed: 1, restored: 0 });
    expect(await preview(second)).toMatchObject({ documents: 0, examined: 0 });
    expect((await calls.native(first)).body.state).toBe('done');
  });

  it('goes over many pages', async () => {
    const numbers = Array.from({ length: 250 }, (_, place) => `P-${place}`);
    const activityId = await ingested(numbers);
    const { body } = await calls.native(`${activityId}/discard`);
    expect(body).toEqual({ documents: 250, examined: 250, removed: 250, restored: 0, replaced: 0 });
  });

  it('is made for one caller of a workspace at a time', async () => {
    const activityId = await ingested(Array.from({ length: 300 }, (_, place) => `Q-${place}`));
    const answers = await Promise.all([1, 2, 3].map(() => calls.native(`${activityId}/discard`)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 503, 503]);
    const busy = answers.find(({ status }) => status === 503);
    expect(Number(busy?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await calls.native(`${activityId}/discard`)).status).toBe(200);
  });

  it('is refused before the end, and nobody else’s to see', async () => {
    const activityId = await begun();
    const { status, body } = await calls.native(`${activityId}/discard`);
    expect([status, body.code]).toEqual([409, 'conflict']);
    const stranger = callsOf(api, (await api.account('nosy')).token);
    expect((await stranger.native(`${activityId}/discard`)).status).toBe(404);
    await claim(api);
  });
});

describe('x-gst-intake-corrects', () => {
  const corrects = (value: string) => ({ 'x-gst-intake-corrects': value });

  it('links the two, is shown both ways, and stays as it was first said', async () => {
    const parent = await begun();
    await settle(api, COMPLETED);
    const url = await calls.presign();
    await land(api, url);
    const body = triggerBody(url);
    const { activityId } = (await calls.trigger('sales', body, corrects(` ${parent.toUpperCase()} `))).body;
    await settle(api, COMPLETED);
    const later = await begun(corrects(parent));
    expect((await calls.native(activityId)).body).toMatchObject({ corrects: parent, correctedBy: [] });
    expect((await calls.native(parent)).body.correctedBy).toEqual([activityId, later]);

    for (const headers of [{}, corrects(activityId), corrects('')]) {
      expect((await calls.trigger('sales', body, headers)).body).toMatchObject({
        activityId,
        status: 'ACTIVITY_CREATED',
      });
    }
    expect((await calls.native(activityId)).body.corrects).toBe(parent);
    expect((await calls.native(activityId)).body.correctedBy).toEqual([]);
    await calls.native(`${later}/cancel`, { method: 'POST' });
  });

  it('is refused in the shape of Clear’s, with why', async () => {
    const stranger = callsOf(api, (await api.account('owner of another')).token);
    const theirUrl = await stranger.presign();
    await land(api, theirUrl);
    const theirs = (await stranger.trigger('sales', triggerBody(theirUrl))).body.activityId;
    await settle(api, COMPLETED);
    const parent = await begun();
    await settle(api, COMPLETED);
    const open = await begun();
    const url = await calls.presign();
    const purchaseUrl = await calls.presign('purchase');
    await land(api, url);
    await land(api, purchaseUrl);
    const said = async (value: string, type: 'sales' | 'purchase' = 'sales') => {
      const target = type === 'sales' ? url : purchaseUrl;
      const { status, headers, body } = await calls.trigger(type, triggerBody(target, type), corrects(value));
      expect(status).toBe(400);
      expect(headers.get('x-gst-intake-error')).toBe('trigger_invalid');
      expect(body).toMatchObject({ activityId: null, externalId: null, status: null });
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].errorField).toBe('x-gst-intake-corrects');
      return `${body.errors[0].errorCode} ${body.errors[0].errorMessage}`;
    };
    const nobodys = 'f'.repeat(24);
    expect(await said('nonsense')).toMatch(/^UNKNOWN_ACTIVITY .*no activity 'nonsense'/);
    expect(await said(nobodys)).toMatch(/^UNKNOWN_ACTIVITY .*no activity/);
    expect(await said(theirs)).toBe((await said(nobodys)).replace(nobodys, theirs));
    expect(await said(parent, 'purchase')).toMatch(/^UNKNOWN_ACTIVITY .*register for sales.*for purchase/);
    expect(await said(open)).toMatch(/^ACTIVITY_NOT_ENDED .*has not ended/);
    expect((await calls.trigger('sales', triggerBody(url), corrects(parent))).status).toBe(201);
    await claim(api);
    await claim(api);
  });
});
