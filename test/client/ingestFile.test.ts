import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createClient,
  type IngestFileOptions,
  type IngestProgress,
  InvalidOptionError,
  PermissionDeniedError,
} from '../../src/client/index.ts';
import { answer, answerJson, type ScriptedClear, startScriptedClear, TOKEN } from './scriptedClear.ts';
import { ACTIVITY_ID, completed, playIngestion, statusOf, viewOf } from './scriptedIngestion.ts';

const QUEUED = statusOf('ACTIVITY_QUEUED');

let clear: ScriptedClear;
beforeEach(async () => {
  clear = await startScriptedClear();
});
afterEach(() => clear[Symbol.asyncDispose]());

function ingestFile(change: Partial<IngestFileOptions> = {}, retries = 4) {
  const client = createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1, retries });
  return client.ingestFile({
    templateType: 'purchase',
    file: new File(['a,b\n1'], 'खरीद.csv'),
    pollDelayMs: 1,
    ...change,
  });
}

async function toldBy(ingestion: AsyncIterable<IngestProgress>): Promise<IngestProgress[]> {
  const told: IngestProgress[] = [];
  for await (const progress of ingestion) told.push(progress);
  return told;
}

describe('a file that is ingested', () => {
  it('is told of byte by byte, then row by row, in one progress', async () => {
    playIngestion(clear, {
      views: [viewOf(), viewOf({ status: 'ACTIVITY_COMPLETED' })],
      statuses: [completed(clear)],
    });
    const ingestion = ingestFile({ externalId: 'erp-7', corrects: 'c'.repeat(24) });
    const told = await toldBy(ingestion);
    const { upload, status } = await ingestion.result;
    expect(status).toEqual(completed(clear));
    expect(clear.landed[0]?.body.toString()).toBe('a,b\n1');
    const { fileInfo, externalId } = JSON.parse(clear.calls[0]?.body.toString() ?? '');
    expect({ fileInfo, externalId }).toEqual({
      externalId: 'erp-7',
      fileInfo: { s3FileUrl: upload.url, userFileName: 'खरीद.csv' },
    });
    expect(clear.calls[0]?.headers['x-gst-intake-corrects']).toBe('c'.repeat(24));
    expect(ingestion).toMatchObject({ activityId: ACTIVITY_ID, uploadId: upload.uploadId, upload });
    const phases = told.map(({ phase }) => phase);
    expect(phases).toEqual(phases.toSorted().reverse());
    expect(told.at(-1)).toMatchObject({ phase: 'processing', status: 'ACTIVITY_COMPLETED' });
    expect(told.findLast(({ phase }) => phase === 'upload')).toMatchObject({ sent: 5, total: 5, attempt: 1 });
  });

  it('goes on with nobody looking, on a server that has Clear’s calls only', async () => {
    playIngestion(clear, { statuses: [QUEUED, completed(clear)] });
    expect((await ingestFile().result).status.status).toBe('ACTIVITY_COMPLETED');
  });

  it('says when it is tried again, and when by a new URL', async () => {
    playIngestion(clear, { statuses: [completed(clear)] });
    clear.nextPuts.push(answer(503), answer(403, { 'x-gst-intake-error': 'url_expired' }));
    const told = await toldBy(ingestFile());
    const uploads = told.filter((each) => each.phase === 'upload');
    const tries = uploads.map(({ attempt, freshUrls }) => `try ${attempt}, ${freshUrls} new URLs`);
    expect([...new Set(tries)]).toEqual(['try 1, 0 new URLs', 'try 2, 0 new URLs', 'try 3, 1 new URLs']);
    expect(new Set(uploads.map(({ uploadId }) => uploadId)).size).toBe(2);
  });

  it('tells whoever comes late the newest of every step, and no more', async () => {
    const rows = (rowsRead: number, phase: 'judging' | 'reporting') => viewOf({}, { phase, rowsRead });
    const views = [1, 2, 3].map((each) => rows(each, 'judging'));
    views.push(rows(3, 'reporting'), viewOf({ status: 'ACTIVITY_COMPLETED' }, { phase: 'done' }));
    playIngestion(clear, { views, statuses: [completed(clear)] });
    const ingestion = ingestFile();
    await ingestion.result;
    expect(
      (await toldBy(ingestion)).map((each) => (each.phase === 'upload' ? each.sent : each)),
    ).toMatchObject([
      5,
      { status: 'ACTIVITY_CREATED', progress: null },
      { progress: { phase: 'judging', rowsRead: 3 } },
      { progress: { phase: 'reporting' } },
      { status: 'ACTIVITY_COMPLETED', progress: { phase: 'done' } },
    ]);
    expect(await toldBy(ingestion)).toEqual([]);
  });

  it('throws what ended it badly to both, and to nobody else', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const refusal = { activityId: null, status: null, errors: [], errorCode: 'PERMISSION_DENIED' };
    playIngestion(clear, { statuses: [], trigger: answerJson(403, refusal) });
    const ingestion = ingestFile();
    await expect(toldBy(ingestion)).rejects.toBeInstanceOf(PermissionDeniedError);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await expect(ingestion.result).rejects.toBeInstanceOf(PermissionDeniedError);
    expect(ingestion.upload?.url).toContain(clear.baseUrl);
    expect(ingestion.activityId).toBeNull();
  });

  it.each([
    ['a name', { file: new Blob(['a']) }, 'file_name_missing'],
    ['a name that tells its kind', { fileName: 'sales.pdf' }, 'file_kind_unknown'],
    ['a well-formed name', { fileName: '\ud800.csv' }, 'file_name_invalid'],
  ])('needs %s, or nothing is sent', async (_what, change, code) => {
    const ingestion = ingestFile(change);
    await expect(ingestion.result).rejects.toMatchObject({ code });
    await expect(toldBy(ingestion)).rejects.toBeInstanceOf(InvalidOptionError);
    expect(clear.presigns).toEqual([]);
  });
});

