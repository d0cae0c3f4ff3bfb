import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchActivities } from '../../src/http/native/activityWatch.ts';
import { type Api, startApi } from './apiHarness.ts';
import { COMPLETED, callsOf, claim, land, triggerBody } from './ingestionHarness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

it('hands out no view that was read before what a look has seen', async () => {
  const { token, workspaceId } = await api.account('watched');
  const calls = callsOf(api, token);
  const url = await calls.presign();
  await land(api, url);
  const { activityId } = (await calls.trigger('sales', triggerBody(url, 'sales'))).body;
  const { fence } = await claim(api);

  const { lists } = api.deps.activities;
  let gate: Promise<void> = Promise.resolve();
  const watch = watchActivities(workspaceId, {
    lists: {
      get: lists.get,
      company: lists.company,
      async marks(...wanted) {
        await gate;
        return lists.marks(...wanted);
      },
    },
    clock: { now: () => 0, every: () => () => undefined },
    now: () => api.state.now,
    log: api.deps.log,
  });
  const told: string[][] = [];
  const leave = watch.join((ids) => told.push([...ids]));
  await expect.poll(() => told).toEqual([[activityId]]);

  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  watch.poke();
  const stateNow = async () => (await watch.views([activityId])).map(({ state }) => state);
  expect(await stateNow()).toEqual(['checking']);
  await api.database.activities.settle({ activityId, fence, at: api.state.now, result: COMPLETED });
  resolve();
  await expect.poll(() => told).toEqual([[activityId], [activityId]]);
  expect(await stateNow()).toEqual(['done']);
  leave();
});
