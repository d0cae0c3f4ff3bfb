import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ActivityView,
  AuthenticationError,
  type Client,
  ConnectionError,
  createClient,
  GstIntakeError,
  PermissionDeniedError,
  RequestRefusedError,
  type SeenActivity,
  ServerError,
  TimeoutError,
  type TransportOptions,
  type TriggerOptions,
  UnexpectedAnswerError,
} from '../../src/client/index.ts';
import type * as contract from '../../src/contract/native.ts';
import {
  answer,
  answerJson,
  type Handler,
  type ScriptedClear,
  SIGNATURE,
  startScriptedClear,
  TOKEN,
} from './scriptedClear.ts';
import { ACTIVITY_ID, completed, ERROR_FILE, playIngestion, statusOf, viewOf } from './scriptedIngestion.ts';

const URL_OF_UPLOAD = 'https://gst.example.in/v1/in/b/w/GSTSALES/2026/MAY/a/OriginalFileName/a__1';
const QUEUED = statusOf('ACTIVITY_QUEUED');

let clear: ScriptedClear;
beforeEach(async () => {
  clear = await startScriptedClear();
});
afterEach(() => clear[Symbol.asyncDispose]());

function clientOf(options: Partial<TransportOptions> = {}): Client {
  return createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1, ...options });
}

async function failure(promise: Promise<unknown>): Promise<GstIntakeError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GstIntakeError);
  return error as GstIntakeError;
}

async function contentOf(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  if (stream === null) throw new Error('there is no stream');
  return text(stream);
}

async function listOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

function fiveKeys(errorMessage: string, errorResolution: string | null) {
  return {
    errorCode: 'INTERNAL_ERROR',
    errorField: 's3FileUrl',
    errorValues: null,
    errorMessage,
    errorResolution,
  };
}

describe('trigger', () => {
  function trigger(change: Partial<TriggerOptions> = {}) {
    return clientOf().trigger({
      templateType: 'sales',
      url: URL_OF_UPLOAD,
      fileName: 'बिक्री.csv',
      ...change,
    });
  }
  const sent = () => JSON.parse(clear.calls[0]?.body.toString() ?? '');

  it.each([
    ['sales', '618a5623836651c01c1498ad'],
    ['purchase', '60e5613ff71f4a7aeca4336b'],
  ] as const)(
    'of %s sends what Clear documents, with Clear’s own template',
    async (templateType, templateId) => {
      playIngestion(clear, { statuses: [] });
      expect(await trigger({ templateType })).toEqual({
        activityId: ACTIVITY_ID,
        externalId: null,
        status: 'ACTIVITY_CREATED',
        errors: [],
      });
      expect(clear.calls[0]).toMatchObject({
        method: 'POST',
        path: `/integration/v1/ingest/file/${templateType}`,
        headers: { 'x-cleartax-auth-token': TOKEN, 'content-type': 'application/json' },
      });
      expect(sent()).toEqual({
        userInputArgs: { templateId },
        fileInfo: { s3FileUrl: URL_OF_UPLOAD, userFileName: 'बिक्री.csv' },
      });
    },
  );

  it('sends template, GSTINs and external id when they are given', async () => {
    playIngestion(clear, { statuses: [] });
    await trigger({ templateId: 'a'.repeat(24), gstins: ['27AAPFU0939F1ZV'], externalId: 'erp-7' });
    expect(sent()).toMatchObject({
      externalId: 'erp-7',
      userInputArgs: { gstins: ['27AAPFU0939F1ZV'], templateId: 'a'.repeat(24) },
    });
  });

  it('is tried again after a lost answer, since the same upload is never taken twice', async () => {
    let count = 0;
    playIngestion(clear, {
      statuses: [],
      trigger: (request, response) => {
        count += 1;
        if (count === 1) request.socket.destroy();
        else if (count === 2) void answer(503)(request, response);
        else
          void answerJson(201, {
            activityId: ACTIVITY_ID,
            externalId: null,
            status: 'ACTIVITY_CREATED',
            errors: [],
          })(request, response);
      },
    });
    expect((await trigger()).activityId).toBe(ACTIVITY_ID);
    expect(clear.calls).toHaveLength(3);
  });

  it.each([
    [
      400,
      { activityId: null, status: null, errors: [fiveKeys('No such upload.', 'Send the file first.')] },
      RequestRefusedError,
      'No such upload. Send the file first.',
    ],
    [
      401,
      {
        activityId: null,
        status: null,
        errors: [],
        errorCode: 'AUTHORIZATION_FAILED',
        errorMessage: 'Invalid Auth Token',
      },
      AuthenticationError,
      'Invalid Auth Token',
    ],
    [
      403,
      {
        activityId: null,
        status: null,
        errors: [],
        errorCode: 'PERMISSION_DENIED',
        errorMessage: "Don't have permission.",
      },
      PermissionDeniedError,
      "Don't have permission.",
    ],
  ])('refused with %i throws by name, once, with what to do', async (status, body, kind, message) => {
    playIngestion(clear, { statuses: [], trigger: answerJson(status, body) });
    const error = await failure(trigger());
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status, message, requestId: 'r-1' });
    expect(clear.calls).toHaveLength(1);
  });

  it('that is answered 200 without an activity is no success', async () => {
    playIngestion(clear, { statuses: [], trigger: answerJson(200, { status: 'ACTIVITY_CREATED' }) });
    expect(await failure(trigger())).toBeInstanceOf(UnexpectedAnswerError);
  });
});