/** Brings it to a step, where it stays. */
const STEPS: Readonly<Record<string, (reached: () => void) => void>> = {
  'the pre-sign': (reached) => clear.nextPresigns.push(() => reached()),
  'the upload': (reached) => clear.nextPuts.push((request) => void request.once('data', reached)),
  'the wait for a further try': (reached) =>
    clear.nextPuts.push((request, response) => {
      reached();
      return answer(503, { 'retry-after': '60' })(request, response);
    }),
  'the trigger': (reached) => playIngestion(clear, { statuses: [], trigger: () => reached() }),
  'the wait for rows': (reached) =>
    playIngestion(clear, {
      statuses: [],
      views: [
        (request, response) => {
          reached();
          return answerJson(200, viewOf())(request, response);
        },
      ],
    }),
};

describe('a file that is left', () => {
  it.each(Object.entries(STEPS))('by its signal, throws the reason during %s', async (_step, arrange) => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    arrange(resolve);
    const controller = new AbortController();
    const ingestion = ingestFile({ signal: controller.signal, pollDelayMs: 60_000 });
    const told = toldBy(ingestion);
    await reached;
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(told).rejects.toBe(reason);
    await expect(ingestion.result).rejects.toBe(reason);
    expect(clear.calls.filter(({ path }) => path.endsWith('/cancel'))).toEqual([]);
  });

  it('by break, breaks the upload off', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    clear.nextPuts.push((request) => {
      request.on('error', () => resolve());
      request.resume();
    });
    const open = () => new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(65_536)) });
    const ingestion = ingestFile({ file: { size: 1e9, open }, fileName: 'a.csv' });
    for await (const progress of ingestion) if (progress.phase === 'upload' && progress.sent > 0) break;
    await expect(ingestion.result).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
    expect(clear.landed).toEqual([]);
  });

  it('by break once it is checked, leaves the server at it', async () => {
    playIngestion(clear, { views: [viewOf()], statuses: [] });
    const ingestion = ingestFile();
    for await (const progress of ingestion) if (progress.phase === 'processing') break;
    await expect(ingestion.result).rejects.toMatchObject({ name: 'AbortError' });
    expect(ingestion.activityId).toBe(ACTIVITY_ID);
    expect(clear.calls.filter(({ path }) => path.endsWith('/cancel'))).toEqual([]);
  });
});

