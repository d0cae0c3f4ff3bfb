import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ActivityEvent,
  type ActivityView,
  AuthenticationError,
  createClient,
  RequestRefusedError,
  type WatchOptions,
} from '../../src/client/index.ts';
import {
  answer,
  answerJson,
  type Handler,
  type ScriptedClear,
  sendJson,
  startScriptedClear,
  TOKEN,
} from './scriptedClear.ts';
import { ACTIVITY_ID, viewOf } from './scriptedIngestion.ts';

const ENDED = '2026-05-01T10:01:00.000Z';

let clear: ScriptedClear;
let views: Map<string, ActivityView>;
/** What the next calls for a stream get, the last one again and again. */
let streams: Handler[];
/** What the next looks get before they succeed. */
let looks: Handler[];

beforeEach(async () => {
  clear = await startScriptedClear();
  views = new Map([[ACTIVITY_ID, viewOf()]]);
  streams = [answer(404)];
  looks = [];
  clear.onCall = (request, response) => {
    const url = new URL(request.url ?? '', clear.baseUrl);
    if (url.pathname.endsWith('/events')) {
      const script = streams.length > 1 ? streams.shift() : streams[0];
      return script?.(request, response);
    }
    const scripted = looks.shift();
    if (scripted !== undefined) return scripted(request, response);
    if (url.pathname === '/api/v1/activities') return sendJson(response, 200, listed(url));
    const view = views.get(url.pathname.split('/').at(-1) ?? '');
    if (view !== undefined) return sendJson(response, 200, view);
    return answerJson(404, { status: 404, code: 'activity_not_found', detail: 'No such activity.' })(
      request,
      response,
    );
  };
});
afterEach(() => clear[Symbol.asyncDispose]());

function listed(url: URL) {
  const states = url.searchParams.get('state')?.split(',');
  const all = [...views.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const wanted = all.filter(({ state }) => states?.includes(state) ?? true);
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const until = from + Number(url.searchParams.get('limit'));
  return { activities: wanted.slice(from, until), next: until < wanted.length ? String(until) : null };
}

function put(change: Partial<ActivityView>, rowsRead = 0): ActivityView {
  const view = viewOf({ ...change }, { rowsRead });
  views.set(view.activityId, view);
  return view;
}

/** An open stream: what is written to it, event by event. */
function openStream(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 1\n\n');
  return {
    activity(view: ActivityView, id = '1') {
      response.write(`id: ${id}\nevent: activity\ndata: ${JSON.stringify(view)}\n\n`);
    },
    end: () => response.end('event: end\ndata: {}\n\n'),
  };
}

function watch(options: WatchOptions = {}): AsyncIterator<ActivityEvent> {
  const client = createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1 });
  return client.watch({ pollDelayMs: 1, ...options })[Symbol.asyncIterator]();
}

async function next(events: AsyncIterator<ActivityEvent>): Promise<ActivityEvent> {
  const { value, done } = await events.next();
  if (done === true) throw new Error('the watch has ended');
  return value;
}

async function rest(events: AsyncIterator<ActivityEvent>): Promise<ActivityEvent[]> {
  const all: ActivityEvent[] = [];
  for (let each = await events.next(); each.done !== true; each = await events.next()) all.push(each.value);
  return all;
}

const streamCalls = () => clear.calls.filter(({ path }) => path.endsWith('/events'));