describe('status', () => {
  it.each([
    ['sales', 'GSTSALES'],
    ['purchase', 'MAXITC'],
  ] as const)(
    'of %s asks for the tenant %s and hands the answer on as it came',
    async (templateType, tenant) => {
      playIngestion(clear, { statuses: [completed(clear, 7)] });
      const call = { templateType, activityId: ACTIVITY_ID };
      expect(await clientOf().status(call)).toEqual(completed(clear, 7));
      expect(clear.calls[0]?.path).toBe(
        `/integration/v1/ingest/file/${templateType}/status/${ACTIVITY_ID}?tenant=${tenant}`,
      );
    },
  );
});

describe('an answer that leaves keys out or null', () => {
  it('is completed, so that no reader stumbles', async () => {
    const bare = { activityId: ACTIVITY_ID, status: 'ACTIVITY_QUEUED', errors: null };
    playIngestion(clear, { trigger: answerJson(201, bare), statuses: [answerJson(200, bare)] });
    const call = { templateType: 'sales', activityId: ACTIVITY_ID } as const;
    expect(await clientOf().status(call)).toEqual(QUEUED);
    expect(await clientOf().trigger({ ...call, url: URL_OF_UPLOAD, fileName: 'a.csv' })).toEqual({
      ...bare,
      externalId: null,
      errors: [],
    });
  });
});

