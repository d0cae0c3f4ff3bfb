import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConnectionError,
  createClient,
  GstIntakeError,
  ProbablyUploadedError,
  ServerError,
  SourceError,
  TimeoutError,
  type TransportOptions,
  type UploadOptions,
  type UploadProgress,
  UploadRefusedError,
} from '../../src/client/index.ts';
import { SIGNED_CONTENT_TYPE } from '../../src/uploads/contentType.ts';
import {
  answer,
  cutAfter,
  hang,
  type ScriptedClear,
  SIGNATURE,
  s3Xml,
  startScriptedClear,
  TOKEN,
} from './scriptedClear.ts';

const BYTES = randomBytes(700_000);
const EXPIRED = answer(
  403,
  { 'x-gst-intake-error': 'url_expired' },
  s3Xml('AccessDenied', 'Request has expired'),
);

let clear: ScriptedClear;
beforeEach(async () => {
  clear = await startScriptedClear();
});
afterEach(() => clear[Symbol.asyncDispose]());

function upload(change: Partial<UploadOptions> = {}, options: Partial<TransportOptions> = {}) {
  const client = createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1, ...options });
  return client.upload({
    source: { size: BYTES.length, open: () => new Blob([BYTES]) },
    templateType: 'sales',
    fileContentType: 'CSV',
    fileName: 'बिक्री अप्रैल.csv',
    ...change,
  });
}

function chunked(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + 65_536));
      at += 65_536;
    },
  });
}

async function failure(promise: Promise<unknown>): Promise<GstIntakeError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GstIntakeError);
  return error as GstIntakeError;
}

describe('an upload that nothing disturbs', () => {
  it('sends the bytes once, under their length and the documented content type', async () => {
    const result = await upload();
    const [put] = clear.landed;
    expect(put?.body.equals(BYTES)).toBe(true);
    expect(put?.headers).toMatchObject({
      'content-length': String(BYTES.length),
      'content-type': 'application/vnd.ms-excel',
    });
    expect(put?.headers).not.toHaveProperty('transfer-encoding');
    expect(put?.headers).not.toHaveProperty('x-cleartax-auth-token');
    expect(result).toMatchObject({ bytes: BYTES.length, etag: '"an-etag"', requestId: 'put-1' });
    expect(result.url).toContain(`/${result.uploadId}/OriginalFileName/`);
    expect(clear.presigns[0]?.headers).toMatchObject({
      'x-cleartax-auth-token': TOKEN,
      filecontenttype: 'CSV',
    });
    expect(new URL(clear.presigns[0]?.path ?? '', clear.baseUrl).searchParams.get('fileName')).toBe(
      'बिक्री अप्रैल.csv',
    );
  });

  it.each(['XLSX', 'XLS', 'CSV'] as const)(
    'sends %s under the type that the server signs for it',
    async (fileContentType) => {
      await upload({ fileContentType });
      expect(clear.landed[0]?.headers['content-type']).toBe(SIGNED_CONTENT_TYPE[fileContentType]);
    },
  );

  it('tells progress that only grows, from nothing to everything', async () => {
    const told: UploadProgress[] = [];
    const open = () => chunked(BYTES);
    await upload({ source: { size: BYTES.length, open }, onProgress: (progress) => told.push(progress) });
    const sent = told.map((progress) => progress.sent);
    expect(sent[0]).toBe(0);
    expect(sent.at(-1)).toBe(BYTES.length);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(new Set(sent).size).toBeGreaterThan(5);
    expect(told.every(({ total }) => total === BYTES.length)).toBe(true);
  });

  it('does not count bytes as sent that the server has not taken', async () => {
    clear.nextPuts.push((request) => void request.pause());
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const stalled = upload(
      {
        source: { size, open: () => chunked(new Uint8Array(size)) },
        onProgress: (progress) => {
          sent = progress.sent;
        },
      },
      { timeoutMs: 300, retries: 0 },
    );
    expect(await failure(stalled)).toBeInstanceOf(TimeoutError);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(size / 2);
  });

  it('sends a stream of unknown length chunked', async () => {
    await upload({ source: { size: undefined, open: () => new Blob([BYTES]).stream() } });
    expect(clear.landed[0]?.headers['transfer-encoding']).toBe('chunked');
    expect(clear.landed[0]?.body.equals(BYTES)).toBe(true);
  });

  it('sends an empty file', async () => {
    const result = await upload({ source: { size: 0, open: () => new Blob([]) } });
    expect(result.bytes).toBe(0);
    expect(clear.landed[0]?.headers['content-length']).toBe('0');
  });
});