describe('watching one activity', () => {
  it('tells what it is, then each change by the stream, once, and ends with it', async () => {
    streams = [
      (_request, response) => {
        const stream = openStream(response);
        stream.activity(viewOf());
        stream.activity(viewOf({}, { rowsRead: 200_000 }));
        stream.activity(viewOf({ status: 'ACTIVITY_COMPLETED', state: 'done', endedAt: ENDED }));
        stream.end();
      },
    ];
    const all = await rest(watch({ activityId: ACTIVITY_ID }));
    expect(all.map(({ activity, by }) => [activity.progress.rowsRead, activity.endedAt, by])).toEqual([
      [123_456, null, 'stream'],
      [200_000, null, 'stream'],
      [123_456, ENDED, 'stream'],
    ]);
    expect(streamCalls()[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      'x-cleartax-auth-token': TOKEN,
    });
  });

  it('opens no second stream for an activity that has ended', async () => {
    put({ endedAt: ENDED });
    streams = [(_request, response) => void openStream(response)];
    expect(await rest(watch({ activityId: ACTIVITY_ID }))).toHaveLength(1);
    expect(streamCalls()).toHaveLength(1);
  });

  it('takes a cut stream up again where it was, and looks for what it has missed', async () => {
    let cut: (() => void) | undefined;
    streams = [
      (_request, response) => {
        openStream(response).activity(viewOf({}, { rowsRead: 1 }), '41');
        cut = () => response.destroy();
      },
      (_request, response) => {
        put({ endedAt: ENDED }, 4);
        openStream(response).activity(viewOf({}, { rowsRead: 3 }), '43');
      },
    ];
    const events = watch({ activityId: ACTIVITY_ID });
    await next(events);
    expect((await next(events)).activity.progress.rowsRead).toBe(1);
    cut?.();
    expect((await rest(events)).map(({ activity }) => activity.progress.rowsRead)).toEqual([4]);
    expect(streamCalls().map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '41']);
  });

  it('looks when the stream ends without having told how', async () => {
    let end: (() => void) | undefined;
    streams = [
      (_request, response) => {
        end = openStream(response).end;
      },
      answer(404),
    ];
    const events = watch({ activityId: ACTIVITY_ID });
    await next(events);
    put({ endedAt: ENDED });
    end?.();
    expect((await rest(events)).map(({ activity }) => activity.endedAt)).toEqual([ENDED]);
  });

  it.each<[string, Handler]>([
    ['404', answer(404)],
    ['406', answer(406)],
    ['503', answer(503)],
    ['204', answer(204)],
    ['a page', answer(200, { 'content-type': 'text/html' }, '<html></html>')],
  ])('polls where the stream is answered %s', async (_what, refusal) => {
    streams = [refusal];
    const events = watch({ activityId: ACTIVITY_ID });
    expect(await next(events)).toMatchObject({ by: 'poll' });
    put({}, 7);
    expect((await next(events)).activity.progress.rowsRead).toBe(7);
    put({ endedAt: ENDED }, 8);
    expect(await rest(events)).toHaveLength(1);
    expect(streamCalls()).toHaveLength(1);
  });

  it('tries the stream again after a while of polling', async () => {
    streams = [
      answer(503),
      (_request, response) => openStream(response).activity(viewOf({ endedAt: ENDED })),
    ];
    const all = await rest(watch({ activityId: ACTIVITY_ID, streamAgainMs: 30 }));
    expect(all.map(({ by }) => by)).toEqual(['poll', 'stream']);
  });

  it('polls when the stream keeps breaking', async () => {
    streams = [
      (_request, response) => {
        openStream(response);
        response.end();
      },
    ];
    const events = watch({ activityId: ACTIVITY_ID });
    await next(events);
    const news = next(events);
    while (streamCalls().length < 3) await delay(5);
    put({}, 9);
    await news;
    put({ endedAt: ENDED });
    expect((await rest(events)).map(({ by }) => by)).toEqual(['poll']);
    expect(streamCalls()).toHaveLength(3);
  });

  it('takes silence for a broken stream', async () => {
    streams = [
      (_request, response) => void openStream(response),
      (_request, response) => openStream(response).activity(viewOf({ endedAt: ENDED })),
    ];
    const all = await rest(watch({ activityId: ACTIVITY_ID, silenceMs: 50 }));
    expect(all.at(-1)?.activity.endedAt).toBe(ENDED);
    expect(streamCalls()).toHaveLength(2);
  });

  it('polls where a proxy holds the whole stream back', async () => {
    streams = [
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
    ];
    const events = watch({ activityId: ACTIVITY_ID, silenceMs: 50 });
    expect((await next(events)).by).toBe('stream');
    const polled = next(events);
    put({}, 5);
    await polled;
    put({ endedAt: ENDED });
    expect((await rest(events)).at(-1)?.by).toBe('poll');
    expect(streamCalls()).toHaveLength(1);
  });

  it('tells that the line is down, and up again, and loses nothing', async () => {
    const lines: string[] = [];
    streams = [answer(503)];
    looks = [answer(503), (request) => void request.socket.destroy(), answer(429, { 'retry-after': '1' })];
    const events = watch({ activityId: ACTIVITY_ID, onConnection: (state) => lines.push(state) });
    expect((await next(events)).activity.activityId).toBe(ACTIVITY_ID);
    put({ endedAt: ENDED });
    await rest(events);
    expect(lines).toEqual(['down', 'up']);
  });

  it('says that it is unknown, or that nobody is signed in', async () => {
    await expect(next(watch({ activityId: '0'.repeat(24) }))).rejects.toBeInstanceOf(RequestRefusedError);
    looks = [answer(401)];
    await expect(next(watch({ activityId: ACTIVITY_ID }))).rejects.toBeInstanceOf(AuthenticationError);
  });

  it.each(['the stream', 'polling'])('ends at once when it is aborted during %s', async (phase) => {
    const controller = new AbortController();
    if (phase === 'the stream') streams = [(_request, response) => void openStream(response)];
    const events = watch({ activityId: ACTIVITY_ID, signal: controller.signal, pollDelayMs: 60_000 });
    await next(events);
    const waiting = next(events);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('closes the stream when the loop is left', async () => {
    const closed = Promise.withResolvers<void>();
    streams = [
      (_request, response) => {
        response.on('close', closed.resolve);
        openStream(response).activity(viewOf({}, { rowsRead: 1 }));
      },
    ];
    const events = watch({ activityId: ACTIVITY_ID });
    await next(events);
    await next(events);
    await events.return?.();
    await closed.promise;
    expect(streamCalls()).toHaveLength(1);
  });
});

describe('what a stream tells beside activities', () => {
  it('is told where lists must be fetched again, and by which id to go on', async () => {
    let resets = 0;
    streams = [
      (_request, response) => {
        const stream = openStream(response);
        response.write('id: 7\nevent: reset\ndata: {}\n\n: still here\nid: 9\n\n');
        stream.activity(viewOf({}, { rowsRead: 1 }), '9');
        response.write(': still here\nid: 12\n\n', () => response.end());
      },
      (_request, response) => {
        put({ endedAt: ENDED });
        openStream(response).end();
      },
    ];
    await rest(watch({ activityId: ACTIVITY_ID, onReset: () => (resets += 1) }));
    expect(resets).toBe(1);
    expect(streamCalls()[1]?.headers['last-event-id']).toBe('12');
  });
});

describe('watching the workspace', () => {
  const id = (digit: string) => digit.repeat(24);
  const at = (minute: number) => `2026-05-01T10:0${minute}:00.000Z`;

  it('tells first what has not ended, by the stream or not', async () => {
    put({ activityId: id('a'), state: 'done', createdAt: at(1), endedAt: ENDED });
    put({ activityId: id('b'), state: 'waiting', createdAt: at(2) });
    put({ activityId: ACTIVITY_ID, state: 'done', endedAt: ENDED });
    streams = [(_request, response) => void openStream(response)];
    expect(await next(watch())).toMatchObject({ activity: { activityId: id('b') }, by: 'stream' });
    expect(streamCalls()[0]?.path).toBe('/api/v1/activities/events');
  });

  it('misses nothing while it polls: what ends, what comes and goes between two looks, what is discarded', async () => {
    put({ activityId: ACTIVITY_ID, state: 'done', createdAt: at(1), endedAt: ENDED });
    put({ activityId: id('b'), state: 'checking', createdAt: at(2) });
    const events = watch();
    expect((await next(events)).activity.activityId).toBe(id('b'));
    put({ activityId: id('b'), state: 'done', createdAt: at(2), endedAt: ENDED });
    expect((await next(events)).activity).toMatchObject({ activityId: id('b'), state: 'done' });
    put({ activityId: id('c'), state: 'done', createdAt: at(3), endedAt: ENDED });
    expect((await next(events)).activity).toMatchObject({ activityId: id('c'), state: 'done' });
    put({ activityId: ACTIVITY_ID, state: 'discarded', createdAt: at(1), endedAt: ENDED });
    expect((await next(events)).activity).toMatchObject({ activityId: ACTIVITY_ID, state: 'discarded' });
  });

  it('pages through all that came and went between two looks, and asks one by one for what no page shows', async () => {
    put({ activityId: id('0'), state: 'checking', createdAt: at(0) });
    views.delete(ACTIVITY_ID);
    const events = watch();
    await next(events);
    for (let each = 0; each < 70; each += 1) {
      const activityId = each.toString(16).padStart(24, 'e');
      put({ activityId, state: 'done', createdAt: at(1), endedAt: ENDED });
    }
    put({ activityId: id('0'), state: 'failed', createdAt: at(0), endedAt: ENDED });
    const told: string[] = [];
    while (!told.includes('failed')) told.push((await next(events)).activity.state);
    expect(told.filter((state) => state === 'done')).toHaveLength(70);
  });

  it('forgets one that is erased while it is watched', async () => {
    put({ activityId: ACTIVITY_ID, state: 'checking' });
    const events = watch();
    await next(events);
    views.clear();
    put({ activityId: id('d'), state: 'waiting', createdAt: at(5) });
    expect((await next(events)).activity.activityId).toBe(id('d'));
  });
});
