import { once } from 'node:events';
import { connect } from 'node:net';
import { Value } from 'typebox/value';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ActivityView } from '../../src/contract/native.ts';
import type { Clock } from '../../src/uploads/pace.ts';
import { type Api, startApi } from './apiHarness.ts';
import { type Events, openEvents } from './eventReader.ts';
import { COMPLETED, callsOf, claim, land, settle, triggerBody } from './ingestionHarness.ts';

/** Time that passes when a test says so: every timer of the server hangs on it. */
function createHandClock(): Clock & { pass(ms: number): void; timers(): number } {
  const timers = new Set<{ readonly periodMs: number; readonly tick: () => void; due: number }>();
  let now = 0;
  return {
    now: () => now,
    every(periodMs, tick) {
      const timer = { periodMs, tick, due: now + periodMs };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      for (const end = now + ms; now < end; ) {
        now += 100;
        for (const timer of timers) {
          if (timer.due > now) continue;
          timer.due += timer.periodMs;
          timer.tick();
        }
      }
    },
    timers: () => timers.size,
  };
}

const clock = createHandClock();
let api: Api;
let account: Awaited<ReturnType<Api['account']>>;
const opened: Events[] = [];
let accounts = 0;

beforeAll(async () => {
  api = await startApi({ clock });
});
afterAll(() => api.stop());
afterEach(async () => {
  await Promise.all(opened.splice(0).map((events) => events.cut()));
  await expect.poll(gauge).toBe(0);
});

async function newAccount() {
  accounts += 1;
  account = await api.account(`events-${accounts}`);
  return account;
}