describe('an upload that fails on the way', () => {
  it.each([
    ['503 with S3 XML', answer(503, {}, s3Xml('SlowDown', 'Reduce your request rate'))],
    ['500 without a body', answer(500)],
    [
      '400 body_incomplete',
      answer(400, { 'x-gst-intake-error': 'body_incomplete' }, s3Xml('IncompleteBody', 'cut')),
    ],
    ['a connection cut in the middle', cutAfter(100_000)],
    ['a connection cut before the answer', cutAfter(BYTES.length)],
  ])('sends the same bytes to the same URL again after %s', async (_name, fault) => {
    clear.nextPuts.push(fault);
    const retries: boolean[] = [];
    await upload({ onRetry: ({ freshUrl }) => retries.push(freshUrl) });
    expect(retries).toEqual([false]);
    expect(clear.presigns).toHaveLength(1);
    expect(clear.landed[0]?.body.equals(BYTES)).toBe(true);
  });

  it.each([
    ['our gateway says it ran out', EXPIRED],
    ['S3 says it ran out', answer(403, {}, s3Xml('AccessDenied', 'Request has expired'))],
    ['Clear answers 400 and nothing else', answer(400)],
    ['its credentials ran out', answer(400, {}, s3Xml('ExpiredToken', 'The provided token has expired.'))],
    ['it was used up', answer(403, { 'x-gst-intake-error': 'upload_closed' })],
  ])('asks for a fresh URL when %s', async (_name, fault) => {
    clear.nextPuts.push(fault);
    await upload();
    expect(clear.presigns).toHaveLength(2);
    expect(clear.landed).toHaveLength(1);
  });

  it.each([
    ['the connection broke after the last byte', cutAfter(BYTES.length)],
    ['a proxy lost the answer', answer(502)],
  ])('does not send the file twice when a single-use URL is closed after %s', async (_name, fault) => {
    clear.nextPuts.push(fault, answer(403, { 'x-gst-intake-error': 'upload_closed', 'x-request-id': 'r-2' }));
    const error = await failure(upload());
    expect(error).toBeInstanceOf(ProbablyUploadedError);
    expect(error).toMatchObject({ code: 'upload_closed', status: 403, requestId: 'r-2' });
    expect(error).toMatchObject({ uploadId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(error.message).toContain('has probably arrived');
    expect(clear.presigns).toHaveLength(1);
    expect(clear.putCount()).toBe(2);
    expect(clear.landed).toEqual([]);
  });

  it('asks for a fresh URL when the one is closed that came after a lost answer', async () => {
    clear.nextPuts.push(cutAfter(1), EXPIRED, answer(403, { 'x-gst-intake-error': 'upload_closed' }));
    await upload();
    expect(clear.presigns).toHaveLength(3);
    expect(clear.landed).toHaveLength(1);
  });

  it('asks for a fresh URL when the old one would run out during the next try', async () => {
    clear.urlLifetimeSeconds = 10;
    clear.nextPuts.push(answer(503));
    await upload();
    expect(clear.presigns).toHaveLength(2);
  });

  it('stops asking for URLs that are all refused', async () => {
    clear.nextPuts.push(...Array.from({ length: 9 }, () => EXPIRED));
    const error = await failure(upload({}, { retries: 8 }));
    expect(error).toBeInstanceOf(UploadRefusedError);
    expect(clear.presigns).toHaveLength(3);
  });

  it.each([
    [
      'too large',
      answer(
        400,
        { 'x-gst-intake-error': 'too_large', 'x-request-id': 'r-9' },
        s3Xml('EntityTooLarge', 'Too large'),
      ),
    ],
    [
      'of the wrong type',
      answer(
        403,
        { 'x-gst-intake-error': 'content_type_mismatch', 'x-request-id': 'r-9' },
        s3Xml('SignatureDoesNotMatch', 'x'),
      ),
    ],
    [
      'frozen',
      answer(
        409,
        { 'x-gst-intake-error': 'upload_closed', 'x-request-id': 'r-9' },
        s3Xml('OperationAborted', 'frozen'),
      ),
    ],
  ])('does not repeat a file that is %s', async (_name, refusal) => {
    clear.nextPuts.push(refusal);
    const error = await failure(upload());
    expect(error).toBeInstanceOf(UploadRefusedError);
    expect(error.requestId).toBe('r-9');
    expect(clear.putCount()).toBe(1);
  });

  it('gives up after the tries that were allowed', async () => {
    clear.nextPuts.push(answer(503), answer(503), answer(503));
    const error = await failure(upload({}, { retries: 2 }));
    expect(error).toBeInstanceOf(ServerError);
    expect(error.status).toBe(503);
    expect(clear.putCount()).toBe(3);
  });

  it('waits as long as Retry-After says', async () => {
    clear.nextPuts.push(answer(503, { 'retry-after': '1' }));
    const delays: number[] = [];
    await upload({ onRetry: ({ delayMs }) => delays.push(delayMs) });
    expect(delays).toEqual([1000]);
  });

  it('reports a server that wants more patience than anyone has', async () => {
    clear.nextPuts.push(answer(503, { 'retry-after': '86400' }));
    await failure(upload());
    expect(clear.putCount()).toBe(1);
  });

  it('cuts a server that goes silent, and tries again', async () => {
    clear.nextPuts.push(hang);
    const reasons: string[] = [];
    await upload({ onRetry: ({ reason }) => reasons.push(reason) }, { timeoutMs: 100 });
    expect(reasons[0]).toContain('did not answer');
    expect(clear.landed).toHaveLength(1);
    clear.nextPuts.push(hang);
    expect(await failure(upload({}, { timeoutMs: 50, retries: 0 }))).toBeInstanceOf(TimeoutError);
  });

  it('does not blame the server for a source that takes its time', async () => {
    let given = 0;
    const open = () =>
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 150));
          given += 1;
          if (given > 3) controller.close();
          else controller.enqueue(new Uint8Array(10));
        },
      });
    await upload({ source: { size: 30, open } }, { timeoutMs: 100, retries: 0 });
    expect(clear.landed[0]?.body).toHaveLength(30);
  });

  it('says where nobody listens', async () => {
    const { baseUrl } = clear;
    await clear[Symbol.asyncDispose]();
    const error = await failure(upload({}, { baseUrl, retries: 0 }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain(baseUrl);
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('a source that does not keep its word', () => {
  it.each([
    ['less', BYTES.length + 1],
    ['more', BYTES.length - 1],
  ])('gives %s than its size: nothing lands and nothing is tried again', async (_name, size) => {
    const error = await failure(upload({ source: { size, open: () => new Blob([BYTES]) } }));
    expect(error).toBeInstanceOf(SourceError);
    expect(clear.landed).toHaveLength(0);
    expect(clear.putCount()).toBeLessThanOrEqual(1);
  });

  it('throws its own error, which reaches the caller as it is', async () => {
    const own = new Error('the disk is gone');
    const open = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.error(own);
        },
      });
    await expect(upload({ source: { size: 5, open } })).rejects.toBe(own);
  });
});

describe('cancelling', () => {
  it.each(['during the PUT', 'during the wait', 'during the pre-sign'])(
    'throws the reason %s',
    async (when) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      if (when === 'during the PUT')
        clear.nextPuts.push((request) => void request.once('data', () => controller.abort(reason)));
      if (when === 'during the pre-sign') clear.nextPresigns.push(() => controller.abort(reason));
      if (when === 'during the wait') clear.nextPuts.push(answer(503, { 'retry-after': '60' }));
      const onRetry = () => controller.abort(reason);
      await expect(upload({ signal: controller.signal, onRetry })).rejects.toBe(reason);
      expect(clear.landed).toHaveLength(0);
    },
  );
});

describe('what an error tells', () => {
  it('never holds the token or the signature', async () => {
    const leaky = `echo ${TOKEN} X-Amz-Signature=${SIGNATURE}&amp;x`;
    const faults = [
      answer(403, {}, s3Xml('Odd', leaky)),
      answer(418, {}, leaky),
      answer(500, {}, s3Xml('X', leaky)),
      cutAfter(1),
    ];
    for (const fault of faults) {
      clear.nextPuts.push(fault);
      const error = await failure(upload({}, { retries: 0 }));
      const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(shown).not.toContain(SIGNATURE);
    }
  });
});