describe('a file that is cancelled', () => {
  const discarded = viewOf({ status: 'ACTIVITY_DISCARDED', state: 'discarded' });
  const cancels = () => clear.calls.filter(({ path }) => path.endsWith('/cancel'));

  it('during the upload, gives null: there is no activity', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    STEPS['the upload']?.(resolve);
    const ingestion = ingestFile();
    await reached;
    expect(await ingestion.cancel()).toBeNull();
    await expect(ingestion.result).rejects.toMatchObject({ name: 'AbortError' });
    expect(clear.calls).toEqual([]);
  });

  it('during the trigger, waits for its answer, so that nothing goes on unseen', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const { promise: cancelled, resolve: release } = Promise.withResolvers<void>();
    playIngestion(clear, {
      statuses: [],
      views: [viewOf()],
      trigger: async (request, response) => {
        resolve();
        await cancelled;
        await answerJson(201, { activityId: ACTIVITY_ID, status: 'ACTIVITY_CREATED' })(request, response);
      },
      more: { 'POST /cancel': answerJson(200, discarded) },
    });
    const ingestion = ingestFile();
    await reached;
    const cancelling = ingestion.cancel();
    release();
    expect(await cancelling).toEqual(discarded);
    await expect(ingestion.result).rejects.toMatchObject({ name: 'AbortError' });
    expect(cancels()).toHaveLength(1);
  });

  it('learns by asking again what became of a trigger whose answer was lost', async () => {
    let triggers = 0;
    playIngestion(clear, {
      statuses: [],
      views: [viewOf()],
      trigger: async (request, response) => {
        triggers += 1;
        if (triggers === 1) return void response.destroy();
        await answerJson(201, { activityId: ACTIVITY_ID, status: 'ACTIVITY_CREATED' })(request, response);
      },
      more: { 'POST /cancel': answerJson(200, discarded) },
    });
    const ingestion = ingestFile({}, 0);
    const cancelling = new Promise((resolve) => {
      const cancel = () => (ingestion.upload === null ? setImmediate(cancel) : resolve(ingestion.cancel()));
      cancel();
    });
    await expect(ingestion.result).rejects.toThrow();
    expect(await cancelling).toEqual(discarded);
    expect(triggers).toBe(2);
  });

  it('gives null where the server refused the trigger: there is nothing to cancel', async () => {
    playIngestion(clear, {
      statuses: [],
      views: [],
      trigger: answerJson(400, { errors: [{ errorCode: 'X' }] }),
    });
    const ingestion = ingestFile();
    await expect(ingestion.result).rejects.toMatchObject({ status: 400 });
    expect(await ingestion.cancel()).toBeNull();
    expect(cancels()).toEqual([]);
  });

  it('goes on where the server cancels nothing any more', async () => {
    const conflict = { status: 409, code: 'conflict', detail: 'It has ended already.' };
    playIngestion(clear, {
      statuses: [completed(clear)],
      views: [viewOf(), viewOf(), viewOf({ status: 'ACTIVITY_COMPLETED' })],
      more: { 'POST /cancel': answerJson(409, conflict) },
    });
    const ingestion = ingestFile();
    for await (const progress of ingestion) {
      if (progress.phase !== 'processing' || cancels().length > 0) continue;
      await expect(ingestion.cancel()).rejects.toMatchObject({ status: 409, detail: conflict.detail });
    }
    expect((await ingestion.result).status.status).toBe('ACTIVITY_COMPLETED');
  });
});