async function listen(
  path = 'events',
  { token = account.token, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
): Promise<Events> {
  const events = await openEvents(`${api.baseUrl}/api/v1/activities/${path}`, {
    'x-cleartax-auth-token': token,
    ...headers,
  });
  opened.push(events);
  return events;
}

async function begun(token = account.token, userFileName = 'a.csv'): Promise<string> {
  const calls = callsOf(api, token);
  const url = await calls.presign();
  await land(api, url);
  return (
    await calls.trigger('sales', triggerBody(url, 'sales', { fileInfo: { s3FileUrl: url, userFileName } }))
  ).body.activityId;
}

const shows =
  (activityId: string, state: string) =>
  ({ event, data }: { event: string; data: { activityId: string; state: string } }) =>
    event === 'activity' && data.activityId === activityId && data.state === state;

async function gauge(): Promise<number> {
  const text = await (await fetch(`${api.baseUrl}/metrics`)).text();
  return Number(/^gst_intake_event_streams (\d+)$/m.exec(text)?.[1]);
}

describe('GET /api/v1/activities/events', () => {
  it('tells what has not ended, then each change, whoever makes it, and nothing of another workspace', async () => {
    await newAccount();
    const ended = await begun();
    await settle(api, COMPLETED);
    api.state.now += 3_600_000;
    const other = await api.account('someone else');
    const theirs = await begun(other.token);
    await claim(api);
    const waiting = await begun();
    const events = await listen();
    expect(events.response.status).toBe(200);
    expect(Object.fromEntries(events.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await events.until(() => events.events.some(shows(waiting, 'waiting')));
    expect([...Value.Errors(ActivityView, events.events[0]?.data)]).toEqual([]);

    // A worker speaks to the database alone.
    const { fence } = await claim(api);
    const checking = events.next(shows(waiting, 'checking'));
    clock.pass(500);
    await checking;
    const moved = events.next(({ data }) => data.progress?.rowsRead === 7);
    await api.database.activities.heartbeat({
      ...{ activityId: waiting, fence, now: api.state.now, leaseMs: 60_000 },
      progress: { phase: 'judging', bytesDone: 5, bytesTotal: 100, rowsRead: 7 },
    });
    clock.pass(500);
    await moved;
    const done = events.next(shows(waiting, 'done'));
    await api.database.activities.settle({
      activityId: waiting,
      fence,
      at: api.state.now,
      result: COMPLETED,
    });
    clock.pass(500);
    await done;

    // What this server does itself is told without any waiting.
    const begunHere = events.next(({ data }) => data.state === 'waiting');
    const third = await begun();
    expect((await begunHere).data.activityId).toBe(third);
    const discarded = events.next(shows(third, 'discarded'));
    await callsOf(api, account.token).native(`${third}/cancel`, { method: 'POST' });
    await discarded;
    const text = JSON.stringify(events.events);
    expect(text).not.toContain(theirs);
    expect(text).not.toContain(ended);
  });

  it('loses nothing between a cut and the next connection', async () => {
    await newAccount();
    const first = await begun();
    api.state.now += 1;
    const second = await begun();
    const events = await listen();
    await events.until(() => events.events.length >= 2);
    clock.pass(15_000);
    await events.until(() => events.comments.includes('still here'));
    const lastId = events.lastId();
    await events.cut();

    api.state.now += 600_000;
    await settle(api, COMPLETED);
    await callsOf(api, account.token).native(`${second}/cancel`, { method: 'POST' });
    await callsOf(api, account.token).native(`${first}/discard`, { method: 'POST' });
    const third = await begun();
    api.state.now += 600_000;
    const resumed = await listen('events', { headers: { 'last-event-id': lastId } });
    const has = (activityId: string, state: string) => resumed.events.some(shows(activityId, state));
    await resumed.until(() => has(first, 'discarded') && has(second, 'discarded') && has(third, 'waiting'));
    await claim(api);
  });

  it('says that lists are to be fetched anew where it cannot tell all', async () => {
    await newAccount();
    for (const lastEventId of ['nonsense', '1', String(api.state.now - 2 * 86_400_000)]) {
      const events = await listen('events', { headers: { 'last-event-id': lastEventId } });
      await events.until(() => events.events.length > 0);
      expect(events.events[0]).toMatchObject({ event: 'reset', data: {} });
      expect(Number(events.events[0]?.id)).toBe(api.state.now);
    }
  });

  it('has a heartbeat, one look for all that listen, and none when nobody does', async () => {
    await newAccount();
    const before = clock.timers();
    const streams = [await listen(), await listen(), await listen()];
    for (const { until, comments } of streams) await until(() => comments.includes('open'));
    // Of each: its heartbeat, its permit, its pace; and one that looks.
    expect(clock.timers() - before).toBe(3 * streams.length + 1);
    expect(await gauge()).toBe(3);
    clock.pass(15_000);
    for (const { until, comments } of streams) await until(() => comments.includes('still here'));
    await Promise.all(opened.splice(0).map((events) => events.cut()));
    await expect.poll(gauge).toBe(0);
    expect(clock.timers()).toBe(before);
  });

  it.each(['token', 'user'])('ends when the %s is revoked', async (what) => {
    const { userId, tokenId } = await newAccount();
    const events = await listen();
    await events.until(() => events.comments.includes('open'));
    if (what === 'token') await api.administration.tokenRevoke(tokenId);
    else await api.administration.userDisable(userId);
    clock.pass(5_000);
    await events.ended();
    expect((await listen()).response.status).toBe(401);
  });

  it('goes on through an outage of the database', async () => {
    await newAccount();
    const activityId = await begun();
    const events = await listen();
    await events.until(() => events.events.length > 0);
    const { lists } = api.deps.activities;
    const { marks } = lists;
    Object.assign(lists, { marks: async () => Promise.reject(new Error('an outage for this test')) });
    await claim(api);
    clock.pass(1_500);
    await expect
      .poll(() => api.logged().filter(({ msg }) => msg === 'activities not looked at for streams'))
      .toHaveLength(1);
    const checking = events.next(shows(activityId, 'checking'));
    Object.assign(lists, { marks });
    clock.pass(500);
    await checking;
  });

  it('has room for so many of a workspace, and says to the next when to come again', async () => {
    await newAccount();
    const streams = await Promise.all(Array.from({ length: 100 }, () => listen()));
    expect(streams.every(({ response }) => response.status === 200)).toBe(true);
    const refused = await listen();
    expect(refused.response.status).toBe(503);
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await api.account('not crowded out');
    expect((await listen('events', { token: other.token })).response.status).toBe(200);
    await streams[0]?.cut();
    await expect.poll(gauge).toBe(100);
    expect((await listen()).response.status).toBe(200);
  });

  it('is counted when it ends, logged, and no latency', async () => {
    await newAccount();
    const events = await listen();
    await events.cut();
    const route = '/api/v1/activities/events';
    await expect
      .poll(() => api.logged().some((line) => line['route'] === route && line['status'] === 200))
      .toBe(true);
    const text = await (await fetch(`${api.baseUrl}/metrics`)).text();
    expect(text).toContain(`gst_intake_http_requests_total{method="GET",route="${route}",status="200"}`);
    const measured = text.split('\n').filter((line) => line.startsWith('gst_intake_http_request_duration'));
    const ok = measured.filter((line) => line.includes(`_count{route="${route}"}`)).join('');
    // Refusals have one.
    expect(Number(ok.split(' ').at(-1) ?? 0)).toBeLessThan(10);
  });

  it('cuts off who takes nothing, and holds no memory for it', async () => {
    await newAccount();
    const activityId = await begun(account.token, 'क'.repeat(1_500));
    const { fence } = await claim(api);
    const socket = connect(api.port, '127.0.0.1');
    socket.write(
      `GET /api/v1/activities/events HTTP/1.1\r\nhost: x\r\nx-cleartax-auth-token: ${account.token}\r\n\r\n`,
    );
    await once(socket, 'readable');
    await expect.poll(gauge).toBe(1);
    let rowsRead = 0;
    // Until the buffers between us are full it takes a while; then half a minute of nothing ends it.
    await expect
      .poll(
        async () => {
          for (let turn = 0; turn < 200; turn += 1) {
            rowsRead += 1;
            await api.database.activities.heartbeat({
              ...{ activityId, fence, now: api.state.now, leaseMs: 60_000 },
              progress: { phase: 'judging', bytesDone: 5, bytesTotal: 100, rowsRead },
            });
            clock.pass(500);
            await new Promise((resolve) => setImmediate(resolve));
          }
          return gauge();
        },
        { timeout: 60_000 },
      )
      .toBe(0);
    socket.destroy();
  });

  it('takes no parameters and no other method', async () => {
    await newAccount();
    expect((await listen('events?state=done')).response.status).toBe(422);
    expect((await listen('events', { token: 'x' })).response.status).toBe(401);
    const post = await fetch(`${api.baseUrl}/api/v1/activities/events`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('GET /api/v1/activities/{id}/events', () => {
  it('tells of one activity alone and ends with it', async () => {
    await newAccount();
    const activityId = await begun();
    api.state.now += 1;
    await begun();
    const events = await listen(`${activityId}/events`);
    await events.until(() => events.events.some(shows(activityId, 'waiting')));
    await settle(api, COMPLETED);
    clock.pass(500);
    await events.ended();
    expect(events.events.map(({ event }) => event).slice(-2)).toEqual(['activity', 'end']);
    expect(events.events.at(-2)?.data).toMatchObject({ activityId, state: 'done' });
    expect(events.events.every(({ event, data }) => event === 'end' || data.activityId === activityId)).toBe(
      true,
    );

    const late = await listen(`${activityId}/events`);
    await late.ended();
    expect(late.events.map(({ event }) => event)).toEqual(['activity', 'end']);
    await claim(api);
  });

  it('takes no parameters', async () => {
    await newAccount();
    const activityId = await begun();
    await claim(api);
    expect((await listen(`${activityId}/events?since=1`)).response.status).toBe(422);
  });

  it('answers an activity of another workspace like one that nobody has', async () => {
    await newAccount();
    const activityId = await begun();
    await claim(api);
    const other = await api.account('curious');
    for (const id of [activityId, 'f'.repeat(24)]) {
      expect((await listen(`${id}/events`, { token: other.token })).response.status).toBe(404);
    }
  });
});

describe('a server that is stopped', () => {
  it('ends all streams at once and opens none', async () => {
    const stopping = await startApi();
    const { token } = await stopping.account('draining');
    const headers = { 'x-cleartax-auth-token': token };
    const url = `${stopping.baseUrl}/api/v1/activities/events`;
    const streams = await Promise.all([openEvents(url, headers), openEvents(url, headers)]);
    for (const { until, comments } of streams) await until(() => comments.includes('open'));
    const drained = stopping.drain(25_000);
    await Promise.all(streams.map((events) => events.ended()));
    await drained;
    await expect(
      stopping.deps.activities.streams.open({
        workspaceId: 'any',
        only: null,
        lastEventId: undefined,
        isPermitted: async () => true,
      }),
    ).rejects.toMatchObject({ code: 'unavailable' });
    await stopping.stop();
  });
});