describe('waitForActivity', () => {
  const wait = (change: object = {}) =>
    clientOf().waitForActivity({ templateType: 'sales', activityId: ACTIVITY_ID, pollDelayMs: 1, ...change });

  it('tells live counts while it lasts, and ends with Clear’s answer', async () => {
    playIngestion(clear, {
      views: [
        viewOf({}, { phase: 'waiting', rowsRead: 0 }),
        viewOf(),
        viewOf({ status: 'ACTIVITY_COMPLETED' }, { phase: 'done' }),
      ],
      statuses: [completed(clear)],
    });
    const seen: SeenActivity[] = [];
    expect(await wait({ onStatus: (now: SeenActivity) => seen.push(now) })).toEqual(completed(clear));
    expect(seen.map(({ status, progress }) => [status, progress?.phase, progress?.rowsRead])).toEqual([
      ['ACTIVITY_QUEUED', 'waiting', 0],
      ['ACTIVITY_QUEUED', 'judging', 123_456],
      ['ACTIVITY_COMPLETED', 'done', 123_456],
    ]);
  });

  it('goes on to tell the rows after a look that met a busy server', async () => {
    const busy = answerJson(503, { code: 'unavailable', detail: 'Busy.' });
    const views = [
      ...Array.from({ length: 5 }, () => busy),
      viewOf(),
      viewOf({ status: 'ACTIVITY_COMPLETED' }),
    ];
    playIngestion(clear, { views, statuses: [QUEUED, completed(clear)] });
    const seen: SeenActivity[] = [];
    await wait({ onStatus: (now: SeenActivity) => seen.push(now) });
    expect(seen.map(({ progress }) => progress !== null)).toEqual([false, true, true]);
  });

  it.each<[string, Handler]>([
    ['404 in HTML', answer(404, { 'content-type': 'text/html' }, '<html></html>')],
    ['404 in JSON', answerJson(404, { status: 404, error: 'Not Found', path: '/api' })],
    ['401, as a gateway in front does', answer(401)],
    ['a page with 200', answer(200, {}, '<html></html>')],
  ])('polls Clear’s call where our own is answered %s', async (_name, handler) => {
    playIngestion(clear, { views: [handler], statuses: [QUEUED, QUEUED, completed(clear)] });
    const seen: SeenActivity[] = [];
    expect(await wait({ onStatus: (now: SeenActivity) => seen.push(now) })).toEqual(completed(clear));
    expect(seen.map(({ status }) => status)).toEqual([
      'ACTIVITY_QUEUED',
      'ACTIVITY_QUEUED',
      'ACTIVITY_COMPLETED',
    ]);
    expect(clear.calls.filter(({ path }) => path.startsWith('/api/v1/'))).toHaveLength(1);
  });

  it.each(['ACTIVITY_DISCARDED', 'SYSTEM_FEEDBACK', 'UNPLANNED_ERROR'] as const)(
    'ends at %s',
    async (status) => {
      playIngestion(clear, { statuses: [statusOf('ACTIVITY_CREATED'), statusOf(status)] });
      expect((await wait()).status).toBe(status);
    },
  );

  it('takes a word that Clear does not document for an activity under way', async () => {
    const odd = { ...QUEUED, status: 'ACTIVITY_IN_PROGRESS' as 'ACTIVITY_QUEUED' };
    playIngestion(clear, { statuses: [odd, completed(clear)] });
    expect((await wait()).status).toBe('ACTIVITY_COMPLETED');
  });

  it('says of an unknown activity what the status call says', async () => {
    const unknown = { activityId: null, status: null, errors: [fiveKeys('No such activity.', null)] };
    playIngestion(clear, { statuses: [answerJson(400, unknown)] });
    expect(await failure(wait())).toMatchObject({ status: 400, message: 'No such activity.' });
  });

  it('goes on after a broken connection, and ends when it stays broken', async () => {
    let isBroken = true;
    const broken: Handler = (request) => {
      isBroken = false;
      request.socket.destroy();
    };
    playIngestion(clear, {
      views: [broken, viewOf({ status: 'ACTIVITY_COMPLETED' })],
      statuses: [completed(clear)],
    });
    expect((await wait()).status).toBe('ACTIVITY_COMPLETED');
    expect(isBroken).toBe(false);

    playIngestion(clear, { views: [broken], statuses: [QUEUED] });
    expect(await failure(wait())).toBeInstanceOf(ConnectionError);
  });

  it('throws the reason of its signal', async () => {
    const controller = new AbortController();
    playIngestion(clear, { views: [viewOf()], statuses: [QUEUED] });
    const reason = new Error('enough');
    const onStatus = () => controller.abort(reason);
    await expect(wait({ signal: controller.signal, onStatus, pollDelayMs: 60_000 })).rejects.toBe(reason);
  });
});

describe('the error file', () => {
  it('comes by its own URL, without the token', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const stream = await clientOf().errorFile({ activityId: ACTIVITY_ID, templateType: 'sales' });
    expect(await contentOf(stream)).toBe(ERROR_FILE.replace('\uFEFF', ''));
    const fetched = clear.calls.at(-1);
    expect(fetched?.path).toContain(SIGNATURE);
    expect(fetched?.headers).not.toHaveProperty('x-cleartax-auth-token');
  });

  it('asks our own call which register it is', async () => {
    playIngestion(clear, { views: [viewOf({ templateType: 'purchase' })], statuses: [completed(clear, 1)] });
    await (await clientOf().errorFile({ activityId: ACTIVITY_ID }))?.cancel();
    expect(clear.calls[1]?.path).toContain('/purchase/status/');
  });

  it('is null when nothing was refused', async () => {
    playIngestion(clear, { statuses: [completed(clear)] });
    expect(await clientOf().errorFile({ activityId: ACTIVITY_ID, templateType: 'sales' })).toBeNull();
  });

  it('names no signature when it cannot be fetched', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const onCall = clear.onCall;
    const gone = answer(
      403,
      { 'x-gst-intake-error': 'url_expired' },
      '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
    );
    clear.onCall = (request, response) =>
      (request.url?.startsWith('/v1/') ? gone : onCall)(request, response);
    const error = await failure(clientOf().errorFile({ activityId: ACTIVITY_ID, templateType: 'sales' }));
    expect(error).toMatchObject({ code: 'url_expired', message: 'Request has expired' });
    expect(JSON.stringify(error) + error.stack).not.toContain(SIGNATURE);
  });

  it('that breaks off in the middle is an error of the reader', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const onCall = clear.onCall;
    const cut: Handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('"No. of', () => response.destroy());
    };
    clear.onCall = (request, response) => (request.url?.startsWith('/v1/') ? cut : onCall)(request, response);
    const stream = await clientOf().errorFile({ activityId: ACTIVITY_ID, templateType: 'sales' });
    const error = await failure(contentOf(stream));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(JSON.stringify(error) + error.stack).not.toContain(SIGNATURE);
  });

  it('that stops coming is a time-out', async () => {
    playIngestion(clear, { statuses: [completed(clear, 1)] });
    const onCall = clear.onCall;
    const stuck: Handler = (_request, response) => void response.writeHead(200).write('"No. of');
    clear.onCall = (request, response) =>
      (request.url?.startsWith('/v1/') ? stuck : onCall)(request, response);
    const stream = await clientOf({ timeoutMs: 50 }).errorFile({
      activityId: ACTIVITY_ID,
      templateType: 'sales',
    });
    expect(await failure(contentOf(stream))).toBeInstanceOf(TimeoutError);
  });
});

describe('our own calls', () => {
  it('are answered as the client’s types say', () => {
    expectTypeOf<contract.ActivityView>().toExtend<ActivityView>();
  });

  it.each([
    ['cancelActivity', 'POST /cancel'],
    ['discardActivity', 'POST /discard'],
  ] as const)('%s is a %s with the token', async (name, call) => {
    const discarded = viewOf({ status: 'ACTIVITY_DISCARDED' });
    playIngestion(clear, { statuses: [], more: { [call]: answerJson(200, discarded) } });
    expect(await clientOf()[name]({ activityId: ACTIVITY_ID })).toEqual(discarded);
    expect(clear.calls[0]).toMatchObject({ method: 'POST', headers: { 'x-cleartax-auth-token': TOKEN } });
  });

  it('says in plain words what a problem document says', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'conflict',
      detail: 'It has ended already. Discard it instead.',
      requestId: 'r-1',
    };
    playIngestion(clear, { statuses: [], more: { 'POST /cancel': answerJson(409, problem) } });
    const error = await failure(clientOf().cancelActivity({ activityId: ACTIVITY_ID }));
    expect(error).toBeInstanceOf(RequestRefusedError);
    expect(error).toMatchObject({ code: 'conflict', status: 409, message: problem.detail });
  });

  it('hands out documents one by one, whatever the pieces in which they come', async () => {
    const documents = [{ number: 'INV-1', party: 'नमस्ते' }, { number: 'INV-2' }, { number: 'INV-3' }];
    const bytes = Buffer.from(documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const client = clientOf({ fetch: () => Promise.resolve(new Response(pieces)) });
    expect(await listOf(client.documents({ activityId: ACTIVITY_ID }))).toEqual(documents);
  });

  it.each(['{"number":"INV-1"}\n{"number":"INV', '{"number":\n'])(
    'takes documents that end as %j for no success',
    async (body) => {
      playIngestion(clear, { statuses: [], more: { 'GET /documents.ndjson': answer(200, {}, body) } });
      const all = listOf(clientOf().documents({ activityId: ACTIVITY_ID }));
      expect(await failure(all)).toBeInstanceOf(UnexpectedAnswerError);
    },
  );

  it('asks for the list of warnings only when there are any', async () => {
    const more = { 'GET /warnings.csv': answer(200, {}, 'Row,Message\n') };
    playIngestion(clear, { views: [viewOf(), viewOf({ warningCount: 3 })], statuses: [], more });
    expect(await clientOf().warnings({ activityId: ACTIVITY_ID })).toBeNull();
    const stream = await clientOf().warnings({ activityId: ACTIVITY_ID });
    expect(await contentOf(stream)).toBe('Row,Message\n');
  });

  it('fails by name when the server stays broken', async () => {
    playIngestion(clear, { statuses: [], views: [answer(500)] });
    expect(await failure(clientOf({ retries: 1 }).activity({ activityId: ACTIVITY_ID }))).toBeInstanceOf(
      ServerError,
    );
    expect(clear.calls).toHaveLength(2);
  });
});
